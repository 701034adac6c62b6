namespace Aerostat.Server;

/// <summary>How much strangers may have of the daemon. The names are those of libvirtd.conf where it has them, and so are the defaults.</summary>
public sealed record ServerOptions
{
    /// <summary>Half of them for any one user who is neither root nor the daemon's own.</summary>
    public int MaxClients { get; init; } = 5000;

    /// <summary>Calls of one connection that are worked on at once.</summary>
    public int MaxClientRequests { get; init; } = 5;

    /// <summary>How long a connection may leave open undone.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After so much silence the client is asked whether it is there. Zero: never.</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>So many questions without an answer end the connection.</summary>
    public int KeepaliveCount { get; init; } = 5;

    /// <summary>Bytes that wait for a client that does not read; one more and it is dropped.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of messages half sent and of answers not read that all clients may have together; where it is more, the one who has most is dropped.</summary>
    public long MaxHeldBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Streams that one connection may have open.</summary>
    public int MaxStreams { get; init; } = 64;

    /// <summary>Called when no call has come for a while, once after each time that some have.</summary>
    public Action WhenQuiet { get; init; } = () => { };

    /// <summary>How long that while is, at least; at most twice as long.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stop waits for calls in hand.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
