namespace Aerostat.Engine.Networks;

/// <summary>Something happened to a network.</summary>
public sealed record NetworkEvent(string Name, Guid Uuid, NetworkLifecycle Type);

/// <summary>Source: <c>virNetworkEventLifecycleType</c>.</summary>
public enum NetworkLifecycle { Defined, Undefined, Started, Stopped }

/// <summary>Source: <c>virConnectListAllNetworksFlags</c>. Bits of one line are alternatives; lines are conditions that all must hold.</summary>
[Flags]
public enum NetworkListFlags
{
    None = 0,
    Inactive = 1, Active = 2,
    Persistent = 4, Transient = 8,
    Autostart = 16, NoAutostart = 32,
}

/// <summary>One address that a guest has been given.</summary>
/// <param name="Expires">Seconds since 1970; 0: never.</param>
/// <param name="Iaid">Of IPv6.</param>
/// <param name="ClientId">What the guest calls itself by; of IPv6 its DUID.</param>
/// <remarks>Source: <c>virNetworkDHCPLease</c>.</remarks>
public sealed record DhcpLease(long Expires, bool IsIPv6, string Mac, string? Iaid, string Address, uint Prefix, string? Hostname, string? ClientId);
