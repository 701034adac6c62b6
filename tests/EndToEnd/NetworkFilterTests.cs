using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A guest behind a filter: what it can send and what not, through changes, kills and its end.</summary>
public class NetworkFilterTests
{
    const string Net = "10.213.79", Mac = "52:54:00:79:00:05", Other = "52:54:00:79:00:66";

    static string Card(string filter, string mac = Mac) => $"<interface type='bridge'><mac address='{mac}'/><source bridge='{NetworkSpace.Bridge}'/><model type='virtio'/>{filter}</interface>";

    static string Filtered(string address, string filter = "clean-traffic") => $"<filterref filter='{filter}'><parameter name='IP' value='{address}'/></filterref>";

    [Fact]
    public async Task A_guest_speaks_as_itself_and_as_nobody_else()
    {
        Assert.SkipWhen(NetworkSpace.Missing is not null, NetworkSpace.Missing ?? "");
        await using var space = await NetworkSpace.MakeAsync($"{Net}.1/24");
        await using var tried = await Tried.StartAsync(space: space);
        var virsh = tried.Virsh;
        await RealGuest.DefineAsync(tried, Card(Filtered($"{Net}.5")));
        using var guest = await RealGuest.StartAsync(tried);
        await IsAsync(guest, $"{Net}.5", Mac);
        Assert.True(await ReachesAsync(guest));

        // Somebody else's address, then somebody else's card; and itself again.
        await IsAsync(guest, $"{Net}.6", Mac);
        Assert.False(await ReachesAsync(guest));
        await IsAsync(guest, $"{Net}.5", Other);
        Assert.False(await ReachesAsync(guest));
        await IsAsync(guest, $"{Net}.5", Mac);
        Assert.True(await ReachesAsync(guest));

        // It is held while no daemon is there, and rules that somebody took away are there again with the next one.
        await tried.Daemon.KillAsync();
        await IsAsync(guest, $"{Net}.6", Mac);
        Assert.False(await ReachesAsync(guest));
        (await space.Run("ebtables -t nat -F && ebtables -t nat -X")).OrThrow();
        Assert.True(await ReachesAsync(guest));
        await tried.Daemon.StartAsync();
        Assert.False(await ReachesAsync(guest));

        // A filter that is in use means something else from now on, and is not to be forgotten.
        Assert.Contains("nwfilter is in use", (await virsh.Run("nwfilter-undefine no-ip-spoofing")).Err);
        var spoofing = await virsh.Do("nwfilter-dumpxml no-ip-spoofing");
        await virsh.Do($"nwfilter-define {tried.Daemon.At.Write("f.xml", spoofing.Replace("<rule action='drop' direction='out' priority='1000'/>", "", StringComparison.Ordinal))}");
        var arp = await virsh.Do("nwfilter-dumpxml no-arp-ip-spoofing");
        await virsh.Do($"nwfilter-define {tried.Daemon.At.Write("f.xml", arp.Replace("<rule action='drop' direction='out' priority='1000'/>", "", StringComparison.Ordinal))}");
        Assert.True(await ReachesAsync(guest));
        await virsh.Do($"nwfilter-define {tried.Daemon.At.Write("f.xml", spoofing)}");
        Assert.False(await ReachesAsync(guest));

        // Another address, another filter, none; one that cannot be leaves what was.
        await virsh.Do($"update-device g {tried.Daemon.At.Write("card.xml", Card(Filtered($"{Net}.6")))}");
        Assert.True(await ReachesAsync(guest));
        Assert.Contains($"value='{Net}.6'", await virsh.Do("dumpxml g"));
        Assert.Contains("referenced filter 'nosuch' is missing", (await virsh.Run($"update-device g {tried.Daemon.At.Write("card.xml", Card(Filtered($"{Net}.6", "nosuch")))}")).Err);
        Assert.Contains("is none that 'arpsrcipaddr'", (await virsh.Run($"update-device g {tried.Daemon.At.Write("card.xml", Card(Filtered("zz")))}")).Err);
        await IsAsync(guest, $"{Net}.7", Mac);
        Assert.False(await ReachesAsync(guest));
        await virsh.Do($"update-device g {tried.Daemon.At.Write("card.xml", Card(""))}");
        Assert.True(await ReachesAsync(guest));
        await NothingIsLeftAsync(tried, space);
    }

    [Fact]
    public async Task Rules_come_and_go_with_their_card()
    {
        Assert.SkipWhen(NetworkSpace.Missing is not null, NetworkSpace.Missing ?? "");
        await using var space = await NetworkSpace.MakeAsync();
        await using var tried = await Tried.StartAsync(space: space);
        var virsh = tried.Virsh;
        await virsh.Do($"nwfilter-define {tried.Daemon.At.Write("f.xml", "<filter name='web'><filterref filter='clean-traffic'/><rule action='accept' direction='in'><tcp dstportstart='80'/></rule><rule action='drop' direction='inout'><all/></rule></filter>")}");
        await SmallGuest.DefineAsync(virsh, "small", Card(Filtered($"{Net}.5", "web")));

        // What cannot be filtered does not run, and leaves nothing.
        await SmallGuest.DefineAsync(virsh, "bad", Card("<filterref filter='allow-dhcp-server'/>", Other));
        Assert.Contains("unresolvable variables or unavailable list elements: DHCPSERVER", (await virsh.Run("start bad")).Err);
        await SmallGuest.DefineAsync(virsh, "worse", Card("<filterref filter='sets'><parameter name='SET' value='nosuch'/></filterref>", Other));
        await virsh.Do($"nwfilter-define {tried.Daemon.At.Write("f.xml", "<filter name='sets'><filterref filter='clean-traffic'><parameter name='IP' value='1.2.3.4'/></filterref><rule action='drop' direction='in'><all ipset='$SET' ipsetflags='src'/></rule></filter>")}");
        Assert.Contains("Failed to apply firewall rules iptables -t filter -A F", (await virsh.Run("start worse")).Err);
        await NothingIsLeftAsync(tried, space);

        await virsh.Do("start small");
        var rules = await space.RulesAsync();
        Assert.Contains(rules, rule => rule.Contains($"--ip-src {Net}.5 -j RETURN", StringComparison.Ordinal));
        Assert.Contains(rules, rule => rule.StartsWith("-A FO-vnet", StringComparison.Ordinal) && rule.Contains("--dport 80", StringComparison.Ordinal));
        Assert.Matches("vnet\\d+ +web", await virsh.Do("nwfilter-binding-list"));

        // Two that cannot be plugged, and one that can.
        Assert.Contains("referenced filter 'nosuch' is missing", (await virsh.Run($"attach-device small {tried.Daemon.At.Write("nosuch.xml", Card(Filtered($"{Net}.7", "nosuch"), "52:54:00:79:00:67"))}")).Err);
        Assert.Contains("Failed to apply firewall rules", (await virsh.Run($"attach-device small {tried.Daemon.At.Write("sets.xml", Card("<filterref filter='sets'><parameter name='SET' value='nosuch'/></filterref>", "52:54:00:79:00:67"))}")).Err);
        await virsh.Do($"attach-device small {tried.Daemon.At.Write("card.xml", Card(Filtered($"{Net}.6"), Other))}");
        Assert.Contains(await space.RulesAsync(), rule => rule.Contains($"--ip-src {Net}.6 -j RETURN", StringComparison.Ordinal));
        Assert.Equal(2, (await virsh.Do("nwfilter-binding-list")).Split("vnet").Length - 1);

        // Killed, and the guest ended meanwhile: the next daemon takes its rules away.
        await tried.Daemon.KillAsync();
        foreach (var qemu in tried.Guests()) Signals.Send(qemu, Signals.Kill);
        await Wait.Until("the guest's end", () => Task.FromResult(tried.Guests() is []));
        await tried.Daemon.StartAsync();
        await NothingIsLeftAsync(tried, space);

        await virsh.Do("start small");
        Assert.Contains(await space.RulesAsync(), rule => rule.Contains("vnet", StringComparison.Ordinal));
        await virsh.Do("destroy small");
        await NothingIsLeftAsync(tried, space);
    }

    /// <remarks>At whatever moment of a start: afterwards the guest runs behind its rules, or neither is there.</remarks>
    [Fact]
    public async Task A_daemon_killed_while_a_guest_comes_or_goes_leaves_no_rules_without_it()
    {
        Assert.SkipWhen(NetworkSpace.Missing is not null, NetworkSpace.Missing ?? "");
        await using var space = await NetworkSpace.MakeAsync();
        await using var tried = await Tried.StartAsync(space: space);
        await SmallGuest.DefineAsync(tried.Virsh, "small", Card(Filtered($"{Net}.5")));
        Random chance = new(11);
        for (var round = 0; round < 6; round++)
        {
            var isThere = await tried.Virsh.State("small") == "running";
            var asked = tried.Virsh.Run(isThere ? "destroy small" : "start small");
            await Task.Delay(chance.Next(20, 900), TestContext.Current.CancellationToken);
            await tried.Daemon.KillAsync();
            await asked;
            await tried.Daemon.StartAsync();
            if (await tried.Virsh.State("small") == "running") Assert.Contains(await space.RulesAsync(), rule => rule.Contains($"--ip-src {Net}.5 -j RETURN", StringComparison.Ordinal));
            else await NothingIsLeftAsync(tried, space);
        }
    }

    [Fact]
    public async Task Filters_outlive_the_daemon_and_the_known_ones_come_once()
    {
        await using var tried = await Tried.StartAsync();
        var virsh = tried.Virsh;
        await virsh.Do($"nwfilter-define {tried.Daemon.At.Write("f.xml", "<filter name='mine' chain='arp'><rule action='drop' direction='in'/></filter>")}");
        await virsh.Do("nwfilter-undefine allow-arp");
        var told = (await virsh.Do("nwfilter-list"), await virsh.Do("nwfilter-dumpxml mine"));
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal(told, (await virsh.Do("nwfilter-list"), await virsh.Do("nwfilter-dumpxml mine")));
        Assert.DoesNotContain("allow-arp\n", told.Item1);
        Assert.Contains("clean-traffic\n", told.Item1);
    }

    [Fact]
    public async Task A_guest_keeps_to_the_address_that_it_shows_first()
    {
        Assert.SkipWhen(NetworkSpace.Missing is not null, NetworkSpace.Missing ?? "");
        await using var space = await NetworkSpace.MakeAsync($"{Net}.1/24");
        await using var tried = await Tried.StartAsync(space: space);
        await RealGuest.DefineAsync(tried, Card("<filterref filter='clean-traffic'/>"));
        using var guest = await RealGuest.StartAsync(tried);
        await IsAsync(guest, $"{Net}.5", Mac);
        Assert.True(await ReachesAsync(guest));
        await ToldAsync(tried, $"<parameter name='IP' value='{Net}.5'/>");
        Assert.True(await ReachesAsync(guest));
        await IsAsync(guest, $"{Net}.6", Mac);
        Assert.False(await ReachesAsync(guest));

        // Who comes next knows what was shown.
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        await ToldAsync(tried, $"<parameter name='IP' value='{Net}.5'/>");
        Assert.False(await ReachesAsync(guest));
        await IsAsync(guest, $"{Net}.5", Mac);
        Assert.True(await ReachesAsync(guest));
    }

    [Fact]
    public async Task A_guest_keeps_to_the_address_that_it_is_given()
    {
        Assert.SkipWhen(NetworkSpace.Missing is not null, NetworkSpace.Missing ?? "");
        await using var space = await NetworkSpace.MakeAsync();
        await using var tried = await Tried.StartAsync(space: space);
        await tried.Virsh.Do($"net-define {tried.Daemon.At.Write("n.xml", $"<network><name>n</name><bridge name='br1'/><ip address='{Net}.1' prefix='24'><dhcp><range start='{Net}.10' end='{Net}.20'/></dhcp></ip></network>")}");
        await tried.Virsh.Do("net-start n");
        await RealGuest.DefineAsync(tried, $"<interface type='network'><mac address='{Mac}'/><source network='n'/><model type='virtio'/><filterref filter='clean-traffic'><parameter name='CTRL_IP_LEARNING' value='dhcp'/></filterref></interface>");
        using var guest = await RealGuest.StartAsync(tried);

        // Until it is given one, it has none.
        await IsAsync(guest, $"{Net}.5", Mac);
        Assert.False(await ReachesAsync(guest));
        (await guest.Run("ip addr flush dev eth0; netup eth0")).OrThrow();
        await ToldAsync(tried, $"<parameter name='IP' value='{Net}.1");
        Assert.True(await ReachesAsync(guest));
        await IsAsync(guest, $"{Net}.5", Mac);
        Assert.False(await ReachesAsync(guest));
    }

    /// <summary>What is learned is told of the port.</summary>
    static Task ToldAsync(Tried tried, string words) => Wait.Until($"the port's {words}", async () =>
    {
        var port = (await tried.Virsh.Do("nwfilter-binding-list")).Split('\n').First(line => line.Contains("vnet", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return (await tried.Virsh.Do($"nwfilter-binding-dumpxml {port}")).Contains(words, StringComparison.Ordinal);
    });

    /// <summary>The guest's card has this address of its own, and that one of the network's.</summary>
    static async Task IsAsync(GuestShell guest, string address, string mac) =>
        (await guest.Run($"ip link set eth0 down; ip link set eth0 address {mac}; ip addr flush dev eth0; ip link set eth0 up; ip addr add {address}/24 dev eth0; ip neigh flush dev eth0; true")).OrThrow();

    /// <summary>A ping comes back; where none does, five have been lost.</summary>
    static async Task<bool> ReachesAsync(GuestShell guest)
    {
        for (var attempt = 0; attempt < 5; attempt++)
            if ((await guest.Run($"ping -c 1 -W 2 {Net}.1")).Code == 0) return true;
        return false;
    }

    static async Task NothingIsLeftAsync(Tried tried, NetworkSpace space)
    {
        Assert.DoesNotContain(await space.RulesAsync(), rule => rule.Contains("vnet", StringComparison.Ordinal));
        Assert.DoesNotContain("vnet", await tried.Virsh.Do("nwfilter-binding-list"));
        Assert.Empty(Directory.EnumerateFiles(tried.Daemon.At["run/nwfilter-binding"]));
    }
}
