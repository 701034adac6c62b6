using Aerostat.Engine.Statistics;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>One domain's statistics, group by group in libvirt's order. What is not known now is left out.</summary>
    internal async Task<ValueList<Parameter>> StatisticsAsync(StatisticsGroups groups, bool backing)
    {
        var state = State;
        List<Parameter> all = [];
        if (Has(StatisticsGroups.State))
        {
            all.Add(new("state.state", (int)state.Phase.State));
            all.Add(new("state.reason", state.Phase.Reason));
        }
        // The questions go out together; their answers are put in order.
        var cpu = Asked(StatisticsGroups.Cpu, CpuAsync);
        var balloon = Asked(StatisticsGroups.Balloon, BalloonAsync);
        var vcpu = Asked(StatisticsGroups.Vcpu, VcpuAsync);
        var block = Asked(StatisticsGroups.Block, state => BlockAsync(state, backing));
        var threads = Asked(StatisticsGroups.IoThread, IoThreadsAsync);
        var dirty = Asked(StatisticsGroups.DirtyRate, DirtyRateAsync);
        var vm = Asked(StatisticsGroups.Vm, VmAsync);

        all.AddRange(await cpu);
        all.AddRange(await balloon);
        all.AddRange(await vcpu);
        if (Has(StatisticsGroups.Interface)) all.AddRange(Interfaces(state));
        all.AddRange(await block);
        all.AddRange(await threads);
        all.AddRange(await dirty);
        all.AddRange(await vm);
        if (Has(StatisticsGroups.Autopilot)) all.AddRange(PilotView(host.Pilot));
        if (Has(StatisticsGroups.AutopilotLog)) all.AddRange(PilotNotes());
        return [.. all];

        bool Has(StatisticsGroups group) => (groups & group) != 0;

        Task<IEnumerable<Parameter>> Asked(StatisticsGroups group, Func<DomainState, Task<IEnumerable<Parameter>>> ask) =>
            Has(group) ? ask(state) : Task.FromResult<IEnumerable<Parameter>>([]);
    }

    /// <summary>Asks the monitor for something that a reader can do without.</summary>
    async Task<T?> AskedAsync<T>(Command<T> command, TimeSpan? patience = null) where T : class => guest is { } live ? await live.TryAskAsync(command, patience) : null;

    async Task<IEnumerable<Parameter>> CpuAsync(DomainState state)
    {
        if (state.Running is not { } running) return [];
        List<Parameter> all = [];
        if (ProcessStat.TryRead(running.Process.Pid) is { } stat)
        {
            all.Add(new("cpu.time", Ns(stat.User + stat.System)));
            all.Add(new("cpu.user", Ns(stat.User)));
            all.Add(new("cpu.system", Ns(stat.System)));
        }
        all.Add(new("cpu.cache.monitor.count", 0u));
        if (await AskedAsync(new QueryStats("vcpu")) is { } told)
        {
            all.Add(new("cpu.haltpoll.success.time", Sum("halt_poll_success_ns")));
            all.Add(new("cpu.haltpoll.fail.time", Sum("halt_poll_fail_ns")));

            ulong Sum(string name) => told.SelectMany(vcpu => vcpu.Stats).Where(s => s.Name == name)
                .Aggregate(0ul, (sum, s) => sum + (s.Value.TryGetUInt64(out var ns) ? ns : 0));
        }
        return all;
    }

    async Task<IEnumerable<Parameter>> BalloonAsync(DomainState state)
    {
        var definition = state.Definition;
        var current = !definition.HasBalloon ? definition.Memory : state.IsActive ? CurrentMemory(definition) : definition.Boot;
        List<Parameter> all = [new("balloon.current", current.InKib), new("balloon.maximum", definition.Memory.InKib)];
        if (!state.IsActive) return all;
        try
        {
            foreach (var stat in await MemoryStatsAsync(CancellationToken.None))
                if (NameOf(stat.Tag) is { } name) all.Add(new($"balloon.{name}", stat.Value));
        }
        catch (VirtException) { /* it ended meanwhile */ }
        return all;

        static string? NameOf(MemoryTag tag) => tag switch
        {
            MemoryTag.SwapIn => "swap_in",
            MemoryTag.SwapOut => "swap_out",
            MemoryTag.MajorFault => "major_fault",
            MemoryTag.MinorFault => "minor_fault",
            MemoryTag.Unused => "unused",
            MemoryTag.Available => "available",
            MemoryTag.Rss => "rss",
            MemoryTag.Usable => "usable",
            MemoryTag.LastUpdate => "last-update",
            MemoryTag.DiskCaches => "disk_caches",
            MemoryTag.HugetlbPgalloc => "hugetlb_pgalloc",
            MemoryTag.HugetlbPgfail => "hugetlb_pgfail",
            _ => null,
        };
    }

    async Task<IEnumerable<Parameter>> VcpuAsync(DomainState state)
    {
        var definition = state.Definition;
        List<Parameter> all = [new("vcpu.current", (uint)definition.CurrentVcpus), new("vcpu.maximum", (uint)definition.MaximumVcpus)];
        if (state.Running is not { } running) return all;
        var counted = (Values: AskedAsync(new QueryStats("vcpu")), Meanings: AskedAsync(new QueryStatsSchemas()));
        var threads = Observed.VcpuThreads;
        foreach (var (position, (number, thread)) in threads.Index())
        {
            var time = ProcessStat.TryRead(running.Process.Pid, thread) is { } stat ? stat.User + stat.System : TimeSpan.Zero;
            all.Add(new($"vcpu.{number}.state", 1));
            all.Add(new($"vcpu.{number}.time", Ns(time)));
            all.Add(new($"vcpu.{number}.wait", Ns(Threads.Wait(running.Process.Pid, thread))));
            all.Add(new($"vcpu.{number}.delay", Ns(Threads.Delay(running.Process.Pid, thread) ?? TimeSpan.Zero)));
            // QEMU lists its processors in the order of their numbers.
            if (await counted.Values is { } values && position < values.Length && await counted.Meanings is { } meanings)
                all.AddRange(Counted($"vcpu.{number}", values[position], meanings, "vcpu"));
        }
        return all;
    }

    async Task<IEnumerable<Parameter>> IoThreadsAsync(DomainState state)
    {
        if (!state.IsActive || await AskedAsync(new QueryIothreads()) is not { Length: > 0 } told) return [];
        List<Parameter> all = [new("iothread.count", (uint)told.Length)];
        foreach (var thread in told)
        {
            if (!thread.Id.StartsWith("iothread", StringComparison.Ordinal) || thread.PollMaxNs is not { } poll) continue;
            var number = thread.Id["iothread".Length..];
            all.Add(new($"iothread.{number}.poll-max-ns", poll));
            all.Add(new($"iothread.{number}.poll-grow", thread.PollGrow));
            all.Add(new($"iothread.{number}.poll-shrink", thread.PollShrink));
        }
        return all;
    }

    /// <remarks>Source: <c>virDomainDirtyRateStatus</c>.</remarks>
    async Task<IEnumerable<Parameter>> DirtyRateAsync(DomainState state)
    {
        if (!state.IsActive || await AskedAsync(new QueryDirtyRate()) is not { } told) return [];
        List<Parameter> all =
        [
            new("dirtyrate.calc_status", told.Status switch { "measuring" => 1, "measured" => 2, _ => 0 }),
            new("dirtyrate.calc_start_time", told.StartTime),
            new("dirtyrate.calc_period", told.CalcTime),
            new("dirtyrate.calc_mode", told.Mode),
        ];
        if (told is not { Status: "measured", Rate: { } rate }) return all;
        all.Add(new("dirtyrate.megabytes_per_second", rate));
        if (told.Mode is "dirty-ring")
            all.AddRange((told.Vcpus ?? []).Select(vcpu => new Parameter($"dirtyrate.vcpu.{vcpu.Id}.megabytes_per_second", (ulong)vcpu.Rate)));
        return all;
    }

    async Task<IEnumerable<Parameter>> VmAsync(DomainState state)
    {
        if (!state.IsActive) return [];
        var (asked, meant) = (AskedAsync(new QueryStats("vm")), AskedAsync(new QueryStatsSchemas()));
        return await asked is [var machine] && await meant is { } meanings ? Counted("vm", machine, meanings, "vm") : [];
    }

    /// <summary>What the accelerator counted, named by what it means; histograms are no figures.</summary>
    static IEnumerable<Parameter> Counted(string prefix, StatsResult told, StatsSchema[] meanings, string target)
    {
        var meaning = meanings.Where(schema => schema.Provider == told.Provider && schema.Target == target).SelectMany(schema => schema.Stats).ToDictionary(stat => stat.Name);
        foreach (var stat in told.Stats)
        {
            if (!meaning.TryGetValue(stat.Name, out var means)) continue;
            if (means.Type switch { "cumulative" => "sum", "instant" => "cur", "peak" => "max", _ => null } is not { } type) continue;
            var name = $"{prefix}.{stat.Name}.{type}";
            if (means.Unit is "boolean") yield return new(name, stat.Value.ValueKind is System.Text.Json.JsonValueKind.True);
            else if (stat.Value.TryGetUInt64(out var value)) yield return new(name, value);
        }
    }

    static ulong Ns(TimeSpan time) => (ulong)Math.Max(0, time.Ticks) * TimeSpan.NanosecondsPerTick;
}
