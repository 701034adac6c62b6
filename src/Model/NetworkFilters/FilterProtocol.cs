using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>An attribute of a protocol's element.</summary>
/// <param name="With">The attribute whose sign it shares: one cannot be asked for where the other is ruled out. Null: none.</param>
sealed record FilterAttribute(string Name, FilterKind Kind, string? With = null);

/// <summary>The protocols of rules, and their fields in the order in which they are told.</summary>
/// <remarks>Source: libvirt network filter format, "Supported protocols"; their order as libvirtd 9.0 tells them.</remarks>
static class FilterProtocol
{
    public static bool IsKnown(string protocol) => Known.ContainsKey(protocol);

    public static FilterAttribute[] FieldsOf(string protocol) => Known[protocol];

    /// <summary>A field that is said again is as it was said last.</summary>
    public static ValueList<FilterField> Merged(string protocol, ValueList<FilterField> fields, ValueList<FilterField> more)
    {
        var all = fields.AddRange(more);
        return [.. FieldsOf(protocol).Select(known => all.LastOrDefault(field => field.Name == known.Name)).OfType<FilterField>()];
    }

    /// <summary>A mask or an end is of the sign of what it belongs to.</summary>
    public static ValueList<FilterField> Signed(string protocol, ValueList<FilterField> fields) => fields.Map(field =>
        Array.Find(FieldsOf(protocol), known => known.Name == field.Name)!.With is { } other ? field with { Negated = fields.Any(one => one.Name == other && one.Negated) } : field);

    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: ports of a protocol that has none.</exception>
    public static void Check(XmlMap x, FilterRule rule)
    {
        if (rule.Protocol is not ("ip" or "ipv6") || (rule["srcportstart"] ?? rule["dstportstart"] ?? rule["srcportend"] ?? rule["dstportend"]) is null) return;
        if (rule["protocol"]?.Value is FilterNumber { Value: 6 or 17 or 33 or 132 }) return;
        throw NetworkFilterXml.Internal(x, $"{(rule.Protocol is "ip" ? "IP" : "IPv6")} rule with port specification requires protocol specification with protocol to be either one of tcp(6), udp(17), dccp(33), or sctp(132)");
    }

    static readonly FilterAttribute SourceMac = new("srcmacaddr", FilterKind.Mac), Comment = new("comment", FilterKind.Comment);

    static readonly FilterAttribute[] Ports =
        [new("srcportstart", FilterKind.Word), new("srcportend", FilterKind.Word, "srcportstart"), new("dstportstart", FilterKind.Word), new("dstportend", FilterKind.Word, "dstportstart")];

    static readonly FilterAttribute[] Icmp = [new("type", FilterKind.Byte), new("code", FilterKind.Byte, "type")];
    static readonly FilterAttribute[] Set = [new("ipset", FilterKind.SetName), new("ipsetflags", FilterKind.SetFlags)];

    static readonly Dictionary<string, FilterAttribute[]> Known = new()
    {
        ["mac"] = [.. Macs(signed: true), new("protocolid", FilterKind.EtherType), Comment],
        ["vlan"] = [.. Macs(signed: true), new("vlanid", FilterKind.VlanId), new("encap-protocol", FilterKind.EtherType), Comment],
        ["stp"] = [.. Macs(signed: true)[..2], new("type", FilterKind.Byte), new("flags", FilterKind.Byte), .. Stp, Comment],
        ["arp"] = Arp(),
        ["rarp"] = Arp(),
        ["ip"] = [.. Macs(signed: false), .. Addresses(FilterKind.Ip, FilterKind.Mask), new("protocol", FilterKind.IpProtocol), .. Unsigned(Ports), new("dscp", FilterKind.Dscp), Comment],
        ["ipv6"] =
        [
            .. Macs(signed: false), .. Addresses(FilterKind.Ip6, FilterKind.Mask6), new("protocol", FilterKind.IpProtocol), .. Unsigned(Ports),
            new("type", FilterKind.Byte), new("typeend", FilterKind.Byte, "type"), new("code", FilterKind.Byte, "type"), new("codeend", FilterKind.Byte, "type"), Comment,
        ],
        ["tcp"] = [.. Over4(), .. Ports, new("flags", FilterKind.TcpFlags), Comment],
        ["udp"] = [.. Over4(), .. Ports, Comment],
        ["udplite"] = [.. Over4(), Comment],
        ["esp"] = [.. Over4(), Comment],
        ["ah"] = [.. Over4(), Comment],
        ["sctp"] = [.. Over4(), .. Ports, Comment],
        ["icmp"] = [.. Over4(), .. Icmp, Comment],
        ["igmp"] = [.. Over4(), Comment],
        ["all"] = [.. Over4(), .. Set, Comment],
        ["tcp-ipv6"] = [.. Over6(), .. Ports, Comment],
        ["udp-ipv6"] = [.. Over6(), .. Ports, Comment],
        ["udplite-ipv6"] = [.. Over6(), Comment],
        ["esp-ipv6"] = [.. Over6(), Comment],
        ["ah-ipv6"] = [.. Over6(), Comment],
        ["sctp-ipv6"] = [.. Over6(), .. Ports, Comment],
        ["icmpv6"] = [.. Over6(), .. Icmp, Comment],
        ["all-ipv6"] = [.. Over6(), .. Set, Comment],
    };

    static FilterAttribute[] Macs(bool signed) =>
    [
        SourceMac, new("srcmacmask", FilterKind.MacMask, signed ? "srcmacaddr" : null),
        new("dstmacaddr", FilterKind.Mac), new("dstmacmask", FilterKind.MacMask, signed ? "dstmacaddr" : null),
    ];

    static FilterAttribute[] Addresses(FilterKind address, FilterKind mask) =>
        [new("srcipaddr", address), new("srcipmask", mask, "srcipaddr"), new("dstipaddr", address), new("dstipmask", mask, "dstipaddr")];

    static FilterAttribute[] Ranges(FilterKind address, FilterKind last) =>
        [new("srcipfrom", address), new("srcipto", address, "srcipfrom"), new("dstipfrom", address), new("dstipto", last, "dstipfrom")];

    static FilterAttribute[] Connection => [new("dscp", FilterKind.Dscp), new("connlimit-above", FilterKind.Word), new("state", FilterKind.State)];

    static FilterAttribute[] Over4() => [SourceMac, .. Addresses(FilterKind.Ip, FilterKind.Mask), .. Ranges(FilterKind.Ip, FilterKind.Ip), .. Connection];

    // libvirtd takes but an IPv4 address for the last one, which ip6tables then refuses; one of either kind is taken here.
    static FilterAttribute[] Over6() => [SourceMac, .. Addresses(FilterKind.Ip6, FilterKind.Mask6), .. Ranges(FilterKind.Ip6, new(text => FilterKind.Ip6.Parse(text) ?? FilterKind.Ip.Parse(text))), .. Connection];

    static FilterAttribute[] Arp() =>
    [
        .. Macs(signed: false), new("hwtype", FilterKind.Word), new("protocoltype", FilterKind.Word), new("opcode", FilterKind.Opcode),
        new("arpsrcmacaddr", FilterKind.Mac), new("arpdstmacaddr", FilterKind.Mac), new("arpsrcipaddr", FilterKind.Ip), new("arpsrcipmask", FilterKind.Mask),
        new("arpdstipaddr", FilterKind.Ip), new("arpdstipmask", FilterKind.Mask), new("gratuitous", FilterKind.Truth), Comment,
    ];

    static FilterAttribute[] Stp =>
    [
        .. Range("root-priority", FilterKind.Word), new("root-address", FilterKind.Mac), new("root-address-mask", FilterKind.MacMask, "root-address"), .. Range("root-cost", FilterKind.Long),
        .. Range("sender-priority", FilterKind.Word), new("sender-address", FilterKind.Mac), new("sender-address-mask", FilterKind.MacMask, "sender-address"),
        .. Range("port", FilterKind.Word), .. Range("age", FilterKind.Word), .. Range("max-age", FilterKind.Word), .. Range("hello-time", FilterKind.Word), .. Range("forward-delay", FilterKind.Word),
    ];

    static FilterAttribute[] Range(string name, FilterKind kind) => [new(name, kind), new($"{name}-hi", kind, name)];

    static FilterAttribute[] Unsigned(FilterAttribute[] attributes) => Array.ConvertAll(attributes, attribute => attribute with { With = null });
}
