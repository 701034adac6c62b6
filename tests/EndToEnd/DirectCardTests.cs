using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Cards that share one of the host's: each with an address of its own upon it.</summary>
public class DirectCardTests
{
    static string Card(string device, string mac, string mode = "bridge") => $"<interface type='direct'><mac address='{mac}'/><source dev='{device}' mode='{mode}'/><model type='virtio'/></interface>";

    [Fact]
    public async Task A_guest_reaches_those_beyond_the_hosts_card_and_leaves_nothing_upon_it()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var outside = await Outside.MakeAsync();
        await using var tried = await Tried.StartAsync();
        await RealGuest.DefineAsync(tried, Card(outside.Card, "52:54:00:78:00:01").Replace("<model", "<driver queues='2'/><model", StringComparison.Ordinal));
        using var guest = await RealGuest.StartAsync(tried);

        (await guest.Run($"netup eth0 10.213.78.50/24 && ping -c 3 -W 10 {Outside.There}")).OrThrow();
        Assert.Matches("eth0 52:54:00:78:00:01 \\S+ 2 2 virtio_net", (await guest.Run("lsnet")).Out);
        Assert.Matches($"macvtap\\d+ +direct +{outside.Card} +virtio", await tried.Virsh.Do("domiflist g"));
        Assert.NotEqual(0, Received(await tried.Virsh.Do($"domifstat g {(await LinksAsync(outside)).Single()}")));

        // One more comes and goes, and a daemon that is killed in between knows it.
        await tried.Virsh.Do($"attach-device g {tried.Daemon.At.Write("second.xml", Card(outside.Card, "52:54:00:78:00:02"))}");
        await Wait.Until("the second card", async () => (await guest.Run("lsnet")).Out.Contains("52:54:00:78:00:02"));
        Assert.Equal(2, (await LinksAsync(outside)).Length);
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal(2, (await LinksAsync(outside)).Length);
        await tried.Virsh.Do("detach-interface g direct --mac 52:54:00:78:00:02");
        await Wait.Until("its link to be gone", async () => (await LinksAsync(outside)).Length == 1);
        (await guest.Run($"ping -c 1 -W 10 {Outside.There}")).OrThrow();

        await tried.Virsh.Do("destroy g");
        Assert.Empty(await LinksAsync(outside));
    }

    [Fact]
    public async Task A_start_that_fails_or_was_cut_off_leaves_no_link()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var outside = await Outside.MakeAsync();
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "small", Card(outside.Card, "52:54:00:78:00:01") + Card("nobody0", "52:54:00:78:00:02"));
        Assert.Contains("Cannot get interface MTU on 'nobody0': No such device", (await tried.Virsh.Run("start small")).Err);
        Assert.Empty(await LinksAsync(outside));

        // As a daemon leaves it that dies between the making of a link and the guest's first record.
        await tried.Daemon.KillAsync();
        (await Ran.Shell($"ip link add link {outside.Card} name aeleft0 type macvtap mode bridge && ip link set aeleft0 alias 'aerostat {tried.Daemon.At["run"]}'")).OrThrow();
        (await Ran.Shell($"ip link add link {outside.Card} name aekept0 type macvtap mode bridge")).OrThrow();
        await tried.Daemon.StartAsync();
        Assert.Equal(["aekept0"], await LinksAsync(outside));
    }

    [Fact]
    public async Task A_card_for_one_guest_alone_has_that_guests_address_and_then_its_own_again()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var outside = await Outside.MakeAsync();
        await using var tried = await Tried.StartAsync();
        async Task<string> AddressAsync() => (await File.ReadAllTextAsync($"/sys/class/net/{outside.Card}/address")).Trim();
        var own = await AddressAsync();
        await RealGuest.DefineAsync(tried, Card(outside.Card, "52:54:00:78:00:01", "passthrough"));
        using (var guest = await RealGuest.StartAsync(tried))
        {
            (await guest.Run($"netup eth0 10.213.78.50/24 && ping -c 3 -W 10 {Outside.There}")).OrThrow();
            Assert.Equal("52:54:00:78:00:01", await AddressAsync());

            await SmallGuest.DefineAsync(tried.Virsh, "small", Card(outside.Card, "52:54:00:78:00:02", "passthrough"));
            Assert.Matches($"error creating macvtap interface \\S+@{outside.Card} \\(52:54:00:78:00:02\\): Invalid argument", (await tried.Virsh.Run("start small")).Err);
            await tried.Daemon.KillAsync();
            await tried.Daemon.StartAsync();
            (await guest.Run($"ping -c 1 -W 10 {Outside.There}")).OrThrow();
        }
        await tried.Virsh.Do("destroy g");
        Assert.Empty(await LinksAsync(outside));
        Assert.Equal(own, await AddressAsync());
    }

    [Fact]
    public async Task A_network_of_the_hosts_cards_spreads_guests_over_them()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var one = await Outside.MakeAsync();
        await using var tried = await Tried.StartAsync();
        (await Ran.Shell($"ip link add {one.Card}b type veth peer name {one.Card}c && ip link set {one.Card}b up")).OrThrow();
        try
        {
            await tried.Virsh.Do($"net-define {tried.Daemon.At.Write("n.xml", $"<network><name>cards</name><forward mode='bridge'><interface dev='{one.Card}'/><interface dev='{one.Card}b'/></forward></network>")}");
            await tried.Virsh.Do("net-start cards");
            foreach (var name in new[] { "a", "b" })
            {
                await SmallGuest.DefineAsync(tried.Virsh, name, "<interface type='network'><source network='cards'/><model type='virtio'/></interface>");
                await tried.Virsh.Do($"start {name}");
            }
            Assert.Contains($"dev='{one.Card}' mode='bridge'/>", await tried.Virsh.Do("dumpxml a"));
            Assert.Contains($"dev='{one.Card}b' mode='bridge'/>", await tried.Virsh.Do("dumpxml b"));
            Assert.Contains("<network connections='2'>", await tried.Virsh.Do("net-dumpxml cards"));
            foreach (var name in new[] { "a", "b" }) await tried.Virsh.Do($"destroy {name}");
        }
        finally
        {
            await Ran.Shell($"ip link del {one.Card}b");
        }
    }

    static long Received(string told) => long.Parse(told.Split('\n').First(line => line.Contains("rx_bytes", StringComparison.Ordinal)).Split(' ')[^1]);

    /// <summary>What there is upon the host's card.</summary>
    static async Task<string[]> LinksAsync(Outside outside) =>
        [.. (await Ran.Shell("ip -o link show type macvtap")).Out.Split('\n').Where(line => line.Contains($"@{outside.Card}:")).Select(line => line.Split(": ")[1].Split('@')[0])];
}
