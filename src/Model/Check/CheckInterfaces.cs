using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Network cards: what kinds of them need, and what only virtio cards can.</summary>
static class CheckInterfaces
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var card in v.Devices.Interfaces)
        {
            var path = $"/domain/devices/interface[mac/@address='{card.Mac}']";
            if (card.Mac is { IsMulticast: true })
                yield return Problem.Wrong(path, $"expected unicast mac address, found multicast '{card.Mac}'", "The first octet must be even.");
            if (card.Type is InterfaceType.Bridge && string.IsNullOrEmpty(card.Source?.Bridge))
                yield return Problem.Wrong(path, "No <source> 'bridge' attribute specified with <interface type='bridge'/>");
            if (card.Type is InterfaceType.Network && string.IsNullOrEmpty(card.Source?.Network))
                yield return Problem.Wrong(path, "No <source> 'network' attribute specified with <interface type='network'/>");
            if (card.Type is InterfaceType.Direct && string.IsNullOrEmpty(card.Source?.Device))
                yield return Problem.Wrong(path, "No <source> 'dev' attribute specified with <interface type='direct'/>");
            if (card.Type is InterfaceType.VhostUser && (card.Source?.Path is null || card.Source.SocketType is not "unix"))
                yield return Problem.Wrong(path, "Missing required attribute 'path' in element 'source'");
            if (NotPowerOfTwo(card.Driver?.RxQueueSize)) yield return Problem.Unsupported(path, "rx_queue_size has to be a power of two");
            if (NotPowerOfTwo(card.Driver?.TxQueueSize)) yield return Problem.Unsupported(path, "tx_queue_size has to be a power of two");
            if (card.Mtu is not null && card.Type is not (InterfaceType.Network or InterfaceType.Bridge or InterfaceType.Ethernet or InterfaceType.VhostUser))
                yield return Problem.Unsupported(path + "/mtu", $"setting MTU on interface type {card.Type.Word()} is not supported yet");
            if (!card.IsVirtio)
            {
                if (card.Driver?.Virtio.Misplaced is { } option) yield return Problem.Unsupported(path + "/driver", option, domain: ErrorDomain.Domain);
                if (card.Type is InterfaceType.VhostUser)
                    yield return new(path + "/model", ErrorCode.InternalError, $"internal error: a card of type vhostuser is of model virtio, not '{card.Model}'", "Write <model type='virtio'/>.");
            }
            if (card.Type is InterfaceType.Vdpa && card.Source is null) yield return Problem.Wrong(path, "a card of type vdpa needs a <source>", "Name its device: <source dev='/dev/vhost-vdpa-0'/>.");
            if (card.Teaming is TeamingPersistence.Transient && string.IsNullOrEmpty(card.TeamingPartner))
                yield return Problem.Unsupported(path + "/teaming", "a transient partner names the persistent one", "Add persistent='ua-…'.", ErrorDomain.Domain);
            if (card.Teaming is TeamingPersistence.Persistent && !card.IsVirtio)
                yield return Problem.Unsupported(path + "/teaming", $"virtio-net teaming persistent interface must be <model type='virtio'/>, not '{card.Model}'");
            foreach (var problem in Placed(card)) yield return problem with { Path = path };
            if (card.Type is InterfaceType.User) foreach (var problem in CheckUserNetwork.Problems(card)) yield return problem with { Path = path };
            if (card.VirtualPort is { Type: VirtualPortType.Qbg, Parameters: not { ManagerId: not null, TypeId: not null, TypeIdVersion: not null } })
                yield return new(path + "/virtualport", ErrorCode.XmlError, "XML error: a port of type 802.1Qbg needs managerid, typeid and typeidversion", Domain: ErrorDomain.Net);
            foreach (var ip in card.Ips)
                if (ip.Prefix > (ip.Address.Contains(':') ? 128u : 32u) || ip.Prefix == 0)
                    yield return Problem.Wrong(path + "/ip", $"{ip.Address} has no prefix of {ip.Prefix} bits");
            if (card.VirtualPort is not null && card.Type is not (InterfaceType.Network or InterfaceType.Bridge or InterfaceType.Direct or InterfaceType.Hostdev))
                yield return Problem.Unsupported(path + "/virtualport", $"a card of type {card.Type.Word()} has no virtual port", domain: ErrorDomain.Domain);
        }
    }

    /// <summary>What only some kinds of cards can have.</summary>
    static IEnumerable<Problem> Placed(Interface card)
    {
        var type = card.Type.Word();
        if (card.Source is { Ips.IsEmpty: false } or { Routes.IsEmpty: false } && card.Type is not InterfaceType.Ethernet)
            yield return Problem.Unsupported("", $"Invalid attempt to set network interface host-side IP route and/or address info on interface of type '{type}'. This is only supported on interfaces of type 'ethernet'", domain: ErrorDomain.Domain);
        if (card.TargetManaged is false && card.Type is not InterfaceType.Ethernet)
            yield return Problem.Unsupported("", $"unmanaged target dev is not supported on interfaces of type '{type}'", domain: ErrorDomain.Domain);
        if (card is { Teaming: TeamingPersistence.Persistent, TeamingPartner: not null })
            yield return Problem.Unsupported("", "teaming persistent attribute not allowed if teaming type is 'persistent'", domain: ErrorDomain.Domain);
        if (card.Teaming is TeamingPersistence.Transient && card.Type is not (InterfaceType.Hostdev or InterfaceType.Network))
            yield return Problem.Unsupported("", $"virtio-net teaming transient interface must be type='hostdev', not '{type}'");
        if (card.IsolatedPort is true && card.Type is not (InterfaceType.Network or InterfaceType.Bridge))
            yield return Problem.Unsupported("", $"interface {card.Mac} - <port isolated='yes'/> is not supported for network interfaces with type='{type}'", domain: ErrorDomain.Domain);
        if (card.IsolatedPort is true && card is { Type: InterfaceType.Bridge, VirtualPort.Type: { } port })
            yield return Problem.Unsupported("", $"interface {card.Mac} - <port isolated='yes'/> is not supported for network interfaces with virtualport type='{port.Word()}'", domain: ErrorDomain.Domain);
        if (card is { Type: InterfaceType.VhostUser, Source: { ListenMode: ListenMode.Server, Reconnect.Enabled: true } })
            yield return Problem.Unsupported("", "'reconnect' attribute unsupported 'server' mode for <interface type='vhostuser'>", domain: ErrorDomain.Domain);
        if (card is { Type: InterfaceType.Vdpa, Model: not "virtio" })
            yield return Problem.Unsupported("", $"invalid model for interface of type 'vdpa': '{card.Model}'");
        if (card.CoalesceFrames is not null && card.Type is not (InterfaceType.Network or InterfaceType.Bridge or InterfaceType.Ethernet))
            yield return Problem.Unsupported("", $"coalesce settings on interface type {type} are not supported");
        if (card.Type is not (InterfaceType.User or InterfaceType.Vdpa) && !(card.Ips.IsEmpty && card.Routes.IsEmpty))
            yield return Problem.Unsupported("", "Invalid attempt to set network interface guest-side IP route and/or address info, not supported by QEMU");
        foreach (var rate in new[] { card.Bandwidth?.Inbound, card.Bandwidth?.Outbound })
            if (rate is { Average: null, Floor: null }) yield return Problem.Detail("", "Missing mandatory average or floor attributes") with { Domain = ErrorDomain.None };
        if (card is { Bandwidth.Inbound.Floor: not null, Type: not InterfaceType.Network, Source: not { Network: not null } })
            yield return Problem.Unsupported("", "floor attribute is not supported for this config", "Only a network with a <bandwidth> of its own can promise one.", ErrorDomain.None);
    }

    static bool NotPowerOfTwo(uint? size) => size is { } given && !System.Numerics.BitOperations.IsPow2(given);
}
