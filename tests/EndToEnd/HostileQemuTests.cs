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
        ["detach a card"] = ("", "detach-interface bad bridge --mac 52:54:00:00:00:01"),
        ["save"] = ("", "save bad SAVED"),
        ["dump"] = ("", "dump bad SAVED --memory-only"),
        ["suspend"] = ("", "suspend bad"),
        ["resume"] = ("suspend bad", "resume bad"),
        ["set memory"] = ("", "setmem bad 20M"),
        ["throttle"] = ("", "blkdeviotune bad sda --total-iops-sec 100"),
        ["cut a link"] = ("", "domif-setlink bad 52:54:00:00:00:01 up"),
        ["photograph"] = ("", "screenshot bad SAVED"),
        ["add a processor"] = ("", "setvcpus bad 2"),
        ["change a medium"] = ("", "change-media bad sdc SECOND --update"),
        ["change a password"] = ("", "update-device bad PASSWORD"),
        ["shut down"] = ("", "shutdown bad"),
    };

    public static TheoryData<string, string> Misdeeds
    {
        get
        {
            TheoryData<string, string> data = [];
            var all = Environment.GetEnvironmentVariable("AEROSTAT_LONG") is not null;
            foreach (var step in Steps.Keys.Prepend("start").Except(["shut down"]))
                foreach (var what in all ? (string[])["die", "die-after", "error", "close", "nonsense"] : step is "start" or "attach a disk" ? ["die"] : []) data.Add(step, what);
            return data;
        }
    }

    [Theory, MemberData(nameof(Misdeeds))]
    public async Task Whatever_goes_wrong_at_any_command_leaves_nothing(string step, string what)
    {
        Assert.SkipWhen(Scene.Missing is not null, Scene.Missing ?? "");
        var off = await OffAsync();
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
        var off = await OffAsync();
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
        var off = await OffAsync();
        await PrepareAsync("");
        var before = scene.PeakMemory();
        var obeyed = scene.Qemu.Obeyed.Length;
        scene.Give(order);
        var ran = await scene.Virsh.Run(Words(Steps["attach a disk"].Step));
        Assert.True(scene.Qemu.Obeyed.Length > obeyed);
        output.WriteLine($"{order}: {ran.Seen}; {(scene.PeakMemory() - before) >> 20} MiB more");
        Assert.Equal(order.Contains("long"), !ran.Ok);
        // Twice a line of the longest there may be, and what is thrown away at once. The kernel counts by batches: where nothing grew, less may be told than before.
        Assert.InRange(scene.PeakMemory() - before, -(1 << 20), 128 << 20);
        await scene.Virsh.Do("destroy bad");
        await scene.NothingIsLeftAsync(off, order);
    }

    /// <summary>What there is when the guest is off, whatever the test before left.</summary>
    async Task<string> OffAsync()
    {
        await scene.EndAsync();
        return await scene.FootprintAsync();
    }

    string Saved => scene.Daemon.At["bad.save"];

    string Words(string line) => line.Replace("SECOND", scene.Second).Replace("BRIDGE", scene.BridgeName).Replace("SAVED", Saved).Replace("PASSWORD", scene.Password);

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
            Assert.Equal(step is "resume" ? "paused" : "running", state);
            await scene.NothingIsLeftAsync(running, step);
            Assert.Equal(await ToldAsync(), await ReallyAsync());
        }
        else if (what is "close" or "nonsense" && state is not "shut off") await FoundAgainAsync(goesOn: step is not ("suspend" or "resume"));
    }

    [Theory]
    [InlineData("attach a disk", "device_add close", "2 disks, 1 images, 1 cards")]
    public async Task A_monitor_that_is_lost_is_found_again(string step, string order, string really)
    {
        Assert.SkipWhen(Scene.Missing is not null, Scene.Missing ?? "");
        var off = await OffAsync();
        await PrepareAsync(Steps[step].Before);
        scene.Give(order);
        Assert.Matches(Clear, (await scene.Virsh.Run(Words(Steps[step].Step))).Err);
        scene.Qemu.Behave();

        await FoundAgainAsync(goesOn: true);
        Assert.Equal(really, await ReallyAsync());
        await scene.EndAsync();
        await scene.NothingIsLeftAsync(off, step);
    }

    /// <summary>The guest runs, does what it is told, and has what its document says.</summary>
    async Task FoundAgainAsync(bool goesOn)
    {
        await Wait.Until("the guest to be steered again", async () => (await scene.Virsh.Run("setmem bad 20M")).Ok);
        if (goesOn) await Wait.Until("it to go on", async () => await scene.Virsh.State("bad") is "running");
        // What was being asked when the monitor was lost is compared with what is.
        var (told, really) = ("", "");
        await Wait.Until("the truth", async () => (told = await ToldAsync()) == (really = await ReallyAsync()));
        output.WriteLine(really);
    }

    /// <summary>Disks and cards as the daemon tells them.</summary>
    async Task<string> ToldAsync()
    {
        var disks = await scene.Virsh.Do("domblklist bad");
        var cards = await scene.Virsh.Do("domiflist bad");
        return $"{disks.Split('\n').Count(line => line.Contains(" sd"))} disks, {disks.Split('\n').Count(line => line.Contains('/'))} images, {cards.Split('\n').Count(line => line.Contains("52:54"))} cards";
    }

    /// <summary>Disks and cards as QEMU has them: devices, what is behind them, and what was handed over.</summary>
    async Task<string> ReallyAsync()
    {
        async Task<string> Ask(string command) => (await scene.Virsh.Run(["qemu-monitor-command", "bad", command])).OrThrow().Out;
        var peripherals = JsonDocument.Parse(await Ask("""{"execute":"qom-list","arguments":{"path":"/machine/peripheral"}}""")).RootElement.GetProperty("return").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!).ToArray();
        var nodes = JsonDocument.Parse(await Ask("""{"execute":"query-named-block-nodes"}""")).RootElement.GetProperty("return").EnumerateArray().Count(node => node.GetProperty("node-name").GetString()!.EndsWith("-format", StringComparison.Ordinal));
        var (disks, cards) = (peripherals.Count(name => name.StartsWith("scsi0-0-", StringComparison.Ordinal)), peripherals.Count(name => name.StartsWith("net", StringComparison.Ordinal)));
        return $"{disks} disks, {nodes} images, {cards} cards";
    }
}
