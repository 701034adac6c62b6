using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The network that QEMU itself makes for a card of type user.</summary>
/// <remarks>Source: libvirt's <c>qemuValidateDomainDeviceDefNetwork</c>.</remarks>
static class CheckUserNetwork
{
    /// <summary>Bits of a network that QEMU's own server of addresses can fill.</summary>
    const uint Widest = 4, Narrowest = 27, OfVersion6 = 64;

    public static IEnumerable<Problem> Problems(Interface card)
    {
        if (!card.Routes.IsEmpty) yield return Problem.Unsupported("", "Invalid attempt to set network interface guest-side IP route, not supported by QEMU");
        if (card.Ips.Any(ip => ip.Peer is not null)) yield return Problem.Unsupported("", "Invalid attempt to set peer IP for guest");
        foreach (var family in card.Ips.GroupBy(ip => ip.Address.Contains(':')))
        {
            if (family.Count() > 1) yield return Problem.Unsupported("", $"Only one IPv{(family.Key ? 6 : 4)} address per interface is allowed");
            var prefix = family.First().Prefix;
            if (!family.Key && prefix is > 0 and (< Widest or > Narrowest)) yield return Problem.Wrong("", $"invalid prefix, must be in range of {Widest}-{Narrowest}", domain: ErrorDomain.Qemu);
            if (family.Key && prefix is > 0 and not OfVersion6) yield return Problem.Unsupported("", $"unsupported IPv6 address prefix='{prefix}' - must be {OfVersion6}");
        }
    }
}
