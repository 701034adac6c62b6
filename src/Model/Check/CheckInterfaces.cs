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
                if (card.Driver?.Virtio is { } given && given != default)
                    yield return Problem.Unsupported(path + "/driver", $"{Named(given)} is an option of virtio cards, and this one is '{card.Model}'", domain: ErrorDomain.Domain);
                if (card.Type is InterfaceType.VhostUser)
                    yield return new(path + "/model", ErrorCode.InternalError, $"internal error: a card of type vhostuser is of model virtio, not '{card.Model}'", "Write <model type='virtio'/>.");
            }
            if (card.Type is InterfaceType.Vdpa && card.Source is null) yield return Problem.Wrong(path, "a card of type vdpa needs a <source>", "Name its device: <source dev='/dev/vhost-vdpa-0'/>.");
            if (card.Teaming is TeamingPersistence.Transient && string.IsNullOrEmpty(card.TeamingPartner))
                yield return Problem.Unsupported(path + "/teaming", "a transient partner names the persistent one", "Add persistent='ua-…'.", ErrorDomain.Domain);
            if (card.Teaming is TeamingPersistence.Persistent && !card.IsVirtio)
                yield return Problem.Unsupported(path + "/teaming", $"the persistent partner is of model virtio, not '{card.Model}'", domain: ErrorDomain.Domain);
            if (card.VirtualPort is { Type: VirtualPortType.Qbg, Parameters: not { ManagerId: not null, TypeId: not null, TypeIdVersion: not null } })
                yield return new(path + "/virtualport", ErrorCode.XmlError, "XML error: a port of type 802.1Qbg needs managerid, typeid and typeidversion", Domain: ErrorDomain.Net);
            foreach (var ip in card.Ips)
                if (ip.Prefix > (ip.Address.Contains(':') ? 128u : 32u) || ip.Prefix == 0)
                    yield return Problem.Wrong(path + "/ip", $"{ip.Address} has no prefix of {ip.Prefix} bits");
            if (card.VirtualPort is not null && card.Type is not (InterfaceType.Network or InterfaceType.Bridge or InterfaceType.Direct or InterfaceType.Hostdev))
                yield return Problem.Unsupported(path + "/virtualport", $"a card of type {card.Type.Word()} has no virtual port", domain: ErrorDomain.Domain);
        }
    }

    static bool NotPowerOfTwo(uint? size) => size is { } given && !System.Numerics.BitOperations.IsPow2(given);

    static string Named(VirtioOptions options) => options switch
    {
        { Iommu: not null } => "iommu",
        { Ats: not null } => "ats",
        { Packed: not null } => "packed",
        _ => "page_per_vq",
    };
}
