using System.Text.Json;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The agent within a guest: the real one, and one that wishes its host ill.</summary>
public class AgentTests
{
    [Fact]
    public async Task The_real_agent_tells_and_does_what_it_is_asked()
    {
        await using var tried = await Tried.StartAsync();
        using var _ = await StartAsync(tried, "");
        await Wait.Until("the agent", async () => (await tried.Virsh.Run("qemu-agent-command g guest-ping-is-no-json")).Err.Contains("cannot parse json"));
        await Wait.Until("its first answer", async () => (await tried.Virsh.Run("domhostname g")).Out.Trim() == "guest");

        Assert.Contains("state='connected'", await tried.Virsh.Do("dumpxml g"));
        Assert.Equal("""{"return":{}}""", (await tried.Virsh.Do("""qemu-agent-command g '{"execute":"guest-ping"}'""")).Trim());
        Assert.Contains("The command guest-fly has not been found", (await tried.Virsh.Run("""qemu-agent-command g '{"execute":"guest-fly"}'""")).Err);
        await tried.Virsh.Do("domtime g --time 1700000000");
        Assert.StartsWith("Time: 17000000", await tried.Virsh.Do("domtime g"));
        var info = await tried.Virsh.Do("guestinfo g");
        Assert.Matches("(?s)os.machine +: x86_64.*timezone.offset +: 0.*hostname +: guest.*if.0.name +: lo", info);
        Assert.Matches("lo +00:00:00:00:00:00 +ipv4 +127.0.0.1/8", await tried.Virsh.Do("domifaddr g --source agent"));
        await UnlessBusy(tried.Virsh, "guestvcpus g --cpulist 1 --disable");
        Assert.Matches("(?s)vcpus +: 0-1.*online +: 0\n.*offlinable +: 1", await tried.Virsh.Do("guestvcpus g"));
        Assert.Equal("1", (await tried.Virsh.Do("vcpucount g --guest")).Trim());
        await UnlessBusy(tried.Virsh, "setvcpus g 2 --guest");
        Assert.Equal("2", (await tried.Virsh.Do("vcpucount g --guest")).Trim());

        await tried.Virsh.Do("suspend g");
        Assert.Contains("domain is not running", (await tried.Virsh.Run("domtime g")).Err);
        await tried.Virsh.Do("resume g");

        // The daemon dies, and the next one finds the agent where it was.
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal("guest", (await tried.Virsh.Do("domhostname g")).Trim());
        await tried.Virsh.Do("shutdown g --mode agent");
        await Wait.Until("the guest to end", async () => await tried.Virsh.State("g") == "shut off");
    }

    /// <remarks>What the guest does with its port, told by the shell on its other one.</remarks>
    [Theory]
    [InlineData("silent", "sleep 1000 < $port &")]
    [InlineData("flooding", "(cat /dev/zero | tr '\\0' x > $port) &")]
    [InlineData("lying", "(while :; do echo '{\"return\": 7}'; sleep 0.01; done > $port) &")]
    public async Task An_agent_that_does_not_answer_keeps_nobody_else_waiting(string how, string does)
    {
        await using var tried = await Tried.StartAsync();
        using var guest = await StartAsync(tried, "guest.agent=0");
        Assert.Contains("QEMU guest agent is not connected", (await tried.Virsh.Run("domtime g")).Err);
        (await guest.Run($"port=/dev/$(basename $(dirname $(grep -l org.qemu.guest_agent.0 /sys/class/virtio-ports/*/name))); {does}")).OrThrow();
        await Wait.Until("the port to be open", async () => (await tried.Virsh.Do("dumpxml g")).Contains("name='org.qemu.guest_agent.0' state='connected'"));

        var before = MemoryOf(tried.Daemon.Pid);
        var asked = tried.Virsh.Run("domtime g");
        foreach (var line in new[] { "setmem g 250M", "desc g --live --title asked", "setmem g 255M", "domstats g", "dumpxml g" }) await tried.Virsh.Do(line);
        Assert.Equal("error: Guest agent is not responding: Guest agent not available for now", (await asked).Err.Trim());
        Assert.True(MemoryOf(tried.Daemon.Pid) - before < 16 << 10, $"a {how} agent took the daemon from {before} KiB to {MemoryOf(tried.Daemon.Pid)} KiB");
        await Wait.Until("the pilot to leave it alone", () => Task.FromResult(tried.Daemon.Said().Contains("agent tells nothing of its memory")));
        await tried.Virsh.Do("destroy g");
    }

    [Fact]
    public async Task The_agent_tells_the_pilot_what_the_balloon_does_not()
    {
        await using var tried = await Tried.StartAsync();
        using var _ = await StartAsync(tried, "psi=1");
        var aero = Client.Aero(tried.Daemon);

        await Wait.Until("pressure and swap, as the guest counts them", async () => JsonDocument.Parse(await aero.Do("memory g --explain --format json")).RootElement[0] is var told
            && told.TryGetProperty("agent_psi_some_total_us", out var micros) && micros.GetUInt64() >= 0 && told.GetProperty("agent_swap_total_bytes").GetUInt64() == 0);
        // Others are served meanwhile, and the pilot goes on asking.
        for (var i = 0; i < 30; i++) Assert.Equal("guest", (await tried.Virsh.Do("domhostname g")).Trim());
        Assert.DoesNotContain("tells nothing of its memory", tried.Daemon.Said());
    }

    [Fact]
    public async Task A_guest_without_a_port_for_an_agent_has_none()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "none");
        Assert.Contains("domain is not running", (await tried.Virsh.Run("domfsinfo none")).Err);
        await tried.Virsh.Do("start none");
        foreach (var line in new[] { "domfsinfo none", "domtime none", "guestinfo none", "shutdown none --mode agent", "vcpucount none --guest", "domifaddr none --source agent" })
            Assert.Contains("argument unsupported: QEMU guest agent is not configured", (await tried.Virsh.Run(line)).Err);
    }

    /// <summary>Asks again while the guest's kernel says EBUSY: it moves no processor while it probes a device.</summary>
    static Task UnlessBusy(Client virsh, string line) => Wait.Until(line, async () =>
        await virsh.Run(line) is var ran && !ran.Err.Contains("Device or resource busy") && ran.OrThrow().Ok);

    static async Task<GuestShell> StartAsync(Tried tried, string more)
    {
        await RealGuest.DefineAsync(tried, "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>", more);
        return await RealGuest.StartAsync(tried);
    }

    /// <summary>KiB that are nobody else's.</summary>
    static long MemoryOf(int pid) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
}
