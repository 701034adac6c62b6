using System.Text.RegularExpressions;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;
using Aerostat.Values;

namespace Aerostat.Differential.Tests;

/// <summary>Network filters: their documents and procedures, beside libvirtd.</summary>
public partial class NetworkFilterTests(Both both) : IClassFixture<Both>
{
    /// <summary>What stands in a rule.</summary>
    static readonly string[] Rules =
    [
        "", "<foo/>", "<mac/>", "<mac match='no' srcmacaddr='$MAC' dstmacaddr='1:2:3:4:5:6'/><mac protocolid='0x1000'/>", "<mac srcmacaddr='$MAC'/><mac match='no' dstmacaddr='1:2:3:4:5:6'/><ip srcipaddr='1.2.3.4'/>",
        "<mac match='no' srcmacaddr='$MAC'/><mac srcmacmask='ff:0:0:0:0:0'/>", "<arp match='no' srcmacaddr='$MAC' dstmacaddr='$MAC'/><arp srcmacmask='ff:0:0:0:0:0' dstmacmask='ff:0:0:0:0:0'/>",
        "<vlan match='no' srcmacaddr='$MAC' dstmacaddr='$MAC'/><vlan srcmacmask='ff:0:0:0:0:0' dstmacmask='ff:0:0:0:0:0'/>", "<stp match='no' srcmacaddr='$MAC'/><stp srcmacmask='ff:0:0:0:0:0'/>",
        "<mac srcmacaddr='zz'/>", "<mac srcmacaddr=''/>", "<mac srcmacmask='ff:0:ff:0:0:0'/>", "<mac srcmacmask='0:0:0:0:0:0'/>", "<mac protocolid='ARP'/>", "<mac protocolid='2054'/>", "<mac protocolid='0xffff'/>", "<mac protocolid='0x5ff'/>", "<mac protocolid='65536'/>",
        "<mac comment=''/>", "<mac comment='$x y'/>", "<mac comment='$x[1]'/>", "<mac match='NO' comment='q'/>", "<mac match='no' comment=\"it's &lt;\"/>", "<vlan vlanid='4095' encap-protocol='arp'/>", "<vlan vlanid='4096'/>", "<vlan encap-protocol='3'/>", "<vlan vlanid='0x0a'/>",
        "<arp gratuitous='no' opcode='reply' hwtype='0x10'/>", "<arp opcode='REPLY' gratuitous='banana'/>", "<arp gratuitous='TRUE'/>", "<arp gratuitous='$A' opcode='$B' srcmacmask='$C'/>", "<arp opcode='8'/>", "<arp opcode='10'/>", "<arp opcode='65536'/>", "<rarp opcode='DRARP_error'/>",
        "<arp match='no' arpsrcipaddr='1.2.3.4'/><arp arpsrcipmask='24'/>", "<stp flags='0x44' root-cost='0x11' root-cost-hi='4294967296'/>", "<stp flags='256'/>", "<stp match='no' port='1' age='2'/><stp port-hi='3' age-hi='4' type='4'/>",
        "<ip srcportstart='1'/>", "<ip protocol='icmp' srcportstart='1'/>", "<ip protocol='17' srcportstart='1'/>", "<ip protocol='33' dstportend='4'/>", "<ip protocol='$X' srcportstart='$Y[0]'/>", "<ip protocol='dccp'/>", "<ip protocol='TCP'/>", "<ip protocol='256'/>",
        "<ip protocol='1'/><ip protocol='0x01'/>", "<ip srcipmask='24'/>", "<ip match='no' srcipmask='24'/>", "<ip match='no' srcipaddr='1.2.3.4'/><ip srcipmask='24'/>", "<ip match='no' srcportstart='2' protocol='tcp' dstmacaddr='1:2:3:4:5:6'/><ip srcportend='4' dstmacmask='ff:0:0:0:0:0'/>",
        "<ip srcipaddr='$'/>", "<ip srcipaddr='$X-'/>", "<ip srcipaddr='$ X[ 3]'/>", "<ip srcipaddr='$X[@0]'/>", "<ip srcipaddr='$X[@ 7 ] '/>", "<ip srcipaddr='$X[@]'/>", "<ip srcipaddr='$X[9999999999]'/>", "<ip srcipaddr='$X[@1001]'/>", "<ip srcipaddr='$X[5000]'/>",
        "<ip srcipaddr='$X[0x10]'/>", "<ip srcipaddr='$X[010]'/>", "<ip srcipaddr='$X[1] y'/>", "<ip srcipaddr='$X [1]'/>", "<ip srcipaddr='$X[-1]'/>",
        "<ipv6 type='1'/>", "<ipv6 protocol='58' type='1'/>", "<ipv6 protocol='tcp' type='1' codeend='4'/>", "<ipv6 protocol='icmpv6' srcportstart='1'/>", "<ipv6 match='no' type='24'/><ipv6 code='3' codeend='4' typeend='5'/>", "<ipv6 match='no' code='24'/><ipv6 typeend='5'/>",
        "<tcp flags='SYN,ACK,FIN/ALL' state='new,established'/>", "<tcp flags='ALL/'/>", "<tcp flags='SYN'/>", "<tcp flags='none/all'/>", "<tcp flags='FIN,SYN,RST,PSH,ACK,URG/ALL'/>", "<tcp flags='NONE/SYN|ACK'/>", "<tcp state='NONE,NEW'/>", "<tcp state=''/>", "<tcp state='NEW,FOO'/>",
        "<tcp state='$A' flags='$B' dscp='$C'/>", "<tcp dscp='64'/>", "<tcp dscp='0x3f'/>", "<tcp connlimit-above='65536'/>", "<tcp connlimit-above='0'/>", "<tcp srcipaddr='1.2.3' srcipmask='33'/>", "<tcp srcipaddr='010.2.3.4' srcipmask='255.255.0.0'/>",
        "<tcp srcipaddr='1.2.3.4' srcipmask='255.0.255.0'/>", "<tcp srcipaddr='1.2.3.4' srcipmask='0.0.0.0'/>", "<tcp srcipaddr='1.2.3.4' srcipmask='0x10'/>", "<tcp srcipaddr='::1'/>", "<tcp srcipaddr=''/>", "<tcp match='no' srcipfrom='1.2.3.4' srcportstart='2'/><tcp srcipto='1.2.3.5' srcportend='4'/>",
        "<tcp-ipv6 srcipaddr='::1' srcipmask='129'/>", "<tcp-ipv6 srcipaddr='::1' srcipmask='ffff::'/>", "<tcp-ipv6 srcipaddr='1.2.3.4'/>", "<tcp-ipv6 srcipaddr='::ffff:10.1.2.3' dstipaddr='FE80:0::A'/>", "<tcp-ipv6 flags='SYN/ALL'/>", "<tcp-ipv6 srcipaddr='::a:b:c' dstipaddr='::1.2.3.4'/>",
        "<udp ipset='a' ipsetflags='src'/>", "<all ipset='$A[1]' ipsetflags='SRC,dSt'/>", "<all ipset='a b' ipsetflags='src,src,src,src,src,src,src'/>", "<all ipset='a'/>", "<all ipsetflags='src'/>", "<all ipsetflags='src,'/>", "<all ipset='a*'/>", "<all ipset=''/>", "<all match='no' ipset='x'/><all ipsetflags='src'/>",
        "<icmp type='0x10' code='010'/>", "<icmp type=' 7' code='7 '/>", "<icmp type='-1' code='abc'/>", "<icmp type='-1' code='5'/>", "<icmp type='-4294967291'/>", "<icmp match='no' type='24'/><icmp code='3'/>", "<icmp type='256'/>", "<icmpv6 type='1' code='2'/>",
        $"<udp comment='{new string('x', 300)}'/>", $"<all ipset='{new string('x', 32)}'/>",
    ];

    /// <summary>Whole documents.</summary>
    static readonly string[] Documents =
    [
        "<filter/>", "<foo/>", "<filter name=''/>", "<filter name='a b'/>", "<filter name='t'/>", "<filter name='t'><uuid>zz</uuid></filter>", "<filter name='t'><uuid/></filter>", "<filter name='t'><zz/></filter>",
        "<filter name='t' chain='foo'/>", "<filter name='t' chain='ipv4-averylong'/>", "<filter name='t' chain='arp x'/>", "<filter name='t' chain='root' priority='33'/>", "<filter name='t' chain='' priority='33'/>", "<filter name='t' chain='arp' priority='2000'/>",
        "<filter name='t' chain='arp' priority='x'/>", "<filter name='t' chain='mac-1'/>", "<filter name='t' chain='stp'/>", "<filter name='t' chain='stp-1' priority='-5'/>", "<filter name='t' chain='vlan'/>", "<filter name='t' chain='rarp.x'/>", "<filter name='t' chain='ipv6:_'/>",
        "<filter name='t' chain='ipv'/>", "<filter name='t' chain='arp*'/>", "<filter name='t' chain='arp' priority=' 7'/>", "<filter name='t' chain='arp' priority='7 '/>", "<filter name='t' chain='arp' priority='0'/>", "<filter name='t' chain='ipv4x' priority='-1000'/>",
        "<filter name='t'><rule/></filter>", "<filter name='t'><rule action='accept'/></filter>", "<filter name='t'><rule direction='in'/></filter>", "<filter name='t'><rule action='foo' direction='in'/></filter>", "<filter name='t'><rule action='foo' direction='foo'/></filter>",
        "<filter name='t'><rule action='drop' direction='foo'/></filter>", "<filter name='t'><rule action='reject' direction='in' priority='1001'/></filter>", "<filter name='t'><rule action='return' direction='in' priority='x'/></filter>",
        "<filter name='t'><rule action='continue' direction='out' priority='-1000' statematch='FALSE'/></filter>", "<filter name='t'><rule action='drop' direction='inout' priority='0x10' statematch='true'><tcp/></rule></filter>", "<filter name='t'><rule action='drop' direction='in' statematch='0'><tcp/></rule></filter>",
        "<filter name='t'><filterref/></filter>", "<filter name='t'><filterref filter='zz'/></filter>", "<filter name='t'><filterref filter='t'/></filter>", "<filter name='t'><filterref filter='zz'><parameter name='a b' value='c'/><parameter name='a' value='c;d'/></filterref></filter>",
        "<filter name='t'><filterref filter='zz'><parameter name='a'/><parameter value='x'/><parameter name='b' value=''/></filterref></filter>", "<filter name='t'><filterref filter='zz'><parameter name='z' value='c'/><parameter name='a' value='1.2:d_'/><parameter name='z' value='c'/></filterref><zz/></filter>",
    ];

    [Fact]
    public async Task A_rule_is_told_or_refused_as_by_libvirtd() =>
        await SameAsync(connection => ToldAsync(connection, Rules.Select(rule => $"<filter name='t'><rule action='accept' direction='in'>{rule}</rule></filter>")));

    [Fact]
    public async Task A_filter_is_told_or_refused_as_by_libvirtd() => await SameAsync(connection => ToldAsync(connection, Documents));

    /// <remarks>libvirt's own test inputs, read in place where they are.</remarks>
    [Fact]
    public async Task Libvirts_own_filters_are_told_as_by_libvirtd()
    {
        var source = Environment.GetEnvironmentVariable("AEROSTAT_LIBVIRT_SOURCE") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/aerostat/libvirt-source");
        string[] files = [.. new[] { Path.Combine(source, "tests/nwfilterxml2xmlin"), Path.Combine(source, "tests/nwfilterxml2firewalldata") }
            .Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.xml")).Order()];
        Assert.SkipWhen(files is [], $"no libvirt source in {source}: eng/libvirt-source fetches it");
        await SameAsync(connection => ToldAsync(connection, files.Select(File.ReadAllText)));
    }

    /// <summary>What is installed, and what every name means.</summary>
    [Fact]
    public async Task The_filters_that_everybody_knows_mean_what_they_mean_to_libvirt()
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/libvirt/nwfilter"), "no package libvirt-daemon-config-nwfilter");
        var (ours, oracle) = await both.StartAsync();
        await using var own = await VirtConnection.OpenAsync(ours.Uri, cancel: TestContext.Current.CancellationToken);
        await using var other = await VirtConnection.OpenAsync(oracle.Uri, cancel: TestContext.Current.CancellationToken);
        List<string> expected = [], told = [];
        foreach (var file in Directory.EnumerateFiles("/usr/share/libvirt/nwfilter", "*.xml").Order())
        {
            var there = (await Call(other, Remote.NwFilterDefineXml, new(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)))).Nwfilter;
            expected.Add(Plain((await Call(other, Remote.NwFilterGetXmlDesc, new(there, 0))).Xml));
            var here = (await Call(own, Remote.NwFilterLookupByName, new(there.Name))).Nwfilter;
            told.Add(Plain((await Call(own, Remote.NwFilterGetXmlDesc, new(here, 0))).Xml));
            await Call(other, Remote.NwFilterUndefine, new(there));
        }
        Assert.Equal(expected, told);
    }

    [Fact]
    public async Task Names_and_numbers_are_claimed_as_at_libvirtd() => await SameAsync(async connection =>
    {
        const string first = "5c6d49af-b071-6127-b4ec-6f8ed4b55335", second = "5c6d49af-b071-6127-b4ec-6f8ed4b55336";
        List<string> told = [];
        async Task Try(Func<Task<string>> ask) => told.Add(await Told(ask));
        async Task<string> Define(string xml) => (await Call(connection, Remote.NwFilterDefineXml, new(xml))).Nwfilter.ToString();
        await Try(() => Define($"<filter name='u1'><uuid>{first}</uuid></filter>"));
        await Try(() => Define("<filter name='u1'><rule action='drop' direction='in'/></filter>"));
        await Try(() => Define($"<filter name='u1'><uuid>{second}</uuid></filter>"));
        await Try(() => Define($"<filter name='u2'><uuid>{first}</uuid></filter>"));
        await Try(() => Define($"<filter name='u2'><uuid>{second}</uuid><filterref filter='u1'/></filter>"));
        await Try(() => Define($"<filter name='u1'><uuid>{first}</uuid><filterref filter='u2'/></filter>"));
        await Try(() => Define($"<filter name='u1'><uuid>{first}</uuid><rule action='drop' direction='out'/></filter>"));
        await Try(async () => (await Call(connection, Remote.NwFilterLookupByName, new("u1"))).ToString());
        await Try(async () => (await Call(connection, Remote.NwFilterLookupByName, new("nosuch"))).ToString());
        await Try(async () => (await Call(connection, Remote.NwFilterLookupByUuid, new(Guid.Parse(second)))).ToString());
        await Try(async () => (await Call(connection, Remote.NwFilterLookupByUuid, new(Guid.Parse("5c6d49af-b071-6127-b4ec-6f8ed4b55399")))).ToString());
        await Try(async () => (await Call(connection, Remote.NwFilterGetXmlDesc, new(new("u1", Guid.Parse(first)), 1))).ToString());
        await Try(async () => (await Call(connection, Remote.NwFilterGetXmlDesc, new(new("zz", Guid.Parse(first)), 0))).ToString());
        await Try(async () => (await Call(connection, Remote.NwFilterDefineXmlFlags, new("<filter name='u3'/>", 2))).ToString());
        await Try(async () => (await Call(connection, Remote.ConnectListAllNwFilters, new(true, 1))).ToString());
        await Try(async () => (await Call(connection, Remote.ConnectListNwFilters, new(0))).Names.Length.ToString());
        foreach (var uuid in (string[])[first, second, first]) await Try(async () => (await Call(connection, Remote.NwFilterUndefine, new(new("u", Guid.Parse(uuid))))).ToString());
        return string.Join('\n', told);
    });

    [Fact]
    public async Task Whoever_may_only_read_changes_nothing()
    {
        var (ours, oracle) = await both.StartAsync();
        List<string> said = [];
        foreach (var daemon in new Daemon[] { oracle, ours })
        {
            await using var connection = await VirtConnection.OpenAsync(daemon.ReadOnlyUri, cancel: TestContext.Current.CancellationToken);
            var filter = new NwFilterRef("x", Guid.Empty);
            said.Add(string.Join('\n',
                await Told(async () => (await Call(connection, Remote.NwFilterDefineXml, new("<filter name='x'/>"))).ToString()),
                await Told(async () => (await Call(connection, Remote.NwFilterDefineXmlFlags, new("<filter name='x'/>", 0))).ToString()),
                await Told(async () => (await Call(connection, Remote.NwFilterUndefine, new(filter))).ToString()),
                await Told(async () => (await Call(connection, Remote.NwFilterLookupByName, new("nosuch"))).ToString())));
        }
        Assert.Equal(said[0], said[1]);
    }

    static async Task<string> ToldAsync(VirtConnection connection, IEnumerable<string> documents)
    {
        List<string> told = [];
        foreach (var document in documents)
            told.Add($"{document}:\n" + await Told(async () =>
            {
                var filter = (await Call(connection, Remote.NwFilterDefineXml, new(document))).Nwfilter;
                var xml = (await Call(connection, Remote.NwFilterGetXmlDesc, new(filter, 0))).Xml;
                await Call(connection, Remote.NwFilterUndefine, new(filter));
                return Plain(xml);
            }));
        return string.Join('\n', told);
    }

    async Task SameAsync(Func<VirtConnection, Task<string>> ask)
    {
        var (ours, oracle) = await both.StartAsync();
        List<string> said = [];
        foreach (var daemon in new[] { oracle, ours })
        {
            await using var connection = await VirtConnection.OpenAsync(daemon.Uri, cancel: TestContext.Current.CancellationToken);
            said.Add(await ask(connection));
        }
        var other = said[0].Split('\n').Zip(said[1].Split('\n')).Where(line => line.First != line.Second).Select(line => $"{line.First}\n  here: {line.Second}").ToList();
        if (other is not []) Assert.Fail(string.Join('\n', other));
    }

    /// <summary>What was answered, or why not.</summary>
    static async Task<string> Told(Func<Task<string>> ask)
    {
        try { return await ask(); }
        catch (VirtException e) { return $"{(int)e.Code}/{(int)e.Domain} {e.Message}"; }
    }

    static Task<TRet> Call<TArgs, TRet>(VirtConnection connection, Procedure<TArgs, TRet> procedure, TArgs args) where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet> =>
        connection.CallAsync(procedure, args, TestContext.Current.CancellationToken);

    static string Plain(string xml) => Uuid().Replace(xml, "");

    [GeneratedRegex("  <uuid>[-0-9a-f]{36}</uuid>\\n")]
    private static partial Regex Uuid();
}
