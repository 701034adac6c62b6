using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>A share of what a network receives, kept free for one card: the kernel's classes and filters are libvirtd's, line by line, and so are the words of what cannot be.</summary>
public sealed class FloorTests
{
    const string First = "52:54:00:aa:bb:01", Second = "52:54:00:aa:bb:02", Plugged = "52:54:00:aa:bb:03";

    /// <summary>Bridges are the machine's: another test run has others.</summary>
    static string Own => $"af{Environment.ProcessId % 10000000}";

    [Fact]
    public async Task Shares_are_kept_free_as_by_libvirtd()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        Workspace tools = new();
        using var _ = tools;
        // A kernel without sch_sfq and cls_fw, which add nothing to what is compared, has libvirtd refuse: its tc keeps quiet of them.
        var tc = (await Ran.Shell("readlink -f $(command -v tc)")).OrThrow().Out.Trim();
        File.Copy(tc, tools["real"]);
        tools.Write("tc", $"#!/bin/sh\ncase \"$*\" in *' sfq '*|*' fw '*) exit 0;; esac\nexec {tools["real"]} \"$@\"\n");
        (await Ran.Shell($"chmod 755 {tools["tc"]} {tools["real"]}")).OrThrow();

        var (theirs, ours) = ($"{Own}t", $"{Own}o");
        var expected = await PlayAsync(new Libvirtd { Prelude = $"mount --bind {tools["tc"]} {tc}; " }, theirs);
        var actual = await PlayAsync(new AerostatDaemon(), ours);

        Assert.Equal(expected.Select(line => line.Replace(theirs, ours, StringComparison.Ordinal)), actual);
        Assert.Contains(actual, line => line.Contains("class htb 1:3 parent 1:1 prio 0 rate 2400Kbit ceil 40Mbit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shares_outlive_a_killed_daemon_and_what_nobody_has_does_not()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        var name = $"{Own}k";
        await using AerostatDaemon daemon = new();
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        await MakeAsync(virsh, name);
        var before = await ShapeOf(name);

        await daemon.KillAsync();
        // As a daemon leaves it that is killed between the kernel's class and its own status.
        (await Ran.Shell($"tc class add dev {name} parent 1:1 classid 1:9 htb rate 100kbps quantum 1500")).OrThrow();
        await daemon.StartAsync();

        Assert.Equal(before, await ShapeOf(name));
        await virsh.Do($"attach-device floors {Card(virsh, Plugged, 500)}");
        Assert.Contains("class htb 1:4 parent 1:1 prio 0 rate 4Mbit ceil 40Mbit", await ShapeOf(name));
        await virsh.Do("destroy floors");
        Assert.DoesNotContain("class htb 1:3", await ShapeOf(name));
        Assert.Contains("class htb 1:2 parent 1:1 prio 0 rate 40Mbit ceil 40Mbit", await ShapeOf(name));
        await virsh.Do("net-destroy shared");
        await virsh.Do("net-destroy plain");
    }

    static async Task<List<string>> PlayAsync(Daemon daemon, string bridge)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        List<string> seen = [];
        await MakeAsync(virsh, bridge);
        await SeenAsync("floors");
        await TryAsync($"attach-device floors {Card(virsh, Plugged, 500)}");
        await TryAsync($"attach-device floors {Card(virsh, "52:54:00:aa:bb:04", 9000)}");
        await TryAsync($"attach-device floors {Card(virsh, "52:54:00:aa:bb:05", 90, "plain")}");
        await TryAsync($"domiftune floors {Plugged} --inbound 100,,,700");
        await TryAsync($"domiftune floors {Second} --inbound 100,,,70");
        await TryAsync($"domiftune floors {Second}");
        await TryAsync($"domiftune floors {Second} --inbound 100,,,7000");
        await TryAsync($"domiftune floors {Second} --inbound 100");
        await TryAsync($"domiftune floors {First} --inbound 0,,,300 --live");
        await TryAsync("destroy floors");
        await TryAsync("net-destroy shared");
        await TryAsync("net-destroy plain");
        return seen;

        async Task TryAsync(string line)
        {
            var ran = await virsh.Run(line);
            seen.Add($"$ {line.Replace(daemon.At.Path, "", StringComparison.Ordinal)}");
            seen.AddRange($"{ran.Out}{ran.Err}".Replace(daemon.At.Path, "", StringComparison.Ordinal).Split('\n'));
            await SeenAsync(line);
        }

        async Task SeenAsync(string what)
        {
            if (what != "net-destroy shared" && what != "net-destroy plain") seen.AddRange((await ShapeOf(bridge)).Split('\n'));
        }
    }

    static async Task MakeAsync(Client virsh, string bridge)
    {
        var at = virsh.Daemon.At;
        await virsh.Do($"net-create {at.Write("shared.xml", $"<network><name>shared</name><bridge name='{bridge}'/><bandwidth><inbound average='1000' peak='5000' burst='5120'/></bandwidth></network>")}");
        await virsh.Do($"net-create {at.Write("plain.xml", $"<network><name>plain</name><bridge name='{bridge}p'/></network>")}");
        await virsh.Do($"create --paused {at.Write("floors.xml", $"""
            <domain type='qemu'><name>floors</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
            <devices>{Interface(First, 300)}{Interface(Second, 0)}<memballoon model='none'/></devices></domain>
            """)}");
    }

    static string Card(Client virsh, string mac, int floor, string network = "shared") => virsh.Daemon.At.Write($"{mac[^2..]}.xml", Interface(mac, floor, network));

    static string Interface(string mac, int floor, string network = "shared") => $"""
        <interface type='network'><mac address='{mac}'/><source network='{network}'/><model type='virtio'/>
        {(floor > 0 ? $"<bandwidth><inbound average='100' floor='{floor}'/></bandwidth>" : "")}</interface>
        """;

    /// <summary>Sorted, for the kernel lists classes by their hashes; what a burst is in octets depends on the machine's clock.</summary>
    static async Task<string> ShapeOf(string bridge) =>
        string.Join('\n', (await Ran.Shell($"tc class show dev {bridge} | sed 's/ burst.*//' | sort; tc filter show dev {bridge} | sed '/ fw /d'")).OrThrow().Out.Split('\n'));
}
