using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>The same work without a daemon: what no daemon can be faster than.</summary>
static class Floor
{
    static string Monitor(Daemon daemon) => daemon.At["bare.sock"];

    static string[]? words;

    /// <summary>The command line of aerostatd's guest; asked for once, while that guest runs.</summary>
    public static void Learn(Daemon daemon) => words ??= BareQemu.CommandLineOf(daemon, "bench", Monitor(daemon));

    static Task<BareQemu> Started(Daemon daemon) => BareQemu.StartAsync(words!, Monitor(daemon));

    static BareQemu? kept;

    /// <summary>One that has been there for a while, as a daemon's guest has: QEMU gives back what is removed in a batch, up to five times 10 ms later, unless others have come up meanwhile, as they do while it starts.</summary>
    /// <remarks>Source: QEMU <c>util/rcu.c</c>, <c>call_rcu_thread</c>.</remarks>
    static async Task<BareQemu> Kept(Daemon daemon)
    {
        if (kept is not null) return kept;
        kept = await Started(daemon);
        await Task.Delay(TimeSpan.FromSeconds(1));
        return kept;
    }

    /// <summary>Ends the one that was kept.</summary>
    public static void End()
    {
        kept?.Dispose();
        kept = null;
    }

    public static async Task<double> Start(Daemon daemon)
    {
        BareQemu? qemu = null;
        var took = await Case.Milliseconds(async () => qemu = await Started(daemon));
        qemu!.Dispose();
        return took;
    }

    public static async Task<double> Destroy(Daemon daemon)
    {
        using var qemu = await Started(daemon);
        return await Case.Milliseconds(qemu.EndAsync);
    }

    public static async Task<double> Setmem(Daemon daemon)
    {
        var qemu = await Kept(daemon);
        return await Case.Milliseconds(() => qemu.Do("""{"execute":"balloon","arguments":{"value":25165824}}"""));
    }

    public static async Task<double> Attach(Daemon daemon) => (await PlugAndUnplug(daemon)).Attach;

    public static async Task<double> Detach(Daemon daemon) => (await PlugAndUnplug(daemon)).Detach;

    static async Task<(double Attach, double Detach)> PlugAndUnplug(Daemon daemon)
    {
        var qemu = await Kept(daemon);
        return (await Case.Milliseconds(() => Plug(qemu, daemon)), await Case.Milliseconds(async () =>
        {
            await qemu.Do("""{"execute":"device_del","arguments":{"id":"disk"}}""");
            await qemu.Event("DEVICE_DELETED");
            await qemu.Do("""{"execute":"blockdev-del","arguments":{"node-name":"format"}}""");
            await qemu.Do("""{"execute":"blockdev-del","arguments":{"node-name":"file"}}""");
        }));
    }

    /// <summary>What the daemon says for the same disk.</summary>
    static async Task Plug(BareQemu qemu, Daemon daemon)
    {
        await qemu.Do($$$"""{"execute":"blockdev-add","arguments":{"node-name":"file","driver":"file","filename":"{{{daemon.At["bench.img"]}}}","auto-read-only":true,"discard":"unmap"}}""");
        await qemu.Do("""{"execute":"blockdev-add","arguments":{"node-name":"format","driver":"raw","file":"file","read-only":false}}""");
        await qemu.Do("""{"execute":"device_add","arguments":{"driver":"scsi-hd","id":"disk","bus":"scsi0.0","channel":0,"scsi-id":0,"lun":0,"device_id":"drive-scsi0-0-0-0","drive":"format"}}""");
    }
}
