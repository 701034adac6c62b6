using System.Net.Sockets;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class DaemonTests
{
    [Fact]
    public async Task A_guest_outlives_its_daemon_and_is_found_again()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "stays");
        await tried.Virsh.Do("start stays");
        var before = tried.Guests();

        await tried.Daemon.StopAsync();
        Assert.Equal(before, tried.Guests());
        // No socket of the daemon's, and none that it could take away.
        File.WriteAllText(Path.Combine(tried.Daemon.At.Folder("lib/qemu/channel/target/domain-1-stays"), "stray"), "");
        await tried.Daemon.StartAsync();

        Assert.Equal("running", await tried.Virsh.State("stays"));
        Assert.Equal(before, tried.Guests());
        await tried.Virsh.Do("destroy stays");
        await Wait.Until("the guest to end", () => Task.FromResult(tried.Guests() is []));
    }

    [Fact]
    public async Task A_guest_that_ended_while_nobody_looked_is_shut_off()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "gone");
        await tried.Virsh.Do("start gone");
        var pid = Assert.Single(tried.Guests());

        await tried.Daemon.KillAsync();
        Signals.Send(pid, Signals.Kill);
        await tried.Daemon.StartAsync();

        await Wait.Until("the end to be seen", async () => await tried.Virsh.State("gone") == "shut off");
        await tried.Virsh.Do("start gone");
        Assert.Single(tried.Guests());
    }

    [Fact]
    public async Task Folders_of_guests_that_never_came_up_go_and_one_of_a_guest_whose_state_is_damaged_stays()
    {
        await using var tried = await Tried.StartAsync();
        var (virsh, at) = (tried.Virsh, tried.Daemon.At);
        await SmallGuest.DefineAsync(virsh, "lives");
        await virsh.Do("start lives");
        await tried.Daemon.KillAsync();
        foreach (var folder in new[] { "lib/qemu/domain-7-none", "lib/qemu/channel/target/domain-7-none" }) at.Folder(folder);
        using Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Bound, and nobody listens.
        dead.Bind(new UnixDomainSocketEndPoint(at["lib/qemu/domain-7-none/monitor.sock"]));
        at.Write("run/qemu/lives.json", "{");

        await tried.Daemon.StartAsync();
        Assert.Empty(Directory.GetDirectories(at["lib/qemu"], "domain-7-none", SearchOption.AllDirectories));
        Assert.True(File.Exists(at["lib/qemu/domain-1-lives/monitor.sock"]));
        Assert.Single(tried.Guests());
    }

    [Fact]
    public async Task A_hung_guest_keeps_nobody_waiting_and_can_be_destroyed()
    {
        await using var tried = await Tried.StartAsync();
        foreach (var name in new[] { "hung", "well" })
        {
            await SmallGuest.DefineAsync(tried.Virsh, name);
            await tried.Virsh.Do($"start {name}");
            if (name == "hung") Signals.Send(Assert.Single(tried.Guests()), Signals.Stop);
        }

        // None waits for the hung monitor: the limit is far above any busy machine, far below libvirtd's 30 s.
        var limit = TimeSpan.FromSeconds(20);
        foreach (var line in new[] { "list --all", "dominfo hung", "dumpxml hung", "domstats --nowait", "domstate well", "destroy hung" })
            Assert.True((await tried.Virsh.Run(line, limit)).Ok, line);
        Assert.Equal("shut off", await tried.Virsh.State("hung"));
    }

    [Theory, InlineData("domblkinfo slow sda"), InlineData("domblkstat slow sda"), InlineData("domblkerror slow")]
    public async Task Who_asks_for_one_thing_alone_waits_for_a_guest_that_is_slow(string line)
    {
        await using var tried = await Tried.StartAsync();
        (await Ran.Shell("truncate -s 1M a.raw", tried.Daemon.At.Path)).OrThrow();
        await SmallGuest.DefineAsync(tried.Virsh, "slow", $"<disk type='file'><driver name='qemu' type='raw'/><source file='{tried.Daemon.At["a.raw"]}'/><target dev='sda' bus='scsi'/></disk>");
        await tried.Virsh.Do("start slow");
        var guest = Assert.Single(tried.Guests());

        Signals.Send(guest, Signals.Stop);
        var asked = tried.Virsh.Run(line);
        // Longer than one waits who asks for everything.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(asked.IsCompleted);
        Signals.Send(guest, Signals.Continue);
        (await asked).OrThrow();
    }

    [Fact]
    public async Task Two_daemons_live_side_by_side()
    {
        await using var one = await Tried.StartAsync();
        await using var other = await Tried.StartAsync();
        await SmallGuest.DefineAsync(one.Virsh, "same");
        await SmallGuest.DefineAsync(other.Virsh, "same");
        await Task.WhenAll(one.Virsh.Do("start same"), other.Virsh.Do("start same"));

        await one.Virsh.Do("destroy same");

        Assert.Equal("running", await other.Virsh.State("same"));
        Assert.All(Directory.GetFileSystemEntries(one.Daemon.At.Path), e => Assert.Contains(Path.GetFileName(e)!, (string[])["etc", "run", "lib", "log", "same.xml", "aerostatd.out"]));
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_root_is_refused()
    {
        await using var tried = await Tried.StartAsync();
        var second = await Ran.Of(Programs.Aerostatd, ["--root", tried.Daemon.At.Path], within: TimeSpan.FromSeconds(60));
        Assert.False(second.Ok);
        Assert.True((await tried.Virsh.Run("list")).Ok);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 1, 2)]
    public async Task Whoever_starts_it_may_have_closed_its_standard_descriptors(params int[] closed)
    {
        await using AerostatDaemon daemon = new() { Closed = closed };
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);

        Assert.All(closed, number => Assert.Equal("/dev/null", new FileInfo($"/proc/{daemon.Pid}/fd/{number}").LinkTarget));
        Assert.All(Enumerable.Range(0, 3).Except(closed), number => Assert.StartsWith("pipe:", new FileInfo($"/proc/{daemon.Pid}/fd/{number}").LinkTarget));
        await SmallGuest.DefineAsync(virsh, "small");
        await virsh.Do("start small");
        Assert.Equal("running", await virsh.State("small"));
        await virsh.Do("destroy small");
        await daemon.StopAsync();
        Assert.Equal(!closed.Contains(2), daemon.Said().Contains("guests run on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_nohup_it_reads_its_configuration_anew_all_the_same()
    {
        await using AerostatDaemon daemon = new() { UnderNohup = true };
        await daemon.StartAsync();
        Signals.Send(daemon.Pid, Signals.Hangup);
        await Wait.Until("the configuration to be read", () => Task.FromResult(daemon.Said().Contains("says what holds already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_clients_are_served_at_once()
    {
        await using var tried = await Tried.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            await SmallGuest.DefineAsync(tried.Virsh, $"g{i}");
            await tried.Virsh.Do("list --all");
        });
        Assert.Equal(20, (await tried.Virsh.Do("list --all --name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_read_only_socket_refuses_to_change_anything()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "kept");
        Assert.True((await tried.Virsh.RunReadOnly("dumpxml kept")).Ok);
        foreach (var line in new[] { "start kept", "undefine kept", "setmem kept 16M --config", "dumpxml kept --security-info" })
            Assert.False((await tried.Virsh.RunReadOnly(line)).Ok, line);
    }
}
