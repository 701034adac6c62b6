using Aerostat.Model;

namespace Aerostat.Engine.Networks;

static class Plugging
{
    extension(NetworkSet networks)
    {
        /// <summary>A card of type network as it is while its guest runs: with the bridge that it is plugged into, and what the network gives to its cards.</summary>
        /// <exception cref="VirtException"><see cref="ErrorCode.NoNetwork"/>: there is none of this name; <see cref="ErrorCode.OperationInvalid"/>: it is not active.</exception>
        /// <remarks>A card in a network that is only a name for somebody's bridge is told as one of that bridge, as libvirt has it.</remarks>
        public Interface Plugged(Interface card)
        {
            var state = networks[card.Source?.Network].State;
            if (!state.IsActive) throw NetworkErrors.NotActive(state.Name);
            var network = state.Definition;
            var group = GroupOf(network, card.Source!.PortGroup);
            if (network.Bridge?.Name is not { } bridge)
                throw NetworkErrors.Unsupported($"cards of a network of mode '{network.Forward?.Mode.Word()}' cannot be made yet", "Use a network with a bridge.");
            return card with
            {
                Type = network.OwnsBridge ? InterfaceType.Network : InterfaceType.Bridge,
                Source = card.Source with { Bridge = bridge, PortId = Guid.NewGuid() },
                Bandwidth = card.Bandwidth ?? group?.Bandwidth,
                IsolatedPort = card.IsolatedPort ?? network.IsolatedPorts,
            };
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
