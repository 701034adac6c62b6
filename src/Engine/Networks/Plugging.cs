using Aerostat.Model;

namespace Aerostat.Engine.Networks;

static class Plugging
{
    extension(NetworkSet networks)
    {
        /// <summary>A card of type network as it is while its guest runs: with the bridge that it is plugged into, and what the network gives to its cards.</summary>
        /// <exception cref="VirtException"><see cref="ErrorCode.NoNetwork"/>: there is none of this name; <see cref="ErrorCode.OperationInvalid"/>: it is not active.</exception>
        /// <remarks>A card in a network that is only a name for somebody's bridge or card is told as one of that, as libvirt has it.</remarks>
        /// <param name="owner">Of the guest, which is to have a function of the host's where the network gives those.</param>
        /// <param name="taken">The host's cards that the guest's others have just been given; with this one's afterwards.</param>
        public Interface Plugged(Interface card, Guid owner, string name, List<string> taken)
        {
            var state = networks[card.Source?.Network].State;
            if (!state.IsActive) throw NetworkErrors.NotActive(state.Name);
            var network = state.Definition;
            var group = GroupOf(network, card.Source!.PortGroup);
            var plugged = card with
            {
                Source = card.Source with { PortId = Guid.NewGuid() },
                Bandwidth = card.Bandwidth ?? group?.Bandwidth,
                IsolatedPort = card.IsolatedPort ?? network.IsolatedPorts,
            };
            if (network.Bridge?.Name is { } bridge)
                return plugged with { Type = network.OwnsBridge ? InterfaceType.Network : InterfaceType.Bridge, Source = plugged.Source with { Bridge = bridge } };
            if (network.Forward is { Mode: NetworkForwardMode.Hostdev } given) return networks.Given(plugged, network, group, given, owner, name);
            if (network.Forward is not { } forward || forward.Device is null)
                throw NetworkErrors.Unsupported($"network '{state.Name}' names neither a bridge nor a card of the host's", "Give it a <bridge>, or <interface dev='…'/> in its <forward>.");
            var mode = forward.Mode switch { NetworkForwardMode.Private => MacvtapMode.Private, NetworkForwardMode.Vepa => MacvtapMode.Vepa, NetworkForwardMode.Passthrough => MacvtapMode.Passthrough, _ => MacvtapMode.Bridge };
            var device = networks.LeastUsed(network.Name, forward, taken);
            taken.Add(device);
            return plugged with { Type = InterfaceType.Direct, Source = plugged.Source with { Device = device, Mode = mode } };
        }

        /// <summary>The first function of the network's that no guest has.</summary>
        Interface Given(Interface plugged, NetworkDefinition network, PortGroup? group, NetworkForward forward, Guid owner, string name)
        {
            var port = plugged.VirtualPort ?? group?.VirtualPort ?? network.VirtualPort;
            if (port is { Type: not (null or VirtualPortType.Qbg or VirtualPortType.Qbh) })
                throw NetworkErrors.Unsupported($"<virtualport type='{port.Type?.Word()}'> not supported for network '{network.Name}' which uses an SR-IOV Virtual Function via PCI passthrough");
            if (plugged.Bandwidth is not null) throw Errors.ConfigUnsupported($"interface {plugged.Mac} - bandwidth settings are not supported for hostdev interfaces");
            var free = forward.Devices.FirstOrDefault(device => !networks.Given.IsGiven(device.Address.ToString()) && networks.Given.TryReserve(device.Address.ToString(), owner, name))
                ?? throw NetworkErrors.Internal($"network '{network.Name}' requires exclusive access to interfaces, but none are available");
            return plugged with
            {
                Type = InterfaceType.Hostdev,
                Managed = forward.Managed is true ? true : null,
                HostdevDriver = forward.Driver,
                Vlan = plugged.Vlan ?? group?.Vlan ?? network.Vlan,
                VirtualPort = port,
                Source = plugged.Source! with { HostPci = free },
            };
        }

        /// <summary>The card of a network's upon which the fewest guests are; none, where each is for one guest alone.</summary>
        string LeastUsed(string network, NetworkForward forward, List<string> taken)
        {
            var card = forward.Interfaces.Select(one => one.Device).MinBy(Users)!;
            return forward.Mode is not NetworkForwardMode.Passthrough || Users(card) == 0 ? card
                : throw NetworkErrors.Internal($"network '{network}' requires exclusive access to interfaces, but none are available");

            int Users(string device) => networks.UsersOf(device) + taken.Count(other => other == device);
        }
    }

    /// <summary>The one that it names, or the one for those that name none.</summary>
    static PortGroup? GroupOf(NetworkDefinition network, string? name)
    {
        foreach (var group in network.PortGroups)
            if (name is null ? group.IsDefault : group.Name == name) return group;
        return name is null ? null : throw NetworkErrors.Internal($"network '{network.Name}' has no portgroup '{name}'");
    }
}
