using Aerostat.Engine.Saving;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Writes the guest's memory into a file, for somebody to look at; the guest stays.</summary>
    /// <param name="path">Absolute; written over.</param>
    /// <param name="format">Of memory alone; else it is QEMU's own stream.</param>
    /// <param name="cancel">Ends the wait, not the dump.</param>
    /// <returns>When it is on the disk, and the guest is as it was, or as the flags ask.</returns>
    /// <exception cref="VirtException">The guest goes on as it was; a file that was made is removed.</exception>
    /// <remarks>Source: libvirt <c>virDomainCoreDumpWithFormat</c>; QAPI <c>dump-guest-memory</c>, <c>migrate</c>.</remarks>
    public Task DumpAsync(string path, DumpFormat format, DumpFlags flags, CancellationToken cancel) => turns.TakeAsync("dump", async turn =>
    {
        flags.Check();
        var live = Live();
        var runs = turn.State.Phase.State is RunPhase.Running;
        var alone = flags.HasFlag(DumpFlags.MemoryOnly);
        if (alone) await CanDumpAsync(live, format);
        else if (format is not DumpFormat.Elf) throw Errors.Argument($"dumpformat '{format.Word()}' is of a dump of memory only");
        else await MayLeaveAsync(live);
        // QEMU writes such a file to and fro: not through a pipe.
        if (alone && format is not DumpFormat.Elf && flags.HasFlag(DumpFlags.BypassCache)) throw Errors.Unsupported($"a dump in format '{format.Word()}' cannot bypass the cache");

        // A dump is needed most where nothing else works: a packer that is not there is passed over.
        var packing = alone || !SaveFormats.IsThere(host.Options.DumpFormat) ? SaveFormat.Raw : host.Options.DumpFormat;
        var (file, made) = await paths.RunAsync(path, () => Outflow.Make(path, flags.HasFlag(DumpFlags.BypassCache)), CancellationToken.None);
        using Outflow flow = new(path, file, made, [], packing, flags.HasFlag(DumpFlags.BypassCache));
        Job dumping = new(JobOperation.Dump, "domain core dump job", host.Time) { IsDump = alone, GiveUp = alone ? null : () => GiveUpAsync(live, flow) };
        try
        {
            await StandStillAsync(turn, live, new(JobOperation.Dump, runs, null), Phase.PausedForDump, halts: !flags.HasFlag(DumpFlags.Live));
            await BusyAsync(dumping, live, () => alone ? DumpMemoryAsync(live, flow, format) : FlowAsync(live, flow, dumping));
        }
        catch (Exception e)
        {
            await flow.DiscardAsync(host.Time);
            await GoOnAsync(turn, live, Phase.Unpaused);
            throw await SaidAsync(e, dumping, live);
        }
        if (flags.HasFlag(DumpFlags.Crash))
        {
            await LeaveAsync(turn, live, Phase.OffCrashed);
            return;
        }
        if (flags.HasFlag(DumpFlags.Reset)) await live.AskAsync(new SystemReset());
        await GoOnAsync(turn, live, Phase.Unpaused);
    }, cancel);

    static async Task CanDumpAsync(Guest live, DumpFormat format)
    {
        if (!(await live.AskAsync(new QueryDumpCapability())).Formats.Contains(format.Word())) throw Errors.Argument($"unsupported dumpformat '{format.Word()}' for this QEMU binary");
    }

    /// <summary>QEMU writes the file itself; nobody can give that up.</summary>
    static async Task DumpMemoryAsync(Guest live, Outflow flow, DumpFormat format)
    {
        using var ended = live.Monitor.Expect(happened => happened.Name is "DUMP_COMPLETED");
        await live.Monitor.PassAsync(DumpedAs, format is DumpFormat.Elf ? flow.Inlet : flow.File, live.Gone);
        flow.Inlet.Dispose();
        await live.AskAsync(new DumpGuestMemory(Paging: false, $"fd:{DumpedAs}", Detach: true, format is DumpFormat.Elf ? null : format.Word()));
        var error = (await ended.Event).Text("error");
        if (error is null || flow.Written.IsFaulted) await flow.Written;
        await flow.FlushAsync();
        if (error is not null) throw Errors.Failed($"memory-only dump failed: {error}");
    }

    const string DumpedAs = "dump";
}
