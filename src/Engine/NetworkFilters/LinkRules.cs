using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Rules upon frames of Ethernet, as ebtables takes them.</summary>
/// <remarks>Source: <c>ebtables(8)</c>; the rules that libvirtd 9.0 writes.</remarks>
static class LinkRules
{
    const string StpAddress = "01:80:c2:00:00:00";

    /// <summary>Whether frames are looked at, not packets in them.</summary>
    public static bool IsOne(FilterRule rule) => rule.Protocol is null or "mac" or "vlan" or "stp" or "arp" or "rarp" or "ip" or "ipv6";

    /// <summary>The frames that a chain of such a name is for.</summary>
    public static string Into(string chain) => FilterChain.ProtocolOf(chain) switch
    {
        "vlan" => " -p 0x8100",
        "stp" => $" -d {StpAddress}",
        "arp" => " -p 0x806",
        "rarp" => " -p 0x8035",
        "ipv4" => " -p 0x800",
        "ipv6" => " -p 0x86dd",
        _ => "",
    };

    /// <param name="reversed">The same traffic on its way back.</param>
    public static string Of(FilterRule rule, bool reversed)
    {
        RuleWords words = new(rule, reversed);
        switch (rule.Protocol)
        {
            case "mac":
                Macs(words).Link("-p", "protocolid", Hex(words.Number("protocolid")));
                break;
            case "vlan":
                Macs(words).Add("-p 0x8100").Link("--vlan-id", "vlanid", words.Range("vlanid", "")).Link("--vlan-encap", "encap-protocol", Hex(words.Number("encap-protocol")));
                break;
            case "stp":
                Stp(words);
                break;
            case "arp" or "rarp":
                Arp(words);
                break;
            case "ip":
                Ip(words, "ip").Link("--ip-tos", "dscp", Hex(words.Number("dscp")));
                break;
            case "ipv6":
                Ip(words, "ip6");
                if (Array.Find(["type", "typeend", "code", "codeend"], words.Has) is { } said) words.Link("--ip6-icmp-type", said, $"{Icmp(words, "type")}/{Icmp(words, "code")}");
                break;
        }
        return $"{words} -j {Target(rule.Action)}";
    }

    static RuleWords Macs(RuleWords words)
    {
        words.Link(words.Sided("-s", "-d"), "srcmacaddr", words.Masked("srcmacaddr", "srcmacmask"));
        return words.Link(words.Sided("-d", "-s"), "dstmacaddr", words.Masked("dstmacaddr", "dstmacmask"));
    }

    static void Stp(RuleWords words)
    {
        if (words.Has("srcmacaddr") && words.Rule.Direction is FilterDirection.Both) throw FilterErrors.Internal("STP filtering in inout direction with source MAC address set is not supported", "Write a rule for each direction.");
        words.Link(words.Sided("-s", "-d"), "srcmacaddr", words.Masked("srcmacaddr", "srcmacmask")).Add($"-d {StpAddress}");
        words.Link("--stp-type", "type", words.Range("type", "")).Link("--stp-flags", "flags", words.Range("flags", ""));
        foreach (var (option, field) in (ReadOnlySpan<(string, string)>)[("root-prio", "root-priority"), ("root-addr", "root-address"), ("root-cost", "root-cost"), ("sender-prio", "sender-priority"), ("sender-addr", "sender-address"),
            ("port", "port"), ("msg-age", "age"), ("max-age", "max-age"), ("hello-time", "hello-time"), ("forward-delay", "forward-delay")])
            words.Link($"--stp-{option}", field, field.EndsWith("address", StringComparison.Ordinal) ? words.Masked(field, $"{field}-mask") : words.Range(field, $"{field}-hi"));
    }

    static void Arp(RuleWords words)
    {
        Macs(words).Add(words.Rule.Protocol is "arp" ? "-p 0x806" : "-p 0x8035");
        words.Link("--arp-htype", "hwtype", words.Range("hwtype", "")).Link("--arp-opcode", "opcode", words.Range("opcode", "")).Link("--arp-ptype", "protocoltype", Hex(words.Number("protocoltype")));
        words.Link(words.Sided("--arp-ip-src", "--arp-ip-dst"), "arpsrcipaddr", words.Masked("arpsrcipaddr", "arpsrcipmask")).Link(words.Sided("--arp-ip-dst", "--arp-ip-src"), "arpdstipaddr", words.Masked("arpdstipaddr", "arpdstipmask"));
        words.Link(words.Sided("--arp-mac-src", "--arp-mac-dst"), "arpsrcmacaddr", words.Text("arpsrcmacaddr")).Link(words.Sided("--arp-mac-dst", "--arp-mac-src"), "arpdstmacaddr", words.Text("arpdstmacaddr"));
        if (words.Number("gratuitous") is 1) words.Add($"{(words.Rule["gratuitous"]!.Negated ? "! " : "")}--arp-gratuitous");
    }

    /// <param name="kind">As its options begin: <c>ip6</c>.</param>
    static RuleWords Ip(RuleWords words, string kind)
    {
        Macs(words).Add(kind is "ip" ? "-p 0x800" : "-p 0x86dd");
        words.Link($"--{kind}-{words.Sided("source", "destination")}", "srcipaddr", words.Masked("srcipaddr", "srcipmask")).Link($"--{kind}-{words.Sided("destination", "source")}", "dstipaddr", words.Masked("dstipaddr", "dstipmask"));
        words.Link($"--{kind}-protocol", "protocol", words.Range("protocol", ""));
        return words.Link($"--{kind}-{words.Sided("source", "destination")}-port", "srcportstart", words.Range("srcportstart", "srcportend"))
            .Link($"--{kind}-{words.Sided("destination", "source")}-port", "dstportstart", words.Range("dstportstart", "dstportend"));
    }

    /// <summary>What is not said is all that there is; an end that is not said is the beginning.</summary>
    static string Icmp(RuleWords words, string field)
    {
        var first = words.Number(field);
        return $"{first ?? 0}:{words.Number($"{field}end") ?? first ?? byte.MaxValue}";
    }

    static string? Hex(uint? number) => number is { } one ? $"0x{one:x}" : null;

    /// <summary>ebtables rejects nothing: it is dropped.</summary>
    static string Target(FilterAction action) => action is FilterAction.Reject ? "DROP" : action.Word().ToUpperInvariant();
}
