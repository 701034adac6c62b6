using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>A network. Reading takes what is published; changing takes a turn.</summary>
public sealed partial class Network
{
    readonly NetworkSet networks;
    readonly Steps steps;
    volatile NetworkState published;

    internal Network(NetworkSet networks, NetworkState state)
    {
        (this.networks, published) = (networks, state);
        steps = new($"network '{state.Name}'", ErrorDomain.Network, networks.Time);
    }

    /// <summary>What is true now, whole and without waiting.</summary>
    public NetworkState State => published;

    /// <summary>The network's document.</summary>
    /// <param name="inactive">What holds from its next start on.</param>
    /// <remarks>Source: libvirt <c>virNetworkGetXMLDesc</c>.</remarks>
    public string Xml(bool inactive)
    {
        var state = State;
        if (inactive && (state.Next ?? state.Saved) is { } saved) return NetworkXml.Write(saved);
        return NetworkXml.Write(state.Definition, state.IsActive ? networks.ConnectionsOf(state.Name) : null);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it has none.</exception>
    public string BridgeName => State.Definition.Bridge?.Name ?? throw NetworkErrors.Internal($"network '{State.Name}' does not have a bridge name.");

    /// <summary>What its guests have been given.</summary>
    /// <param name="mac">Of this card alone; null: of all.</param>
    /// <remarks>Source: libvirt <c>virNetworkGetDHCPLeases</c>. Only of what is active, and has not expired.</remarks>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidMac"/>.</exception>
    public IReadOnlyList<DhcpLease> Leases(string? mac)
    {
        MacAddress wanted = default;
        if (mac is not null && !MacAddress.TryParse(mac, out wanted)) throw new VirtException(ErrorCode.InvalidMac, $"invalid MAC address: {mac}", ErrorDomain.Network) { IsWhole = true };
        var state = State;
        if (!state.IsActive) return [];
        var now = networks.Time.GetUtcNow().ToUnixTimeSeconds();
        return [.. networks.Servers.Leases(state.Definition).Where(lease => (lease.Expires == 0 || lease.Expires >= now) && (mac is null || MacAddress.TryParse(lease.Mac, out var its) && its == wanted))];
    }

    internal bool Matches(NetworkListFlags flags)
    {
        var state = State;
        return Any(NetworkListFlags.Active, state.IsActive, NetworkListFlags.Inactive)
            && Any(NetworkListFlags.Persistent, state.IsPersistent, NetworkListFlags.Transient)
            && Any(NetworkListFlags.Autostart, state.Autostart, NetworkListFlags.NoAutostart);

        bool Any(NetworkListFlags yes, bool isSo, NetworkListFlags no) => (flags & (yes | no)) == 0 || (flags & (isSo ? yes : no)) != 0;
    }

    /// <summary>Stores the state, then publishes it.</summary>
    void Become(NetworkState next)
    {
        networks.Store.Write(published, next);
        published = next;
    }

    void Tell(NetworkLifecycle what) => networks.Events.Publish(new(State.Name, State.Uuid, what));
}
