using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What only virtio cards can, and what kinds of cards need.</summary>
static class CheckCards
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var card in v.Devices.Interfaces)
        {
            var path = $"/domain/devices/interface[mac/@address='{card.Mac}']";
            var virtio = IsVirtio(card.Model);
            if (!virtio)
            {
                if (card.Driver?.Virtio is { } given && given != default)
                    yield return Problem.Unsupported(path + "/driver", $"{Named(given)} is an option of virtio cards, and this one is '{card.Model}'", domain: ErrorDomain.Domain);
                if (card.Type is InterfaceType.VhostUser)
                    yield return new(path + "/model", ErrorCode.InternalError, $"internal error: a card of type vhostuser is of model virtio, not '{card.Model}'", "Write <model type='virtio'/>.");
            }
            if (card.Type is InterfaceType.Vdpa && card.Source is null) yield return Problem.Wrong(path, "a card of type vdpa needs a <source>", "Name its device: <source dev='/dev/vhost-vdpa-0'/>.");
            if (card.Teaming is TeamingPersistence.Transient && string.IsNullOrEmpty(card.TeamingPartner))
                yield return Problem.Unsupported(path + "/teaming", "a transient partner names the persistent one", "Add persistent='ua-…'.", ErrorDomain.Domain);
            if (card.Teaming is TeamingPersistence.Persistent && !virtio)
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

    internal static bool IsVirtio(string? model) => model is "virtio" or "virtio-transitional" or "virtio-non-transitional";

    static string Named(VirtioOptions options) => options switch
    {
        { Iommu: not null } => "iommu",
        { Ats: not null } => "ats",
        { Packed: not null } => "packed",
        _ => "page_per_vq",
    };
}
