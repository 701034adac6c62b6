using Aerostat.Engine.Piloting;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Which memory a change is meant for. Source: <c>virDomainMemoryModFlags</c>.</summary>
[Flags]
public enum MemoryFlags { Current = 0, Live = 1, Config = 2, Maximum = 4 }

/// <summary>One figure. Source: <c>virDomainMemoryStatTags</c>; memory counts KiB.</summary>
public readonly record struct MemoryStat(MemoryTag Tag, ulong Value);

/// <summary>Source: <c>virDomainMemoryStatTags</c>.</summary>
public enum MemoryTag { SwapIn, SwapOut, MajorFault, MinorFault, Unused, Available, ActualBalloon, Rss, Usable, LastUpdate, DiskCaches, HugetlbPgalloc, HugetlbPgfail }

public sealed partial class Domain
{
    /// <summary>Sets how much memory the guest keeps, or may ever have.</summary>
    /// <param name="target">Bytes; the saved XML keeps whole KiB.</param>
    /// <param name="cancel">Ends the wait. An order that QEMU has taken stays given.</param>
    /// <returns>When QEMU has taken the order; the guest may need minutes to follow it.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: live, but not running or without a balloon; <see cref="ErrorCode.InvalidArg"/>: above the maximum, or live and below what it can live on.</exception>
    /// <remarks>Source: QAPI <c>balloon</c> (bytes), libvirt <c>virDomainSetMemoryFlags</c> (KiB). Cost: one turn, one command.</remarks>
    public Task SetMemoryAsync(Bytes target, MemoryFlags flags, CancellationToken cancel) => turns.TakeAsync("set-memory", async turn =>
    {
        var state = turn.State;
        var at = state.At((Scope)flags & (Scope.Live | Scope.Config));
        if (flags.HasFlag(MemoryFlags.Maximum))
        {
            if (at.HasFlag(Scope.Live)) throw Errors.Invalid("cannot resize the maximum memory on an active domain");
            if (state.Each(at).Any(definition => definition.Cpu?.Numa is { Cells.IsEmpty: false }))
                throw Errors.Invalid("initial memory size of a domain with NUMA nodes cannot be modified with this API");
            await turn.BecomeAsync(state.Change(at, definition => definition.WithMaximumMemory(target)));
            return;
        }
        foreach (var definition in state.Each(at))
            if (target > definition.BalloonMaximum) throw Errors.Argument("cannot set memory higher than max memory");
        if (at.HasFlag(Scope.Live))
        {
            if (!state.Running!.Live.HasBalloon) throw Errors.NoBalloon();
            RefuseDeadly(target, state.Running.Live);
            await Live().AskAsync(new SetBalloon(target));
            state = state with { Running = state.Running with { BalloonTarget = target, BalloonOrder = target } };
        }
        await turn.BecomeAsync(state.Change(at & Scope.Config, definition => definition with { CurrentMemory = target }));
    }, cancel);

    /// <summary>An order that no guest survives is a slip, as a size in MiB where KiB are counted. Whoever wrote the guest's own floor knows better.</summary>
    void RefuseDeadly(Bytes target, DomainDefinition definition)
    {
        var actual = Observed.Balloon ?? definition.Boot;
        if (target >= actual || Pilot.PolicyOf(definition).Floor is { } floor && floor <= target) return;
        var least = LeastMemory.Of(definition.BalloonMaximum, actual, Pilot.Seen?.Stats?.Stats, Pilot.Age, Pilot.AgentSeen(AgentSample.Rest)?.SwapTotal, definition.Devices.Memballoon?.AutoDeflate is true);
        if (target >= least.Size) return;
        throw Errors.Argument($"cannot set memory to {target.InKib} KiB: {least.Why}; --config sets it for the next start, and a memory policy with floor='{target}' allows it now");
    }

    /// <summary>How often the guest is asked for its statistics; zero: never.</summary>
    /// <remarks>Source: the property <c>guest-stats-polling-interval</c> of QEMU's balloon (seconds); libvirt <c>virDomainSetMemoryStatsPeriod</c>.</remarks>
    public Task SetMemoryStatsPeriodAsync(int seconds, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-memory-stats-period", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        foreach (var definition in state.Each(at))
            if (!definition.HasBalloon) throw Errors.Internal("No memory balloon device configured, can not set the collection period");
        if (at.HasFlag(Scope.Live)) await PollStatisticsAsync(Live(), state.Running!.Live, seconds);
        await turn.BecomeAsync(state.Change(at, definition => definition with { Devices = definition.Devices with { Memballoon = definition.Devices.Memballoon! with { StatsPeriod = seconds == 0 ? null : (uint)seconds } } }));
    }, cancel);

    static Task<Empty> PollStatisticsAsync(Guest live, DomainDefinition definition, int seconds) =>
        live.AskAsync(new QomSet($"/machine/peripheral/{definition.Devices.Memballoon!.Alias}", "guest-stats-polling-interval", seconds));

    /// <summary>What guest and host tell of the guest's memory, in libvirt's order. What is not known now is left out.</summary>
    /// <remarks>Source: QOM <c>guest-stats</c> (virtio 1.1, 5.5.6.4), <c>/proc/PID/status</c>; libvirt <c>virDomainMemoryStats</c>.</remarks>
    public async Task<IReadOnlyList<MemoryStat>> MemoryStatsAsync(CancellationToken cancel)
    {
        var state = State;
        if (state.Running is not { } running) throw Errors.NotRunning();
        List<MemoryStat> stats = [];
        if (running.Live.HasBalloon)
        {
            stats.Add(new(MemoryTag.ActualBalloon, (CurrentMemory(running.Live) - running.Live.Elastic).InKib));
            if (guest is { } live && running.Live.Devices.Memballoon?.Alias is { } alias && await live.TryAskAsync(new QueryGuestStats($"/machine/peripheral/{alias}")) is { } told)
                stats.AddRange(Told(told));
        }
        if (ProcessMemory.TryRead(running.Process.Pid) is { } memory) stats.Add(new(MemoryTag.Rss, memory.Resident.InKib));
        cancel.ThrowIfCancellationRequested();
        return stats;
    }

    /// <summary>QEMU says -1 for what the driver does not tell; the whole is void until the driver has told once.</summary>
    static IEnumerable<MemoryStat> Told(GuestStats told)
    {
        var s = told.Stats;
        return new (MemoryTag Tag, ulong Value, bool Pages)[]
        {
            (MemoryTag.SwapIn, s.SwapIn, true),
            (MemoryTag.SwapOut, s.SwapOut, true),
            (MemoryTag.MajorFault, s.MajorFaults, false),
            (MemoryTag.MinorFault, s.MinorFaults, false),
            (MemoryTag.Unused, s.FreeMemory, true),
            (MemoryTag.Available, s.TotalMemory, true),
            (MemoryTag.Usable, s.AvailableMemory, true),
            (MemoryTag.LastUpdate, (ulong)told.LastUpdate, false),
            (MemoryTag.DiskCaches, s.DiskCaches, true),
            (MemoryTag.HugetlbPgalloc, s.HugetlbAllocations, false),
            (MemoryTag.HugetlbPgfail, s.HugetlbFailures, false),
        }
        .Where(stat => stat.Value != ulong.MaxValue)
        .Select(stat => new MemoryStat(stat.Tag, stat.Pages ? stat.Value / 1024 : stat.Value));
    }
}
