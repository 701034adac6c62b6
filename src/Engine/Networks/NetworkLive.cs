using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>What a start makes of a saved network.</summary>
static class NetworkLive
{
    /// <summary>With the ports of translated connections, which libvirt tells of an active network alone.</summary>
    public static NetworkDefinition Of(NetworkDefinition saved) => saved.Forward is { Mode: NetworkForwardMode.Nat } forward && forward.Nat?.Ports is null
        ? saved with { Forward = forward with { Nat = (forward.Nat ?? new()) with { Ports = (1024, 65535) } } }
        : saved;

    /// <summary>What cannot be made yet is refused by name.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>.</exception>
    public static void Demand(NetworkDefinition network)
    {
        if (network.Forward?.Mode is NetworkForwardMode.Hostdev) throw NetworkErrors.Unsupported($"a network of host devices ('{network.Name}') cannot be started yet");
        if (network.OwnsBridge && network.Bridge?.Zone is { } zone) throw NetworkErrors.Internal($"zone {zone} requested for network {network.Name} but firewalld is not active");
    }
}
