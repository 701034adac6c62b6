namespace Aerostat.Client;

/// <summary>How a connection is opened.</summary>
public sealed record VirtConnectionOptions
{
    /// <summary>Asks for no right to change anything; the server holds the caller to it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>After so much silence the server is asked for a sign of life; null never asks.</summary>
    public TimeSpan? Keepalive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Questions without an answer before the connection is given up.</summary>
    public int KeepaliveCount { get; init; } = 6;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
