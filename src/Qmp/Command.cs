using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

/// <summary>A command of QEMU's monitor; its properties are its arguments, its type parameter what it answers.</summary>
/// <remarks>Source: QEMU's QAPI schema. A test holds names and arguments against the captured schemas in <c>data/qapi</c>.</remarks>
public abstract record Command<TResult>([property: JsonIgnore] string Execute) where TResult : class;

/// <summary>A command whose arguments are JSON already: what starts a device also plugs it.</summary>
public interface IRawArguments
{
    string Json { get; }
}

/// <summary>Nothing to tell.</summary>
public sealed record Empty;
