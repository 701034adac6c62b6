using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The next daemon finds a QEMU that misbehaves while it is asked how it is: it starts all the same, tells what is true, and leaves nothing when the guest ends.</summary>
public class HostileAdoptionTests(Scene scene, ITestOutputHelper output) : IClassFixture<Scene>
{
    public static TheoryData<string> Misdeeds => Environment.GetEnvironmentVariable("AEROSTAT_LONG") is null
        ? ["query-status late 3", "greeting nonsense"]
        : [.. from what in new[] { "die", "die-after", "error", "close", "nonsense", "hang", "long 40" } from command in Enumerable.Range(1, 10) select $"{command} {what}",
           "greeting hang", "greeting die", "greeting close", "greeting nonsense", "greeting long 40"];

    [Theory, MemberData(nameof(Misdeeds))]
    public async Task A_daemon_comes_up_beside_it(string order)
    {
        Assert.SkipWhen(Scene.Missing is not null, Scene.Missing ?? "");
        await scene.EndAsync();
        var off = await scene.FootprintAsync(descriptors: false);
        await scene.Virsh.Do("start bad");
        await scene.Virsh.Do($"attach-disk bad {scene.Second} sdb");
        var obeyed = scene.Qemu.Obeyed.Length;
        await scene.WithoutAskingAsync(async () =>
        {
            await scene.Daemon.KillAsync();
            scene.Give(order);
            await scene.Daemon.StartAsync();
        });

        // What is to be done at the tenth command may be done at none.
        await scene.Virsh.Do("domstats");
        if (!char.IsDigit(order[0])) await Wait.Until(order, () => Task.FromResult(scene.Qemu.Obeyed.Length > obeyed));
        var done = scene.Qemu.Obeyed.Length > obeyed;
        await Wait.Until("the truth", async () => await scene.Virsh.State("bad") == (done && order.Contains("die") ? "shut off" : "running"));
        Assert.Equal("paused", await scene.Virsh.State("well"));
        output.WriteLine($"done: {done}");
        Assert.DoesNotContain("unexpected", scene.Daemon.Said());
        scene.Qemu.Behave();
        // An answer that was never given is asked for again, and a monitor that was lost is found again.
        if (!order.Contains("die")) await Wait.Until("the guest to be steered again", async () => (await scene.Virsh.Run("setmem bad 20M", TimeSpan.FromSeconds(100))).Ok);
        await scene.EndAsync();
        await scene.NothingIsLeftAsync(off, "an adoption", descriptors: false);
    }
}
