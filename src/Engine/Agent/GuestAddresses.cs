using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>The agent's interfaces, those of old-style aliases (<c>eth0:1</c>) together with their card.</summary>
static class GuestAddresses
{
    public static ValueList<InterfaceAddresses> Of(AgentInterface[] all) => all
        .GroupBy(one => one.Name.Split(':', 2)[0])
        .Select(card => new InterfaceAddresses(card.Key, card.First().HardwareAddress, [.. card.SelectMany(one => one.IpAddresses ?? []).Select(Address)]))
        .ToValueList();

    static PrefixedAddress Address(AgentIpAddress told) => new(told.IpAddress, told.IpAddressType switch
    {
        "ipv4" => false,
        "ipv6" => true,
        var unknown => throw Errors.Internal($"unknown ip address type '{unknown}'"),
    }, (uint)Math.Max(0, told.Prefix));
}
