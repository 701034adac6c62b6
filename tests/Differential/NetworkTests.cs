using System.Text.RegularExpressions;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;
using Aerostat.Values;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Networks: their documents, their changes and their life, beside libvirtd.</summary>
public partial class NetworkTests(Both both) : IClassFixture<Both>
{
    const string Ip = "<ip address='10.1.0.1' prefix='24'>{0}</ip>";

    static string Ipv4(string inside) => Ip.Replace("{0}", inside, StringComparison.Ordinal);

    static string Function(int number) => $"<address type='pci' domain='0x0000' bus='0xf7' slot='0x1d' function='0x{number}'/>";

    static string Dhcp(string inside) => Ipv4($"<dhcp>{inside}</dhcp>");

    /// <summary>What stands between <c>&lt;name&gt;</c> and the end; a whole document begins with its own element.</summary>
    static readonly Dictionary<string, string> Documents = new()
    {
        ["nothing"] = "<network/>",
        ["another document"] = "<net/>",
        ["no name"] = "<network><uuid>x</uuid></network>",
        ["a name with a slash"] = "<network><name>a/b</name></network>",
        ["a wrong uuid"] = "<uuid>zz</uuid>",
        ["an isolated one"] = "",
        ["an unknown mode"] = "<forward mode='zz'/>",
        ["nat without an address"] = "<forward mode='nat'/>",
        ["nat"] = "<forward mode='nat'/>" + Ipv4(""),
        ["the usual mode"] = "<forward/>" + Ipv4(""),
        ["open with a card"] = "<forward mode='open' dev='eth0'/>",
        ["a wrong address"] = "<ip address='10.1.0.300' prefix='24'/>",
        ["a mask with holes"] = "<ip address='10.1.0.1' netmask='255.0.255.0'/>",
        ["mask and prefix"] = "<ip address='10.1.0.1' netmask='255.0.0.0' prefix='8'/>",
        ["a prefix too long"] = "<ip address='10.1.0.1' prefix='33'/>",
        ["no address"] = "<ip prefix='24'/>",
        ["another family"] = "<ip family='ipv6' address='10.1.0.1' prefix='24'/>",
        ["a family that is not said"] = "<ip address='fd00::1' prefix='64'/>",
        ["an unknown family"] = "<ip family='q' address='10.1.0.1'/>",
        ["no mask"] = "<ip address='100.1.0.1'/>",
        ["a range elsewhere"] = Dhcp("<range start='10.2.0.1' end='10.2.0.5'/>"),
        ["a range that is reversed"] = Dhcp("<range start='10.1.0.50' end='10.1.0.5'/>"),
        ["a range without a start"] = Dhcp("<range end='10.1.0.5'/>"),
        ["a range from the network itself"] = Dhcp("<range start='10.1.0.0' end='10.1.0.5'/>"),
        ["a range up to all"] = Dhcp("<range start='10.1.0.2' end='10.1.0.255'/>"),
        ["a guest without an address"] = Dhcp("<host mac='52:54:00:00:00:01'/>"),
        ["a guest of a multicast card"] = Dhcp("<host mac='01:54:00:00:00:01' ip='10.1.0.9'/>"),
        ["a guest of no card"] = Dhcp("<host mac='zz' ip='10.1.0.9'/>"),
        ["a guest of no name"] = Dhcp("<host ip='10.1.0.9'/>"),
        ["a guest's short address"] = Dhcp("<host mac='52:54:00:00:00:01' ip='10.1.0'/>"),
        ["a guest"] = Dhcp("<host mac='52:54:00:00:00:01' name='1a' ip='10.3.0.9'/>"),
        ["dhcp that says nothing"] = Ipv4("<dhcp/>") + "<ip address='10.2.0.1' prefix='24'><dhcp><range start='10.2.0.2' end='10.2.0.5'/></dhcp></ip>",
        ["dhcp twice"] = Dhcp("<range start='10.1.0.2' end='10.1.0.5'/>") + "<ip address='10.2.0.1' prefix='24'><dhcp><range start='10.2.0.2' end='10.2.0.5'/></dhcp></ip>",
        ["a bridge's domain"] = "<forward mode='bridge'/><bridge name='br0'/><domain name='d'/>",
        ["a bridge's address"] = "<forward mode='bridge'/><bridge name='br0'/>" + Ipv4(""),
        ["a bridge's tree"] = "<forward mode='bridge'/><bridge name='br0' stp='on'/>",
        ["a bridge and a card"] = "<forward mode='bridge'><interface dev='eth0'/></forward><bridge name='br0'/>",
        ["a bridge"] = "<forward mode='bridge'/><bridge name='br0'/>",
        ["a card's bridge"] = "<forward mode='bridge'><interface dev='eth0'/></forward>",
        ["nobody's bridge"] = "<forward mode='bridge'/>",
        ["a private bridge"] = "<forward mode='private'/><bridge name='br0'/>",
        ["a device's bridge"] = "<forward mode='hostdev'/><bridge name='br0'/>",
        ["an odd tree"] = "<bridge stp='q'/>",
        ["no tree"] = "<bridge stp='off' delay='7'/>",
        ["a delay that is none"] = "<bridge delay='q'/>",
        ["an unknown table"] = "<bridge macTableManager='q'/>",
        ["a table"] = "<bridge macTableManager='kernel'/>",
        ["an mtu that is none"] = "<mtu size='q'/>",
        ["an mtu"] = "<mtu size='9000'/>",
        ["a wrong card"] = "<mac address='zz'/>",
        ["a multicast card"] = "<mac address='01:00:00:00:00:00'/>",
        ["ports that are reversed"] = "<forward mode='nat'><nat><port start='9' end='2'/></nat></forward>" + Ipv4(""),
        ["ports that are none"] = "<forward mode='nat'><nat><port start='x' end='2'/></nat></forward>" + Ipv4(""),
        ["addresses that are reversed"] = "<forward mode='nat'><nat><address start='10.0.0.9' end='10.0.0.2'/></nat></forward>" + Ipv4(""),
        ["addresses that are none"] = "<forward mode='nat'><nat><address start='q' end='10.0.0.2'/></nat></forward>" + Ipv4(""),
        ["ports and addresses"] = "<forward mode='nat'><nat><address start='10.0.0.1' end='10.0.0.2'/><port start='500' end='1000'/></nat></forward>" + Ipv4(""),
        ["nat in a route"] = "<forward mode='route'><nat><address start='10.0.0.1' end='10.0.0.2'/></nat></forward>" + Ipv4(""),
        ["another card"] = "<forward mode='nat' dev='eth0'><interface dev='eth1'/></forward>" + Ipv4(""),
        ["two cards"] = "<forward mode='nat'><interface dev='eth1'/><interface dev='eth2'/></forward>" + Ipv4(""),
        ["a card without a name"] = "<forward mode='bridge'><interface/></forward>",
        ["a card twice"] = "<forward mode='bridge'><interface dev='a'/><interface dev='a'/></forward>",
        ["a route through a card"] = "<forward mode='route' dev='eth0'/>" + Ipv4(""),
        ["names that may or may not be"] = "<dns enable='q'/>",
        ["a wrong forwarder"] = "<dns><forwarder addr='q'/></dns>",
        ["a forwarder of nothing"] = "<dns><forwarder/></dns>",
        ["a wrong name's address"] = "<dns><host ip='q'><hostname>a</hostname></host></dns>",
        ["an address without a name"] = "<dns><host ip='10.0.0.1'/></dns>",
        ["a name without an address"] = "<dns><host><hostname>a</hostname></host></dns>",
        ["a text without a name"] = "<dns><txt value='a'/></dns>",
        ["a text with a blank name"] = "<dns><txt name='a b' value='c'/></dns>",
        ["a text that says nothing"] = "<dns><txt name='a'/></dns>",
        ["a service without a name"] = "<dns><srv protocol='tcp'/></dns>",
        ["a service without a protocol"] = "<dns><srv service='a'/></dns>",
        ["a service of an odd protocol"] = "<dns><srv service='a' protocol='q'/></dns>",
        ["a service at a port of nobody"] = "<dns><srv service='a' protocol='tcp' port='1'/></dns>",
        ["a service at port 0"] = "<dns><srv service='a' protocol='tcp' target='b' port='0'/></dns>",
        ["a group without a name"] = "<portgroup/>",
        ["groups of one name"] = "<portgroup name='a'/><portgroup name='a'/>",
        ["two groups for all"] = "<portgroup name='a' default='yes'/><portgroup name='b' default='yes'/>",
        ["a rate without an average"] = "<bandwidth><inbound peak='3'/></bandwidth>",
        ["tags"] = "<vlan><tag id='1'/></vlan>" + Ipv4(""),
        ["a port's profile"] = "<virtualport type='openvswitch'/>" + Ipv4(""),
        ["a route to nobody"] = Ipv4("") + "<route address='10.9.0.0' prefix='16'/>",
        ["a route that nobody reaches"] = Ipv4("") + "<route address='10.9.0.0' prefix='16' gateway='10.77.0.1'/>",
        ["a route from nowhere"] = Ipv4("") + "<route address='q' prefix='16' gateway='10.1.0.2'/>",
        ["a route of another family"] = Ipv4("") + "<route family='ipv6' address='10.9.0.0' prefix='16' gateway='10.1.0.2'/>",
        ["a route"] = Ipv4("") + "<route address='10.9.0.0' prefix='16' gateway='10.1.0.2' metric='3'/>",
        ["a domain without a name"] = "<domain localOnly='yes'/>",
        ["a domain"] = "<domain name='lab.test' localOnly='yes'/>",
        ["ports that may be apart"] = "<port isolated='q'/>",
        ["ports apart"] = "<port isolated='yes'/>",
        ["files from nowhere"] = Ipv4("<tftp/>"),
        ["files"] = Ipv4("<tftp root='/srv'/><dhcp><range start='10.1.0.2' end='10.1.0.9'/><bootp file='a' server='10.1.0.2'/></dhcp>"),
        ["a boot from nothing"] = Dhcp("<bootp/>"),
        ["a lease of an odd unit"] = Dhcp("<range start='10.1.0.2' end='10.1.0.5'><lease expiry='1' unit='q'/></range>"),
        ["a lease too short"] = Dhcp("<range start='10.1.0.2' end='10.1.0.5'><lease expiry='1' unit='seconds'/></range>"),
        ["a lease"] = Dhcp("<range start='10.1.0.2' end='10.1.0.5'><lease expiry='1' unit='hours'/></range>"),
        ["guests' own IPv6, or not"] = "<network ipv6='q'><name>x</name></network>",
        ["guests' own IPv6"] = "<network ipv6='yes' trustGuestRxFilters='yes'><name>x</name></network>",
        ["IPv6"] = "<ip family='ipv6' address='fd00::1' prefix='48'><dhcp><range start='fd00::2' end='fd00::9'/><host id='0:1' name='a' ip='fd00::5'/></dhcp></ip>",
        ["a card's functions"] = "<forward mode='hostdev' managed='yes'><driver name='vfio'/><pf dev='eth0'/></forward><vlan><tag id='4'/></vlan>",
        ["functions of no driver"] = "<forward mode='hostdev'><pf dev='eth0'/></forward><portgroup name='a' default='yes'><vlan><tag id='4'/></vlan></portgroup>",
        ["functions by a card's name"] = "<forward mode='hostdev'><interface dev='eth0'/></forward>",
        ["a function that is none"] = $"<forward mode='hostdev'>{Function(1)}</forward>",
        ["a function twice"] = $"<forward mode='hostdev'>{Function(1)}{Function(1)}</forward>",
        ["a bridge's function"] = $"<forward mode='bridge'>{Function(1)}</forward>",
        ["a card and its functions"] = "<forward mode='bridge'><pf dev='eth0'/><interface dev='eth0'/></forward>",
        ["the network as an address"] = "<ip address='10.1.0.0' prefix='24'/>",
        ["what nobody knows"] = "<zz/>",
    };

    public static TheoryData<string> Names => [.. Documents.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_network_is_taken_or_refused_as_by_libvirtd(string name)
    {
        var document = Documents[name] is ['<', 'n', 'e', 't', ..] whole ? whole : $"<network><name>x</name>{Documents[name]}</network>";
        await SameAsync(async connection =>
        {
            var network = (await Call(connection, Remote.NetworkDefineXml, new(document))).Network;
            var told = (await Call(connection, Remote.NetworkGetXmlDesc, new(network, 0))).Xml;
            await Call(connection, Remote.NetworkUndefine, new(network));
            return told;
        });
    }

    /// <summary>Command (1 changes, 2 deletes, 3 adds at the end, 4 at the front), section, part.</summary>
    static readonly (uint Command, uint Section, string Xml, int At)[] Changes =
    [
        (3, 4, "<host mac='52:54:00:00:00:02' name='b' ip='10.55.0.6'/>", -1), (4, 4, "<host mac='52:54:00:00:00:03' ip='10.55.0.7'/>", -1), (3, 4, "<host mac='52:54:00:00:00:02' name='bb' ip='10.55.0.16'/>", -1),
        (3, 4, "<host mac='52:54:00:00:00:12' name='bb' ip='10.55.0.6'/>", -1), (3, 4, "<host mac='52:54:00:00:00:12' name='b' ip='10.55.0.26'/>", -1), (1, 4, "<host mac='52:54:00:00:00:02' name='bb' ip='10.55.0.16'/>", -1),
        (1, 4, "<host mac='52:54:00:00:00:22' name='bb2' ip='10.55.0.19'/>", -1), (2, 4, "<host mac='52:54:00:00:00:02'/>", -1), (2, 4, "<host mac='52:54:00:00:00:02'/>", -1), (3, 4, "<range start='10.55.0.110' end='10.55.0.120'/>", -1),
        (3, 4, "<host id='0:1' name='z' ip='fd55::9'/>", 1), (3, 4, "<host mac='52:54:00:00:00:42' ip='10.55.0.7'/>", 9),
        (3, 5, "<range start='10.55.0.110' end='10.55.0.120'/>", -1), (3, 5, "<range start='10.55.0.110' end='10.55.0.120'/>", -1), (1, 5, "<range start='10.55.0.110' end='10.55.0.121'/>", -1), (2, 5, "<range start='10.55.0.110' end='10.55.0.120'/>", -1),
        (2, 5, "<range start='10.55.0.111' end='10.55.0.120'/>", -1), (3, 5, "<range start='10.66.0.111' end='10.66.0.120'/>", -1),
        (3, 9, "<portgroup name='q' default='yes'/>", -1), (3, 9, "<portgroup name='q'/>", -1), (3, 9, "<portgroup name='r' default='yes'/>", -1), (1, 9, "<portgroup name='q'><bandwidth><inbound average='5'/></bandwidth></portgroup>", -1),
        (1, 9, "<portgroup name='zz'/>", -1), (2, 9, "<portgroup name='q'/>", -1), (2, 9, "<portgroup name='zz'/>", -1),
        (3, 10, "<host ip='10.55.0.19'><hostname>k</hostname></host>", -1), (3, 10, "<host ip='10.55.0.19'><hostname>kk</hostname></host>", -1), (1, 10, "<host ip='10.55.0.19'><hostname>k</hostname></host>", -1), (2, 10, "<host ip='10.55.0.19'/>", -1),
        (2, 10, "<host ip='10.55.0.29'/>", -1), (2, 10, "<host/>", -1), (3, 11, "<txt name='u' value='w'/>", -1), (3, 11, "<txt name='u' value='w'/>", -1), (1, 11, "<txt name='u' value='x'/>", -1), (2, 11, "<txt name='u'/>", -1), (2, 11, "<txt name='u'/>", -1),
        (3, 12, "<srv service='s2' protocol='udp' target='h' port='5'/>", -1), (3, 12, "<srv service='s2' protocol='udp' target='h' port='5'/>", -1), (1, 12, "<srv service='s2' protocol='udp'/>", -1), (2, 12, "<srv service='s2'/>", -1), (2, 12, "<srv service='s2' protocol='udp'/>", -1),
        (1, 1, "<bridge name='x'/>", -1), (1, 2, "<domain name='x'/>", -1), (1, 3, "<ip/>", -1), (1, 6, "<forward/>", -1), (1, 8, "<pf dev='x'/>", -1), (1, 0, "<pf dev='x'/>", -1), (9, 4, "<host mac='52:54:00:00:00:52' ip='10.55.0.77'/>", -1),
    ];

    [Fact]
    public async Task A_part_is_changed_as_by_libvirtd()
    {
        const string document = """
            <network><name>upd</name><dns><host ip='10.55.0.9'><hostname>h</hostname></host><txt name='t' value='v'/><srv service='s' protocol='tcp'/></dns>
            <ip address='10.55.0.1' prefix='24'><dhcp><range start='10.55.0.2' end='10.55.0.100'/><host mac='52:54:00:00:00:01' name='a' ip='10.55.0.5'/></dhcp></ip><ip family='ipv6' address='fd55::1' prefix='64'/><portgroup name='p'/></network>
            """;
        await SameAsync(async connection =>
        {
            var network = (await Call(connection, Remote.NetworkDefineXml, new(document))).Network;
            List<string> told = [];
            foreach (var (command, section, xml, at) in Changes)
                told.Add($"{command} {section} {xml}: " + await Told(async () =>
                {
                    await Call(connection, Remote.NetworkUpdate, new(network, command, section, at, xml, 2));
                    return (await Call(connection, Remote.NetworkGetXmlDesc, new(network, 1))).Xml;
                }));
            foreach (var (flags, xml) in ((uint, string)[])[(1, "<txt name='l' value='w'/>"), (8, "<txt name='l' value='w'/>")])
                told.Add(await Told(async () => (await Call(connection, Remote.NetworkUpdate, new(network, 3, 11, -1, xml, flags))).ToString()));
            await Call(connection, Remote.NetworkUndefine, new(network));
            return string.Join('\n', told);
        });
    }

    [Fact]
    public async Task Virsh_and_aero_walk_a_networks_life_as_on_libvirtd()
    {
        var missing = Libvirtd.Missing ?? Bridge.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        // One after the other: bridges and addresses are the host's.
        var expected = await WalkAsync(new Libvirtd(), Client.Virsh);
        Known.Alike(expected, await WalkAsync(new AerostatDaemon(), Client.Virsh));
        Known.Alike(expected, [.. (await WalkAsync(new AerostatDaemon(), Client.Aero)).Select(Known.WithoutHints)]);
    }

    static async Task<List<string>> WalkAsync(Daemon daemon, Func<Daemon, Client> client)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        await using var bridge = await Bridge.MakeAsync();
        daemon.At.Write("nat.xml", """
            <network><name>nat</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a41</uuid><forward mode='nat'/><bridge name='aenat'/><mac address='52:54:00:3e:00:41'/><domain name='lab.test'/>
            <ip address='10.213.41.1' prefix='24'><dhcp><range start='10.213.41.10' end='10.213.41.20'/><host mac='52:54:00:aa:bb:41' name='known' ip='10.213.41.41'/></dhcp></ip></network>
            """);
        daemon.At.Write("other.xml", "<network><name>other</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a42</uuid><bridge name='aeother'/><mac address='52:54:00:3e:00:42'/><ip address='10.213.41.9' prefix='25'/></network>");
        daemon.At.Write("host.xml", $"<network><name>host</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a43</uuid><forward mode='bridge'/><bridge name='{bridge.Name}'/></network>");
        daemon.At.Write("small.xml", SmallGuest.Xml("small", """
            <interface type='network'><mac address='52:54:00:aa:bb:41'/><source network='nat'/><model type='virtio'/><rom enabled='no'/></interface>
            <interface type='network'><mac address='52:54:00:aa:bb:42'/><source network='host'/><model type='virtio'/><rom enabled='no'/></interface>
            """).Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a44</uuid><vcpu>1</vcpu><cpu mode='maximum'/>", StringComparison.Ordinal));
        using Player player = new(client(daemon), bridge.Name) { MoreNoise = [("(?<=portid=.)[-0-9a-f]{36}", "PORT")] };
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/net.txt")));
        return player.Transcript;
    }

    async Task SameAsync(Func<VirtConnection, Task<string>> ask)
    {
        var (ours, oracle) = await both.StartAsync();
        var said = new List<string>();
        foreach (var daemon in new[] { oracle, ours })
        {
            await using var connection = await VirtConnection.OpenAsync(daemon.Uri, cancel: TestContext.Current.CancellationToken);
            said.Add(Chosen().Replace(await Told(() => ask(connection)), "CHOSEN"));
        }
        Assert.Equal(said[0], said[1]);
    }

    /// <summary>What was answered, or why not.</summary>
    static async Task<string> Told(Func<Task<string>> ask)
    {
        try { return await ask(); }
        catch (VirtException e) { return $"{(int)e.Code}/{(int)e.Domain} {e.Message}"; }
    }

    static Task<TRet> Call<TArgs, TRet>(VirtConnection connection, Procedure<TArgs, TRet> procedure, TArgs args) where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet> =>
        connection.CallAsync(procedure, args, TestContext.Current.CancellationToken);

    /// <summary>What each daemon chooses for itself.</summary>
    [GeneratedRegex("<uuid>[-0-9a-f]{36}</uuid>|<mac address='52:54:00:[:0-9a-f]*'/>\\n|(?<=<bridge name=')virbr\\d+")]
    private static partial Regex Chosen();
}
