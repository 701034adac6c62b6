using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>What a start makes of a saved network.</summary>
static class NetworkLive
{
    /// <summary>With the ports of translated connections, and the functions that a card gives, which libvirt tells of an active network alone.</summary>
    /// <param name="partsOf">The virtual functions of a card.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: the card whose functions it is to give has none.</exception>
    public static NetworkDefinition Of(NetworkDefinition saved, Func<string, IReadOnlyList<string>> partsOf) =>
        With(saved, saved.Forward is { Mode: NetworkForwardMode.Hostdev, PhysicalFunction: { } card } ? NetworkPool.Of(card, partsOf(card)) : []);

    /// <summary>Whether a start would make the same of it; a card may have other functions by now.</summary>
    public static bool IsOf(NetworkDefinition saved, NetworkDefinition live) => With(saved, live.Forward?.Devices ?? []) == live;

    static NetworkDefinition With(NetworkDefinition saved, ValueList<HostPciAddress> pool) => saved.Forward switch
    {
        { Mode: NetworkForwardMode.Nat } forward when forward.Nat?.Ports is null => saved with { Forward = forward with { Nat = (forward.Nat ?? new()) with { Ports = (1024, 65535) } } },
        { Mode: NetworkForwardMode.Hostdev, PhysicalFunction: not null, Devices.IsEmpty: true } forward => saved with { Forward = forward with { Devices = pool } },
        _ => saved,
    };

    /// <summary>What cannot be made yet is refused by name.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>.</exception>
    public static void Demand(NetworkDefinition network)
    {
        if (network.OwnsBridge && network.Bridge?.Zone is { } zone) throw NetworkErrors.Internal($"zone {zone} requested for network {network.Name} but firewalld is not active");
    }
}
