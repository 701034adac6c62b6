using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;
using Aerostat.Values;

namespace Aerostat.Differential.Tests;

/// <summary>What stands in the kernel's tables for a port behind a filter, beside libvirtd: each daemon in a network of its own.</summary>
public sealed class FilterRulesTests
{
    const string Port = "vnet0", Owner = "<owner><name>m</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner>";

    static string Binding(string filter, string parameters) =>
        $"<filterbinding>{Owner}<portdev name='{Port}'/><mac address='52:54:00:7b:35:93'/><filterref filter='{filter}'>{parameters}</filterref></filterbinding>";

    static string Values(string name, params string[] values) => string.Concat(values.Select(value => $"<parameter name='{name}' value='{value}'/>"));

    static readonly string Usual = Values("A", "1.1.1.1", "2.2.2.2", "3.3.3.3", "3.3.3.3") + Values("B", "80", "90", "80", "80") + Values("C", "1080", "1090", "1100", "1110") + Values("IP", "10.1.2.3") + Values("IPSETNAME", "nosuch");

    /// <summary>Rules in a filter.</summary>
    static IEnumerable<string> Rules =>
    [
        "<rule action='accept' direction='inout'><mac match='no' srcmacaddr='$MAC' dstmacaddr='1:2:3:4:5:6' protocolid='arp'/></rule><rule action='reject' direction='out'><mac srcmacaddr='$MAC' srcmacmask='ff:ff:ff:0:0:0'/></rule>",
        "<rule action='accept' direction='inout'><ip srcipaddr='1.2.3.0' srcipmask='24' dstipaddr='2.3.4.5' protocol='udp' srcportstart='3' dstportstart='4' dstportend='9' dscp='4' srcmacaddr='1:2:3:4:5:6'/></rule>",
        "<rule action='accept' direction='inout'><ip match='no' srcipaddr='1.2.3.0' srcipmask='24' dstipaddr='2.3.4.5' protocol='udp'/></rule>", "<rule action='drop' direction='in'><ipv6 protocol='icmpv6' type='3' codeend='7'/></rule>",
        "<rule action='drop' direction='inout'><arp match='no' opcode='1' hwtype='1' protocoltype='0x800' arpsrcmacaddr='1:2:3:4:5:6' arpdstmacaddr='1:2:3:4:5:6' arpsrcipaddr='1.2.3.4' arpdstipaddr='1.2.3.0' arpdstipmask='24'/></rule><rule action='drop' direction='inout'><arp match='no' gratuitous='yes'/></rule><rule action='drop' direction='out'><arp gratuitous='no'/></rule>",
        "<rule action='drop' direction='inout'><rarp opcode='1' arpsrcipaddr='1.2.3.4'/></rule>", "<rule action='drop' direction='out'><stp match='no' srcmacaddr='1:2:3:4:5:6' type='1' root-priority='3' root-address='1:2:3:4:5:6' root-cost='4' port='3' age='3'/></rule>",
        "<rule action='drop' direction='inout'><vlan match='no' vlanid='3'/></rule>", "<rule action='accept' direction='inout'><tcp srcipaddr='$A[1]' dstportstart='$B[@1]' srcportstart='$C[@2]'/></rule>", "<rule action='accept' direction='in'><all srcipaddr='1.2.3.4' srcipfrom='1.2.3.4' srcipto='4.5.6.7'/></rule>",
        "<rule action='drop' direction='in' priority='-900'><mac/></rule><rule action='drop' direction='in' priority='-600'><ip/></rule><rule action='drop' direction='in' priority='900'/><filterref filter='allow-ipv6'/><filterref filter='allow-ipv4'/><filterref filter='no-mac-spoofing'/><filterref filter='allow-arp'/>",
        .. from way in ((string, string)[])[("accept", "in"), ("accept", "out"), ("accept", "inout"), ("drop", "in"), ("reject", "out"), ("return", "inout")] let action = way.Item1 let direction = way.Item2 select string.Concat(Packets.Select(packet => $"<rule action='{action}' direction='{direction}'{packet}</rule>")),
    ];

    static readonly string[] Packets =
    [
        "><tcp match='no' srcmacaddr='1:2:3:4:5:6' srcipaddr='1.2.3.0' srcipmask='24' dstipfrom='1.2.3.4' dstipto='1.2.3.5' dscp='3' srcportstart='1' srcportend='2' dstportstart='3' flags='SYN/ALL'/>", "><tcp-ipv6 match='no' srcipaddr='1::' srcipmask='24' comment='a &quot;b&quot; \\ $c'/>",
        " statematch='false'><udp srcmacaddr='1:2:3:4:5:6'/>", "><udp connlimit-above='4'/>", "><icmp type='3'/>", "><icmp match='no' type='3' code='4'/>", "><all srcmacaddr='1:2:3:4:5:6'/>", "><all state='NEW,RELATED'/>", "><all state='NONE' comment='x'/>",
        "><tcp state='NEW' connlimit-above='3'/>", " statematch='0'><tcp state='NEW'/>", "><esp/>", "><igmp/>", "><sctp dstportstart='7'/>", "><icmpv6/>",
    ];

    [Fact]
    public async Task The_rules_of_a_port_are_libvirtds()
    {
        var missing = Libvirtd.Missing ?? NetworkSpace.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        const string tap = $"ip tuntap add {Port} mode tap && ip link set {Port} master {NetworkSpace.Bridge} up";
        await using var there = await NetworkSpace.MakeAsync(more: tap);
        await using var here = await NetworkSpace.MakeAsync(more: tap);
        await using Libvirtd oracle = new() { Space = there };
        await using AerostatDaemon ours = new() { Space = here };
        await Task.WhenAll(oracle.StartAsync(), ours.StartAsync());
        // The same filters under both, as ours tells them; after a first port both have their chains that all ports share.
        await using var theirs = await VirtConnection.OpenAsync(oracle.Uri, cancel: TestContext.Current.CancellationToken);
        await using var own = await VirtConnection.OpenAsync(ours.Uri, cancel: TestContext.Current.CancellationToken);
        foreach (var file in Directory.EnumerateFiles(ours.At["etc/nwfilter"], "*.xml")) await Call(theirs, Remote.NwFilterDefineXml, new(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));

        const string first = "<filter name='first'><rule action='drop' direction='in'><all/></rule><rule action='drop' direction='in'><all-ipv6/></rule></filter>";
        List<string> documents = [first, .. Rules.Select(rules => $"<filter name='rules'>{rules}</filter>"), .. Libvirts().Select(File.ReadAllText)];
        List<string> differences = [];
        foreach (var document in documents)
        {
            var told = await Task.WhenAll(RulesAsync(theirs, there, document), RulesAsync(own, here, document));
            if (!told[0].SequenceEqual(told[1])) differences.Add($"{document}:\n  {string.Join("\n  ", told[0].Except(told[1]))}\n  here: {string.Join("\n  ", told[1].Except(told[0]))}");
        }
        if (differences is not []) Assert.Fail(string.Join('\n', differences));

        // Filters by name: what everybody uses, and what a guest may do until its address is known.
        foreach (var (filter, values) in ((string, string)[])[("clean-traffic", Values("IP", "10.1.2.3", "10.1.2.4")), ("clean-traffic", ""), ("clean-traffic", Values("CTRL_IP_LEARNING", "dhcp")), ("clean-traffic", Values("CTRL_IP_LEARNING", "dhcp") + Values("DHCPSERVER", "10.0.0.1", "10.0.0.2")),
            ("clean-traffic-gateway", Values("IP", "10.1.2.3") + Values("GATEWAY_MAC", "52:54:00:00:00:01")), ("allow-dhcp-server", Values("DHCPSERVER", "10.0.0.1")), ("no-ipv6-spoofing", Values("IPV6", "fd00::1")), ("allow-dhcpv6", ""), ("no-ip-multicast", ""),
            ("clean-traffic", Values("CTRL_IP_LEARNING", "none")), ("clean-traffic", Values("CTRL_IP_LEARNING", "zz")), ("allow-dhcp-server", ""), ("nosuch", "")])
            Assert.Equal(await BoundAsync(theirs, there, filter, values), await BoundAsync(own, here, filter, values));
        Assert.Equal(await there.RulesAsync(), await here.RulesAsync());
    }

    /// <summary>One of libvirt's own for each kind. Of <c>vlan</c> libvirtd writes a word that is hexadecimal as decimal, and the kernel has no set for <c>ipset</c>.</summary>
    static IEnumerable<string> Libvirts()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("AEROSTAT_LIBVIRT_SOURCE") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/aerostat/libvirt-source"), "tests/nwfilterxml2firewalldata");
        string[] kinds = ["arp", "comment", "conntrack", "icmp", "icmpv6", "ip", "ipv6", "iter1", "iter3", "mac", "rarp", "ref-rule", "stp", "target2", "tcp", "udp-ipv6"];
        return Directory.Exists(folder) ? kinds.Select(kind => Path.Combine(folder, $"{kind}.xml")) : [];
    }

    static async Task<string[]> RulesAsync(VirtConnection connection, NetworkSpace space, string document)
    {
        var filter = (await Call(connection, Remote.NwFilterDefineXml, new(document))).Nwfilter;
        var rules = await BoundAsync(connection, space, filter.Name, Usual);
        await Call(connection, Remote.NwFilterUndefine, new(filter));
        return rules;
    }

    /// <summary>The rules, and what is told of them; or why there are none.</summary>
    static async Task<string[]> BoundAsync(VirtConnection connection, NetworkSpace space, string filter, string values)
    {
        try
        {
            var binding = (await Call(connection, Remote.NwFilterBindingCreateXml, new(Binding(filter, values), 0))).Binding;
            string[] rules = [];
            // Where it looks for an address, libvirtd goes on by itself: in chains J and P, which become I and O at the end.
            await Wait.Until("rules of the port", async () => (rules = await space.RulesAsync()).Any(rule => rule.Contains(Port, StringComparison.Ordinal)) && !rules.Any(rule => rule.Contains($"J-{Port}", StringComparison.Ordinal) || rule.Contains($"P-{Port}", StringComparison.Ordinal)));
            string[] told = [.. rules, (await Call(connection, Remote.NwFilterBindingGetXmlDesc, new(binding, 0))).Xml, binding.ToString()];
            await Call(connection, Remote.NwFilterBindingDelete, new(binding));
            return told;
        }
        catch (VirtException e)
        {
            return [$"{(int)e.Code}/{(int)e.Domain} {e.Message}"];
        }
    }

    static Task<TRet> Call<TArgs, TRet>(VirtConnection connection, Procedure<TArgs, TRet> procedure, TArgs args) where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet> =>
        connection.CallAsync(procedure, args, TestContext.Current.CancellationToken);
}
