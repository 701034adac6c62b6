using System.Text.Json.Serialization;

namespace Aerostat.Linux;

/// <summary>A program, and what must be true of its process before it runs.</summary>
/// <param name="Executable">Path of the program.</param>
/// <param name="Arguments">The first is its own name.</param>
/// <param name="Environment"><c>NAME=value</c> each; all of it.</param>
public sealed record LaunchSpec(string Executable, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment)
{
    /// <summary>Null: who the daemon is. Set with the groups, which then are all that it has.</summary>
    public LaunchUser? User { get; init; }

    /// <summary>Null: the daemon's.</summary>
    public uint? Umask { get; init; }

    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>Where its first thread, and all that it begets, may run, as in <c>0-3,8</c>. Null: where the daemon may.</summary>
    public string? Affinity { get; init; }

    /// <summary>Folders of the control groups that it joins: one, or on v1 one of each controller.</summary>
    public IReadOnlyList<string> Cgroups { get; init; } = [];

    /// <summary>How soon it dies where memory is short. Null: as soon as the daemon; to lower it takes a right that a session has not.</summary>
    public int? OomScoreAdjust { get; init; }

    /// <summary>Neither it nor what it begets ever has more rights than it begins with; as root, too, it has no capability.</summary>
    public bool Confined { get; init; }

    public string WorkingDirectory { get; init; } = "/";
}

public sealed record LaunchUser(uint User, uint Group, IReadOnlyList<uint> Groups);

/// <summary>Null is no limit.</summary>
public sealed record ResourceLimit(Resource Resource, ulong? Soft, ulong? Hard);

/// <remarks>Source: <c>asm-generic/resource.h</c>; the same on x86_64 and aarch64.</remarks>
public enum Resource
{
    Core = 4,
    Processes = 6,
    OpenFiles = 7,
    LockedMemory = 8,
}

[JsonSerializable(typeof(LaunchSpec))]
sealed partial class LaunchJson : JsonSerializerContext;
