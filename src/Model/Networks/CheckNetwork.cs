using System.Net;
using System.Text.RegularExpressions;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What no network may say, in libvirt's words.</summary>
static partial class CheckNetwork
{
    /// <summary>What depends on more than one part.</summary>
    public static NetworkDefinition Definition(NetworkDefinition network)
    {
        var name = network.Name;
        if (network.PortGroups.GroupBy(group => group.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Unsupported($"multiple <portgroup> elements with the same name ({twice.Key}) in network '{name}'");
        if (network.PortGroups.Where(group => group.IsDefault).ToList() is [var first, var second, ..])
            throw Unsupported($"network '{name}' has multiple default <portgroup> elements ({first.Name} and {second.Name}), but only one default is allowed");
        Mode(network);
        foreach (var route in network.Routes)
            if (!network.Ips.Any(ip => ip.IsIPv6 == route.Gateway!.IsIPv6 && ip.Address.Network(ip.Prefix).Equals(route.Gateway!.Network(ip.Prefix))))
                throw Unsupported($"unreachable static route gateway '{route.Gateway}' specified for network '{name}'");
        foreach (var isIPv6 in (bool[])[false, true])
            if (network.Ips.Count(ip => ip.IsIPv6 == isIPv6 && ip.Dhcp is { IsEmpty: false }) > 1)
                throw Unsupported($"Multiple {(isIPv6 ? "IPv6" : "IPv4")} dhcp sections found -- dhcp is supported only for a single {(isIPv6 ? "IPv6" : "IPv4")} address on each network");
        if (network.Vlan is not null && (network.OwnsBridge || network.Bridge is not null)) throw Unsupported($"<vlan> element specified for network {name}, whose type doesn't support vlan configuration");
        foreach (var rate in (BandwidthRate?[])[network.Bandwidth?.Inbound, network.Bandwidth?.Outbound, .. network.PortGroups.SelectMany(group => (BandwidthRate?[])[group.Bandwidth?.Inbound, group.Bandwidth?.Outbound])])
            if (rate is { Average: null, Floor: null }) throw new VirtException(ErrorCode.XmlDetail, "Missing mandatory average or floor attributes", ErrorDomain.None);
        return network;
    }

    static void Mode(NetworkDefinition network)
    {
        var (name, forward) = (network.Name, network.Forward);
        var word = forward?.Mode is { } mode ? Spelling<NetworkForwardMode>.Of(mode) : "none";
        if (network.OwnsBridge)
        {
            if (forward is not null && network.Ips.IsEmpty) throw Wrong($"{word} forwarding requested, but no IP address provided for network '{name}'");
            if (forward?.Interfaces.Count > 1) throw Wrong($"multiple forwarding interfaces specified for network '{name}', only one is supported");
            if (forward is { Mode: NetworkForwardMode.Open, Device: not null }) throw Wrong($"forward dev not allowed for network '{name}' with forward mode='open'");
            return;
        }
        foreach (var (is_, element) in (ReadOnlySpan<(bool, string)>)[(network.Domain is not null, "domain"), (network.Dns is not null, "dns"), (!network.Ips.IsEmpty, "ip"), (network.Mac is not null, "mac")])
            if (is_) throw Unsupported($"Unsupported <{element}> element in network {name} with forward mode='{word}'");
        if (network.Mtu is not null) throw Wrong($"mtu size only allowed in open, route, nat, and isolated mode, not in {word} (network '{name}')");
        if (network.Bridge is not { } bridge) return;
        if (forward!.Mode is not NetworkForwardMode.Bridge) throw Wrong($"bridge name not allowed in {word} mode (network '{name}')");
        if (bridge.Stp is not null || bridge.Delay is not null || bridge.Zone is not null)
            throw Wrong($"bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in {word} (network '{name}')");
        if (bridge.Name is not null && (!forward.Interfaces.IsEmpty || forward.PhysicalFunction is not null))
            throw Wrong($"A network with forward mode='{word}' can specify a bridge name or a forward dev, but not both (network '{name}')");
    }

    public static void Name(XmlMap x, string name)
    {
        if (name.Length == 0) throw new VirtException(ErrorCode.NoName, "missing name information", ErrorDomain.Network) { IsWhole = true };
        if (name.Contains('/', StringComparison.Ordinal)) throw new VirtException(ErrorCode.XmlDetail, "invalid char in name: /", ErrorDomain.Xml);
        if (name is "." or ".." || name.Any(char.IsControl)) throw NetworkXml.Wrong(x, $"name '{name}' cannot be a file's");
    }

    public static void Family(XmlMap x, NetworkIp ip, string network)
    {
        if (ip.Netmask is not null && ip.PrefixAsked is not null) throw Unsupported($"Network '{network}' IP address cannot have both a prefix and a netmask");
        switch (ip.Family)
        {
            case null when ip.IsIPv6: throw Unsupported($"no family specified for non-IPv4 address '{ip.Address}' in network '{network}'");
            case "ipv4" when ip.IsIPv6: throw Unsupported($"IPv4 family specified for non-IPv4 address '{ip.Address}' in network '{network}'");
            case "ipv6" when !ip.IsIPv6: throw Unsupported($"Family 'ipv6' specified for non-IPv6 address '{ip.Address}' in network '{network}'");
            case not (null or "ipv4" or "ipv6"): throw NetworkXml.Wrong(x, $"Unrecognized family '{ip.Family}' in network '{network}'");
        }
        if (ip.IsIPv6 && ip.Netmask is not null) throw Unsupported($"netmask not allowed for IPv6 address '{ip.Address}' in network '{network}'");
        if (!ip.IsIPv6 && ip.PrefixAsked > 32) throw Unsupported($"Invalid IPv4 prefix '{ip.PrefixAsked}' in network '{network}'");
    }

    /// <remarks>Source: what <c>virSocketAddrGetRange</c> refuses.</remarks>
    public static void Range(IPAddress start, IPAddress end, NetworkIp ip)
    {
        var within = $"{ip.Address}/{ip.Prefix}";
        if (start.IsIPv6 != end.IsIPv6 || start.IsIPv6 != ip.IsIPv6) throw Range($"mismatch of address family in range {start} - {end} for network {ip.Address}");
        if (IsBefore(end, start)) throw Range($"range {start} - {end} is reversed ");
        var (lowest, highest) = (ip.Address.Network(ip.Prefix), ip.Address.Broadcast(ip.Prefix));
        if (!start.Network(ip.Prefix).Equals(lowest) || !end.Network(ip.Prefix).Equals(lowest)) throw Range($"range {start} - {end} is not entirely within network {within}");
        if (ip.IsIPv6) return;
        if (start.Equals(lowest)) throw Range($"start of range {start} - {end} in network {within} is the network address");
        if (end.Equals(highest)) throw Range($"end of range {start} - {end} in network {within} is the broadcast address");

        static VirtException Range(string what) => new(ErrorCode.InternalError, $"internal error: {what}", ErrorDomain.None);
    }

    public static void Host(XmlMap x, DhcpHost host, NetworkIp ip, string network, bool partial)
    {
        if (host.Mac is { } mac)
        {
            if (ip.IsIPv6) throw NetworkXml.Wrong(x, $"Invalid to specify MAC address '{mac}' in network '{network}' IPv6 static host definition");
            if (!MacAddress.TryParse(mac, out var read)) throw NetworkXml.Wrong(x, $"Cannot parse MAC address '{mac}' in network '{network}'");
            if (read.IsMulticast) throw NetworkXml.Wrong(x, $"expected unicast mac address, found multicast '{mac}' in network '{network}'");
        }
        if (host.Id is { } id && !Duid().IsMatch(id)) throw NetworkXml.Wrong(x, $"Invalid character in id '{id}' of network '{network}'");
        if (host.Name is { } name && (name.Length == 0 || !(char.IsAsciiLetterOrDigit(name[0]) || name[0] is '_') || name.Any(c => char.IsWhiteSpace(c) || c is ','))) throw NetworkXml.Wrong(x, $"Cannot use host name '{name}' in network '{network}'");
        if (partial)
        {
            if (host is { Mac: null, Id: null, Name: null, Address: null })
                throw NetworkXml.Wrong(x, $"At least one of name, mac, or ip attribute must be specified for static host definition in network '{network}'");
            return;
        }
        if (ip.IsIPv6 && host is { Id: null, Name: null }) throw NetworkXml.Wrong(x, $"Static host definition in IPv6 network '{network}' must have id or name attribute");
        if (!ip.IsIPv6 && host is { Mac: null, Name: null }) throw NetworkXml.Wrong(x, $"Static host definition in IPv4 network '{network}' must have mac or name attribute");
        if (host.Address is null && (ip.IsIPv6 || host.Name is null || host.Mac is null)) throw NetworkXml.Wrong(x, $"Missing IP address in static host definition for network '{network}'");
    }

    public static void Route(XmlMap x, NetworkRoute route, string network)
    {
        if (route.Address is not { } address) throw NetworkXml.Wrong(x, $"{network}: Missing required address attribute in route definition");
        if (route.Gateway is not { } gateway) throw NetworkXml.Wrong(x, $"{network}: Missing required gateway attribute in route definition");
        switch (route.Family)
        {
            case "ipv6" when !address.IsIPv6: throw NetworkXml.Wrong(x, $"{network}: ipv6 family specified for non-IPv6 address '{address}' in route definition");
            case null when address.IsIPv6: throw NetworkXml.Wrong(x, $"{network}: No family specified for non-IPv4 address '{address}' in route definition");
            case "ipv4" when address.IsIPv6: throw NetworkXml.Wrong(x, $"{network}: IPv4 family specified for non-IPv4 address '{address}' in route definition");
            case not (null or "ipv4" or "ipv6"): throw NetworkXml.Wrong(x, $"{network}: Unrecognized family '{route.Family}' in route definition");
        }
        if (gateway.IsIPv6 != address.IsIPv6) throw NetworkXml.Wrong(x, $"{network}: gateway '{gateway}' is not of the family of '{address}' in route definition");
        if (route.Prefix is not null && route.Netmask is not null) throw NetworkXml.Wrong(x, $"{network}: Route definition cannot have both a prefix and a netmask");
        if (route.Bits > (address.IsIPv6 ? 128 : 32)) throw NetworkXml.Wrong(x, $"{network}: Invalid prefix {route.Bits} specified in route definition, must be 0 - {(address.IsIPv6 ? 128 : 32)}");
        if (route.Metric is 0) throw NetworkXml.Wrong(x, $"{network}: Invalid metric value, must be > 0, in route definition");
        if (!address.Network(route.Bits).Equals(address)) throw NetworkXml.Wrong(x, $"{network}: Address '{address}' in route definition is not a network address");
    }

    /// <summary>By value, byte for byte.</summary>
    public static bool IsBefore(IPAddress one, IPAddress other) => one.GetAddressBytes().AsSpan().SequenceCompareTo(other.GetAddressBytes()) < 0;

    static VirtException Wrong(string message) => new(ErrorCode.XmlError, $"XML error: {message}", ErrorDomain.Network);

    static VirtException Unsupported(string message) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", ErrorDomain.Network);

    [GeneratedRegex("^[0-9A-Fa-f]{1,2}(:[0-9A-Fa-f]{1,2})*$")]
    private static partial Regex Duid();
}
