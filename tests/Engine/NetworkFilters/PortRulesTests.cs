using Aerostat.Engine.NetworkFilters;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.NetworkFilters;

public sealed class PortRulesTests
{
    static readonly Dictionary<string, NetworkFilter> Known = KnownFilters.All.Select(xml => NetworkFilterXml.Read(xml)).ToDictionary(filter => filter.Name);

    static FilterVariables Values(params (string Name, string Value)[] values) => FilterVariables.Of(values.Select(one => new FilterParameter { Name = one.Name, Value = one.Value }));

    static PortRules Rules(string xml, params (string Name, string Value)[] values) =>
        PortRules.Of("t0", FilterTree.Filled(FilterTree.Rules("f", Values(values), name => name == "f" ? NetworkFilterXml.Read($"<filter name='f'>{xml}</filter>") : Known.GetValueOrDefault(name))));

    [Fact]
    public void Chains_stand_among_the_rules_of_the_root_by_their_priorities()
    {
        var rules = Rules("<rule action='drop' direction='in' priority='900'/><rule action='drop' direction='in' priority='-600'><mac protocolid='ipv6'/></rule><filterref filter='allow-arp'/><filterref filter='allow-ipv4'/>");
        Assert.Equal(
        [
            "-N libvirt-I-t0", "-N I-t0-ipv4", "-N I-t0-arp", "-A I-t0-arp -j ACCEPT", "-A I-t0-ipv4 -j ACCEPT", "-A libvirt-I-t0 -p 0x800 -j I-t0-ipv4", "-A libvirt-I-t0 -p 0x806 -j I-t0-arp", "-A PREROUTING -i t0 -j libvirt-I-t0",
            "-N libvirt-O-t0", "-N O-t0-ipv4", "-N O-t0-arp", "-A libvirt-O-t0 -p 0x800 -j O-t0-ipv4", "-A libvirt-O-t0 -p 0x86dd -j DROP", "-A libvirt-O-t0 -p 0x806 -j O-t0-arp", "-A libvirt-O-t0 -j DROP",
            "-A O-t0-arp -j ACCEPT", "-A O-t0-ipv4 -j ACCEPT", "-A POSTROUTING -o t0 -j libvirt-O-t0",
        ], rules.Link);
        Assert.Empty(rules.Packets);
    }

    [Fact]
    public void A_connection_is_let_through_both_ways_and_begun_one_way() => Assert.Equal(
    [
        "-N FI-t0", "-N FO-t0", "-N HI-t0",
        "-A FI-t0 -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir Reply -j RETURN",
        "-A FO-t0 -p tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -m conntrack --ctdir Original -j ACCEPT",
        "-A HI-t0 -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir Reply -j RETURN",
        "-A libvirt-in -m physdev --physdev-in t0 -g FI-t0", "-A libvirt-out -m physdev --physdev-is-bridged --physdev-out t0 -g FO-t0", "-A libvirt-host-in -m physdev --physdev-in t0 -g HI-t0", "-A libvirt-in-post -m physdev --physdev-in t0 -j ACCEPT",
    ], Rules("<rule action='accept' direction='in'><tcp dstportstart='22'/></rule>").Packets);

    [Theory]
    [InlineData("$A", "$B", new[] { "1/7", "2/8", "3/7" }), InlineData("$A[@1]", "$B[@2]", new[] { "1/7", "2/7", "3/7", "1/8", "2/8", "3/8" }), InlineData("$A[2]", "$B", new[] { "3/7", "3/8" }), InlineData("$A[0]", "$B[1]", new[] { "1/8" })]
    public void Variables_go_on_together_or_in_all_combinations(string address, string port, string[] expected) => Assert.Equal(expected,
        Rules($"<rule action='accept' direction='out'><ip protocol='udp' srcipaddr='{address}' dstportstart='{port}'/></rule>", ("A", "0.0.0.1"), ("A", "0.0.0.2"), ("A", "0.0.0.3"), ("B", "7"), ("B", "8"))
            .Link.Where(line => line.Contains("--ip-source", StringComparison.Ordinal)).Select(line => line.Split(' ')).Select(words => $"{words[Array.IndexOf(words, "--ip-source") + 1][6..]}/{words[Array.IndexOf(words, "--ip-destination-port") + 1]}"));

    [Fact]
    public void Filters_that_double_at_each_step_have_an_end() =>
        Assert.Contains("more than 20000 times", Assert.Throws<VirtException>(() => FilterTree.Rules("1", Values(), name =>
            name.Length > 40 ? NetworkFilterXml.Read($"<filter name='{name}'/>") : NetworkFilterXml.Read($"<filter name='{name}'><filterref filter='{name}1'/><filterref filter='{name}1'/></filter>"))).Message, StringComparison.Ordinal);

    /// <summary>A rule is a line, and stays one.</summary>
    [Fact]
    public void No_comment_writes_a_rule_of_its_own()
    {
        var line = Rules("<rule action='drop' direction='in'><all comment='a\"b\\&#10;-A INPUT -j DROP'/></rule>").Packets.First(one => one.Contains("comment", StringComparison.Ordinal));
        Assert.Contains("--comment \"a\\\"b\\\\ -A INPUT -j DROP\" -j DROP", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Theory]
    [InlineData("vnet+"), InlineData("-j"), InlineData("a\"b"), InlineData("a!")]
    public void A_port_whose_name_means_more_is_not_filtered(string port) => Assert.Throws<VirtException>(() => PortRules.UntilKnown(port, default));

    [Fact]
    public void A_value_that_a_field_cannot_have_is_told_by_its_variable() =>
        Assert.Contains("the value 'zz' of variable 'A' is none that 'srcipaddr' of protocol 'ip' can have", Assert.Throws<VirtException>(() => Rules("<rule action='drop' direction='in'><ip srcipaddr='$A'/></rule>", ("A", "zz"))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_lacks_a_value_is_named() =>
        Assert.Equal(["IP", "X", "Y[3]"], FilterTree.Missing(FilterTree.Rules("f", Values(("Y", "1")), _ => NetworkFilterXml.Read("<filter name='f'><rule action='drop' direction='in'><tcp srcipaddr='$X' dstipaddr='$IP' srcportstart='$Y[3]' dstportstart='$Y'/></rule></filter>"))).Order(StringComparer.Ordinal));

    /// <summary>A file that a person wrote may lead round.</summary>
    [Fact]
    public void Filters_that_lead_round_end() =>
        Assert.Contains("deep", Assert.Throws<VirtException>(() => FilterTree.Rules("f", Values(), _ => NetworkFilterXml.Read("<filter name='f'><filterref filter='f'/></filter>"))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_stands_there_of_a_port_is_taken_away_and_nothing_else()
    {
        string[] saved =
        [
            ":libvirt-I-t0 ACCEPT", ":I-t0-arp ACCEPT", ":libvirt-I-t0-x ACCEPT", ":I-t0-x-arp ACCEPT",
            "-A PREROUTING -i t0 -j libvirt-I-t0", "-A PREROUTING -i t0-x -j libvirt-I-t0-x", "-A libvirt-I-t0 -p ARP -j I-t0-arp", "-A libvirt-I-t0-x -p ARP -j I-t0-x-arp",
        ];
        Assert.Equal(["-D PREROUTING -i t0 -j libvirt-I-t0", "-F libvirt-I-t0", "-F I-t0-arp", "-X libvirt-I-t0", "-X I-t0-arp"], FirewallTable.All.First(table => table.Tool is "ebtables").Script(saved, [("t0", null)]));
    }

    [Fact]
    public void Chains_that_all_ports_share_are_made_once()
    {
        var packets = FirewallTable.All.First(table => table.Tool is "iptables");
        var rules = Rules("<rule action='drop' direction='in'><all/></rule>");
        Assert.Contains("-I FORWARD 2 -j libvirt-out", packets.Script([], [("t0", rules)]));
        Assert.Equal(rules.Packets, packets.Script([":libvirt-in - [0:0]", ":libvirt-out - [0:0]", ":libvirt-in-post - [0:0]", ":libvirt-host-in - [0:0]", "-A INPUT -j libvirt-host-in", "-A FORWARD -j libvirt-in", "-A FORWARD -j libvirt-out", "-A FORWARD -j libvirt-in-post"], [("t0", rules)]));
    }
}
