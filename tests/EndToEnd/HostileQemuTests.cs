using System.Text.Json;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A QEMU that dies, refuses, falls silent or speaks nonsense at any command: an error that says so, nothing left of what was begun, and other guests are asked meanwhile.</summary>
public class HostileQemuTests(Scene scene, ITestOutputHelper output) : IClassFixture<Scene>
{
    /// <summary>libvirt's words for a failure of QEMU's: whoever reads one knows that the guest is at fault.</summary>
    const string Clear = "error: (internal error|operation failed|Requested operation is not valid|Timed out during operation): [^ ]";

    /// <summary>Steps on a guest that runs: what comes before, and the step itself.</summary>
    static readonly Dictionary<string, (string Before, string Step)> Steps = new()
    {
        ["attach a disk"] = ("", "attach-disk bad SECOND sdb"),
        ["attach a card"] = ("", "attach-interface bad bridge BRIDGE --model virtio --mac 52:54:00:00:00:02"),
        ["detach a disk"] = ("attach-disk bad SECOND sdb", "detach-disk bad sdb"),
        ["save"] = ("", "save bad SAVED"),
        ["shut down"] = ("", "shutdown bad"),
    };

    public static TheoryData<string, string> Misdeeds
    {
        get
        {
            TheoryData<string, string> data = [];
            var all = Environment.GetEnvironmentVariable("AEROSTAT_LONG") is not null;
            foreach (var step in Steps.Keys.Prepend("start").Except(["shut down"]))
                foreach (var what in all ? (string[])["die", "die-after", "error", "close", "nonsense"] : step is "start" or "attach a disk" or "save" ? ["die"] : []) data.Add(step, what);
            return data;
        }
    }

    [Theory, MemberData(nameof(Misdeeds))]
    public async Task Whatever_goes_wrong_at_any_command_leaves_nothing(string step, string what)
    {
        Assert.SkipWhen(Scene.Missing is not null, Scene.Missing ?? "");
        var off = await scene.FootprintAsync();
        var failed = 0;
        var commands = await scene.AtAnyCommandAsync(what, async order =>
        {
            if (step is not "start") await PrepareAsync(Steps[step].Before);
            var running = step is "start" ? off : await scene.FootprintAsync();
            order();
            var ran = await scene.Virsh.Run(Words(step is "start" ? "start bad" : Steps[step].Step));
            if (!ran.Ok)
            {
                failed++;
                Assert.Matches(Clear, ran.Err);
            }
            output.WriteLine($"{scene.Order}: {ran.Code} {ran.Err.Trim()}");
            scene.Qemu.Behave();
            await SettleAsync(step, what, ran, running);
            await scene.Virsh.Run("destroy bad");
            File.Delete(Saved);
            await scene.NothingIsLeftAsync(off, step);
        });
        output.WriteLine($"{commands} commands, {failed} failures");
        Assert.InRange(failed, 1, commands);
        Assert.DoesNotContain("unexpected", scene.Daemon.Said());
        Assert.InRange(scene.Asked, 1, int.MaxValue);
    }

    [Theory]
    [InlineData("start", "greeting hang")]
    [InlineData("start", "cont hang")]
    [InlineData("attach a disk", "device_add hang")]
    [InlineData("attach a card", "netdev_add half")]
    [InlineData("detach a disk", "device_del hang")]
    [InlineData("save", "migrate hang")]
    [InlineData("shut down", "system_powerdown silent")]
    public async Task A_silence_keeps_nobody_else_waiting_and_ends_with_the_guest(string step, string order)
    {
        Assert.SkipWhen(Scene.Missing is not null, Scene.Missing ?? "");
        var off = await scene.FootprintAsync();
        await scene.EndAsync();
        if (step is not "start") await PrepareAsync(Steps[step].Before);
        var obeyed = scene.Qemu.Obeyed.Length;
        scene.Give(order);
        var begun = scene.Virsh.Run(Words(step is "start" ? "start bad" : Steps[step].Step));
        await Wait.Until("QEMU to fall silent", () => Task.FromResult(scene.Qemu.Obeyed.Length > obeyed));

        var asked = scene.Asked;
        foreach (var line in new[] { "dominfo bad", "dumpxml bad", "domstats bad", "domstats", "list --all" }) await scene.Virsh.Do(line);
        await Wait.Until("the other guest to be asked for", () => Task.FromResult(scene.Asked > asked));
        Assert.False(begun.IsCompleted);

        await scene.Virsh.Do("destroy bad");
        var ran = await begun;
        Assert.False(ran.Ok);
        Assert.Matches(Clear, ran.Err);
        output.WriteLine(ran.Err);
        await scene.NothingIsLeftAsync(off, step);
        Assert.False(File.Exists(Saved));
    }

    [Theory]
    [InlineData("device_add long 100")]
    [InlineData("device_add events 300000")]
    [InlineData("device_add log 30")]
    public async Task A_flood_costs_no_memory_and_no_disk(string order)
    {
        Assert.SkipWhen(Scene.Missing is not null, Scene.Missing ?? "");
        var off = await scene.FootprintAsync();
        await scene.EndAsync();
        await PrepareAsync("");
        var before = scene.PeakMemory();
        var obeyed = scene.Qemu.Obeyed.Length;
        scene.Give(order);
        var ran = await scene.Virsh.Run(Words(Steps["attach a disk"].Step));
        Assert.True(scene.Qemu.Obeyed.Length > obeyed);
        output.WriteLine($"{order}: {ran.Seen}; {(scene.PeakMemory() - before) >> 20} MiB more");
        Assert.Equal(order.Contains("long"), !ran.Ok);
        // Twice a line of the longest there may be, and what is thrown away at once.
        Assert.InRange(scene.PeakMemory() - before, 0, 128 << 20);
        await scene.Virsh.Do("destroy bad");
        await scene.NothingIsLeftAsync(off, order);
    }

    string Saved => scene.Daemon.At["bad.save"];

    string Words(string line) => line.Replace("SECOND", scene.Second).Replace("BRIDGE", scene.BridgeName).Replace("SAVED", Saved);

    async Task PrepareAsync(string before)
    {
        await scene.EndAsync();
        await scene.Virsh.Do("start bad");
        if (before.Length > 0) await scene.Virsh.Do(Words(before));
    }

    /// <summary>A guest that was killed is off; one that lives and answers has what its document says, and after a failure only what it had before.</summary>
    async Task SettleAsync(string step, string what, Ran ran, string running)
    {
        var state = await scene.Virsh.State("bad");
        if (what.StartsWith("die", StringComparison.Ordinal) && !ran.Ok || what is "error" && step is "start" && !ran.Ok)
            await Wait.Until("bad to be off", async () => await scene.Virsh.State("bad") == "shut off");
        else if (what is "error" && !ran.Ok)
        {
            Assert.Equal("running", state);
            await scene.NothingIsLeftAsync(running, step);
            Assert.Equal(await ToldAsync(), await ReallyAsync());
        }
    }

    /// <summary>Disks and cards as the daemon tells them.</summary>
    async Task<string> ToldAsync()
    {
        var disks = await scene.Virsh.Do("domblklist bad");
        var cards = await scene.Virsh.Do("domiflist bad");
        return $"{disks.Split('\n').Count(line => line.Contains(" sd"))} disks, {cards.Split('\n').Count(line => line.Contains("52:54"))} cards";
    }

    /// <summary>Disks and cards as QEMU has them: devices, what is behind them, and what was handed over.</summary>
    async Task<string> ReallyAsync()
    {
        async Task<string> Ask(string command) => (await scene.Virsh.Run(["qemu-monitor-command", "bad", command])).OrThrow().Out;
        var peripherals = JsonDocument.Parse(await Ask("""{"execute":"qom-list","arguments":{"path":"/machine/peripheral"}}""")).RootElement.GetProperty("return").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!).ToArray();
        var nodes = JsonDocument.Parse(await Ask("""{"execute":"query-named-block-nodes"}""")).RootElement.GetProperty("return").EnumerateArray().Count(node => node.GetProperty("node-name").GetString()!.EndsWith("-format", StringComparison.Ordinal));
        var (disks, cards) = (peripherals.Count(name => name.StartsWith("scsi0-0", StringComparison.Ordinal)), peripherals.Count(name => name.StartsWith("net", StringComparison.Ordinal)));
        Assert.Equal(disks, nodes);
        return $"{disks} disks, {cards} cards";
    }
}
