using System.Net.Sockets;
using System.Text.Json;
using Aerostat.Tests.Shared;

namespace Aerostat.Aot.Tests;

/// <summary>The native daemon and the native command line, where the compiler may have taken away what only a run shows to be needed.</summary>
public sealed class DaemonTests : IAsyncLifetime
{
    readonly AerostatDaemon daemon = new();

    Client Virsh => Client.Virsh(daemon);

    Client Aero => Client.Aero(daemon);

    public async ValueTask InitializeAsync() => await daemon.StartAsync();

    public ValueTask DisposeAsync() => daemon.DisposeAsync();

    [Fact]
    public async Task Virsh_and_aero_lead_a_guest_through_its_life()
    {
        await SmallGuest.DefineAsync(Virsh, "small");
        File.WriteAllBytes(daemon.At["disk.img"], new byte[1 << 20]);
        await Virsh.Do("start small");
        Assert.Equal("running", await Aero.State("small"));
        foreach (var client in (Client[])[Virsh, Aero])
        {
            await client.Do("setmem small 24M");
            await client.Do($"attach-disk small {daemon.At["disk.img"]} sdb");
            Assert.Contains("sdb", await client.Do("domblklist small"), StringComparison.Ordinal);
            await client.Do("detach-disk small sdb");
            Assert.DoesNotContain("sdb", await client.Do("domblklist small"), StringComparison.Ordinal);
            foreach (var question in (string[])["capabilities", "domcapabilities", "nodeinfo", "dumpxml small", "dominfo small", "domstats", "vcpuinfo small", "dommemstat small", "list --all", "domxml-to-native qemu-argv --domain small"])
                Assert.NotEmpty((await client.Do(question)).Trim());
        }
        Assert.Contains("\"running\"", await Virsh.Do("qemu-monitor-command small '{\"execute\":\"query-status\"}'"), StringComparison.Ordinal);
        await Aero.Do("destroy small");
        await Virsh.Do("undefine small");
        Assert.Empty((await Virsh.Do("list --all --name")).Trim());
    }

    [Fact]
    public async Task What_is_said_as_json_is_json()
    {
        await SmallGuest.DefineAsync(Virsh, "small");
        foreach (var line in (string[])["--format json list --all", "--format json dominfo small", "daemon status --format json", "--format json nodeinfo"])
        {
            var ran = await Ran.Of(Programs.Aero, ["-c", daemon.Uri, .. Ran.Words(line)]);
            using var read = JsonDocument.Parse(ran.OrThrow().Out);
            Assert.NotEqual(JsonValueKind.Null, read.RootElement.ValueKind);
        }
    }

    [Fact]
    public async Task A_killed_daemon_finds_its_guest_and_a_stopped_one_ends_well()
    {
        await SmallGuest.DefineAsync(Virsh, "small");
        await Virsh.Do("start small");
        await Virsh.Do("setmem small 24M");
        var id = await Virsh.Do("domid small");
        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Equal(("running", id), (await Virsh.State("small"), await Virsh.Do("domid small")));
        await Virsh.Do("destroy small");
        await daemon.StopAsync();
        Assert.DoesNotContain("Unhandled", daemon.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_bytes_and_documents_hurt_nobody_else()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            using Socket stranger = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            // It waits where too many are at the door.
            stranger.Connect(new UnixDomainSocketEndPoint(daemon.Socket));
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            // Half of them have an honest length and our program's number.
            if (round % 2 == 0 && bytes.Length >= 28) new byte[] { 0, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, 0x20, 0, 0x80, 0x86, 0, 0, 0, 1, 0, 0, 1 }.CopyTo(bytes, 0);
            await stranger.SendAsync(bytes);
        }
        foreach (var document in (string[])["", "<", "<domain/>", "<domain type='qemu'><name>a</name></domain>", string.Concat(Enumerable.Repeat("<a>", 200_000)),
            "<!DOCTYPE a [<!ENTITY b 'c'>]><domain>&b;</domain>", SmallGuest.Xml("a").Replace("32", "thirty-two", StringComparison.Ordinal)])
        {
            var ran = await Virsh.Run($"define {daemon.At.Write("hostile.xml", document)}");
            Assert.True(ran is { Ok: false, Err.Length: > 0 }, $"{document[..Math.Min(60, document.Length)]}: {ran.Seen}");
        }
        Assert.Empty((await Virsh.Do("list --all --name")).Trim());
        Assert.DoesNotContain("Unhandled", daemon.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_lull_the_programs_pages_are_let_go_and_come_back()
    {
        await SmallGuest.DefineAsync(Virsh, "small");
        await Wait.Until("a fifth of its memory to go", () => Task.FromResult(Kib("VmRSS:") < Kib("VmHWM:") * 4 / 5));
        Assert.Contains("small", await Virsh.Do("list --all --name"), StringComparison.Ordinal);
        await Aero.Do("dumpxml small");
    }

    /// <summary>What the kernel says of the daemon's memory now, and of the most it ever was.</summary>
    long Kib(string line) =>
        long.Parse(File.ReadLines($"/proc/{daemon.Pid}/status").First(l => l.StartsWith(line, StringComparison.Ordinal)).Split(' ', '\t').First(word => long.TryParse(word, out _)), System.Globalization.CultureInfo.InvariantCulture);
}
