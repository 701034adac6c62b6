using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>How a document is read.</summary>
public sealed record ReadOptions
{
    public static readonly ReadOptions Default = new();

    /// <summary>What no line of the grammar asked for is an error (<c>define --validate</c>); else it is reported in <see cref="LeftOver"/>.</summary>
    public bool Validate { get; init; }

    /// <summary>What belongs to a running guest alone (id, aliases, pty paths) is read too: status files, save images, migration.</summary>
    public bool Live { get; init; }

    /// <summary>Receives what the grammar does not know, one sentence each with its place. Null: the caller has nobody to tell.</summary>
    public ICollection<string>? LeftOver { get; init; }
}

/// <summary>What goes into a document.</summary>
/// <remarks>Source: libvirt <c>virDomainXMLFlags</c>.</remarks>
public sealed record WriteOptions
{
    public static readonly WriteOptions Default = new();

    /// <summary>Without what belongs to the running guest alone.</summary>
    public bool Inactive { get; init; }

    /// <summary>With passwords.</summary>
    public bool Secure { get; init; }

    /// <summary>With what only this daemon reads again.</summary>
    public bool Own { get; init; }

    /// <summary>For our own files: all of it, secrets and running state included.</summary>
    public static readonly WriteOptions Status = new() { Secure = true, Own = true };
}
