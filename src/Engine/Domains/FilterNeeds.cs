using Aerostat.Engine.NetworkFilters;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>A card that is to be filtered, or kept in a VLAN, never runs without: what cannot be had here does not run.</summary>
static class FilterNeeds
{
    /// <exception cref="VirtException">The card names a filter that is not there, or lacks a value that it needs; or a VLAN where nobody would keep it in.</exception>
    public static void Demand(FilterSet filters, Interface card)
    {
        if (card.Vlan is { Tags.IsEmpty: false } && !HasVlans(card))
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: interface {card.Mac} - vlan tag not supported for this connection type", ErrorDomain.Domain);
        if (card is { Type: InterfaceType.Ethernet, TargetManaged: false, Target: { } tap } && !NetworkInterface.Exists(tap))
            throw Errors.Internal("target managed='no' but specified dev doesn't exist");
        if (card.FilterRef is { } filter) filters.Demand(filter, card.Mac ?? default);
    }

    /// <summary>Open vSwitch and the functions of a card know VLANs; a network's own are looked at where its kind is known.</summary>
    static bool HasVlans(Interface card) => card.Type switch
    {
        InterfaceType.Hostdev or InterfaceType.Network => true,
        InterfaceType.Bridge => card.VirtualPort?.Type is VirtualPortType.Openvswitch,
        InterfaceType.Direct => card.Source?.Mode is MacvtapMode.Passthrough,
        _ => false,
    };
}
