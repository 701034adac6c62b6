using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Networks as a guest finds them: its address, its name, its way out, and who is not to be reached.</summary>
public sealed class NetworkTests : IAsyncDisposable
{
    const string Device = "aeend0", Net = "10.213.77";

    static string Xml(string forward) => $"""
        <network><name>n</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a77</uuid>{forward}<bridge name='{Device}'/><domain name='lab.test'/>
        <dns><host ip='{Net}.9'><hostname>printer</hostname></host></dns>
        <ip address='{Net}.1' prefix='24'><dhcp><range start='{Net}.10' end='{Net}.20'/><host mac='52:54:00:77:00:01' name='known' ip='{Net}.41'/></dhcp></ip></network>
        """;

    /// <summary>What is the host's outlives a daemon that is killed at a test's end.</summary>
    public async ValueTask DisposeAsync() => await Ran.Shell($"ip link del {Device}; nft delete table inet aerostat_{Device}");

    [Fact]
    public async Task A_guest_gets_its_address_and_goes_out_by_the_hosts()
    {
        Assert.SkipWhen(Bridge.Missing is not null, "networks need root and /dev/net/tun");
        await using var outside = await Outside.MakeAsync();
        await using var tried = await Tried.StartAsync();
        using var guest = await StartAsync(tried, "<forward mode='nat'/>");

        Assert.Contains($"{Net}.41", (await guest.Run("netup eth0 && ip -4 addr show dev eth0")).OrThrow().Out);
        Assert.Contains($"{Net}.9", (await guest.Run("nslookup printer.lab.test " + $"{Net}.1")).Out);
        // Nobody outside knows a way back to the guest's own address.
        (await guest.Run($"ping -c 3 -W 10 {Outside.There}")).OrThrow();
        Assert.Matches($"52:54:00:77:00:01 +ipv4 +{Net}.41/24 +known", await tried.Virsh.Do("net-dhcp-leases n"));
        Assert.Matches($"52:54:00:77:00:01 +ipv4 +{Net}.41/24", await tried.Virsh.Do("domifaddr g"));
        Assert.Contains("<network connections='1'>", await tried.Virsh.Do("net-dumpxml n"));

        // Another address by the next lease, at once; the lease of before is remembered by a new server too.
        await tried.Virsh.Do($"net-update n modify ip-dhcp-host \"<host mac='52:54:00:77:00:01' name='known' ip='{Net}.42'/>\" --live");
        Assert.Contains($"{Net}.42", (await guest.Run("ip addr flush dev eth0; netup eth0 && ip -4 addr show dev eth0")).OrThrow().Out);
    }

    [Fact]
    public async Task A_guest_of_an_isolated_network_reaches_its_host_and_nobody_else()
    {
        Assert.SkipWhen(Bridge.Missing is not null, "networks need root and /dev/net/tun");
        await using var outside = await Outside.MakeAsync();
        await using var tried = await Tried.StartAsync();
        using var guest = await StartAsync(tried, "");

        (await guest.Run($"netup eth0 && ping -c 1 -W 10 {Net}.1")).OrThrow();
        Assert.NotEqual(0, (await guest.Run($"ip route add default via {Net}.1 2>/dev/null; ping -c 2 -W 2 {Outside.There}")).Code);
    }

    [Fact]
    public async Task A_network_outlives_the_daemon_and_its_server_comes_back()
    {
        Assert.SkipWhen(Bridge.Missing is not null, "networks need root and /dev/net/tun");
        await using var tried = await Tried.StartAsync();
        await tried.Virsh.Do($"net-define {tried.Daemon.At.Write("n.xml", Xml("<forward mode='nat'/>"))}");
        await tried.Virsh.Do("net-start n");
        var server = Server(tried);

        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Matches("n +active", await tried.Virsh.Do("net-list"));
        Assert.Equal(server, Server(tried));

        await tried.Daemon.KillAsync();
        (await Ran.Shell($"kill -9 {server}")).OrThrow();
        await tried.Daemon.StartAsync();
        Assert.Matches("n +active", await tried.Virsh.Do("net-list"));
        Assert.NotEqual(server, Server(tried));

        await tried.Daemon.KillAsync();
        (await Ran.Shell($"ip link del {Device}")).OrThrow();
        await tried.Daemon.StartAsync();
        Assert.Matches("n +inactive", await tried.Virsh.Do("net-list --all"));
        await NothingIsLeftAsync(tried);
    }

    /// <remarks>At whatever moment of a start or an end: afterwards the network is there whole, or not at all.</remarks>
    [Fact]
    public async Task A_daemon_killed_while_a_network_comes_or_goes_leaves_no_half_of_it()
    {
        Assert.SkipWhen(Bridge.Missing is not null, "networks need root and /dev/net/tun");
        await using var tried = await Tried.StartAsync();
        await tried.Virsh.Do($"net-define {tried.Daemon.At.Write("n.xml", Xml("<forward mode='nat'/>"))}");
        Random chance = new(7);
        for (var round = 0; round < 6; round++)
        {
            var isThere = (await tried.Virsh.Do("net-list --name")).Contains('n');
            var asked = tried.Virsh.Run(isThere ? "net-destroy n" : "net-start n");
            await Task.Delay(chance.Next(5, 150), TestContext.Current.CancellationToken);
            await tried.Daemon.KillAsync();
            await asked;
            await tried.Daemon.StartAsync();
            if ((await tried.Virsh.Do("net-list --name")).Contains('n')) Assert.Equal(0, (await Ran.Shell($"ip link show {Device} && nft list table inet aerostat_{Device} && test -d /proc/{Server(tried)}")).Code);
            else await NothingIsLeftAsync(tried);
        }
        if ((await tried.Virsh.Do("net-list --name")).Contains('n')) await tried.Virsh.Do("net-destroy n");
        await NothingIsLeftAsync(tried);
    }

    [Fact]
    public async Task A_document_that_a_person_left_is_completed_and_kept()
    {
        await using var tried = await Tried.StartAsync(daemon =>
        {
            daemon.At.Folder("etc/qemu/networks");
            daemon.At.Write("etc/qemu/networks/default.xml", $"<network><name>default</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a78</uuid><forward mode='nat'/><ip address='{Net}.1' prefix='24'/></network>");
        });
        var told = await tried.Virsh.Do("net-dumpxml default");
        Assert.Matches("(?s)<bridge name='virbr\\d+' stp='on' delay='0'/>.*<mac address='52:54:00:", told);
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal(told, await tried.Virsh.Do("net-dumpxml default"));
    }

    [Fact]
    public async Task A_network_that_cannot_be_made_says_why_and_leaves_nothing()
    {
        Assert.SkipWhen(Bridge.Missing is not null, "networks need root and /dev/net/tun");
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "small", "<interface type='network'><source network='n'/><model type='virtio'/></interface>");
        Assert.Contains("Network not found: no network with matching name 'n'", (await tried.Virsh.Run("start small")).Err);

        var at = tried.Daemon.At;
        await tried.Virsh.Do($"net-define {at.Write("n.xml", Xml("").Replace("<dns>", "<dns><txt name='a' value='b&#10;user=root'/>", StringComparison.Ordinal))}");
        Assert.Contains("network 'n' is not active", (await tried.Virsh.Run("start small")).Err);
        Assert.Contains("a value with a line break cannot be given to dnsmasq", (await tried.Virsh.Run("net-start n")).Err);
        await NothingIsLeftAsync(tried);

        (await Ran.Shell($"ip link add {Device} type bridge")).OrThrow();
        Assert.Contains($"error creating bridge interface {Device}: File exists", (await tried.Virsh.Run("net-start n")).Err);
        (await Ran.Shell($"ip link del {Device}")).OrThrow();

        await tried.Virsh.Do($"net-define {at.Write("n.xml", Xml(""))}");
        await tried.Virsh.Do("net-start n");
        await tried.Virsh.Do("start small");
        await tried.Virsh.Do("net-destroy n");
        await NothingIsLeftAsync(tried);
        Assert.Equal("running", await tried.Virsh.State("small"));
        await tried.Virsh.Do("destroy small");
    }

    static async Task<GuestShell> StartAsync(Tried tried, string forward)
    {
        await tried.Virsh.Do($"net-define {tried.Daemon.At.Write("n.xml", Xml(forward))}");
        await tried.Virsh.Do("net-start n");
        await RealGuest.DefineAsync(tried, "<interface type='network'><mac address='52:54:00:77:00:01'/><source network='n'/><model type='virtio'/></interface>");
        return await RealGuest.StartAsync(tried);
    }

    /// <summary>The process that serves the network.</summary>
    static string Server(Tried tried) => File.ReadAllText(tried.Daemon.At["lib/dnsmasq/n.pid"]).Trim();

    static async Task NothingIsLeftAsync(Tried tried)
    {
        Assert.NotEqual(0, (await Ran.Shell($"ip link show {Device}")).Code);
        Assert.NotEqual(0, (await Ran.Shell($"nft list table inet aerostat_{Device}")).Code);
        Assert.DoesNotContain(tried.Daemon.At.Processes(), pid => File.ReadAllText($"/proc/{pid}/comm").StartsWith("dnsmasq", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(tried.Daemon.At["run/network"]));
    }
}
