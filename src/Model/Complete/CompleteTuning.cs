using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Numbers and modes that tuning leaves out.</summary>
static class CompleteTuning
{
    public static NumaTune? Numa(DomainDefinition v)
    {
        if (v.NumaTune is not { } tune)
            return v.Vcpu.Placement is VcpuPlacement.Auto ? new() { Mode = NumaMode.Strict, Placement = VcpuPlacement.Auto } : null;
        var hasMemory = tune.Mode is not null || tune.Nodes is not null || tune.Placement is not null;
        if (!hasMemory) return tune;
        return tune with
        {
            Mode = tune.Mode ?? NumaMode.Strict,
            Placement = tune.Nodes is null ? tune.Placement ?? VcpuPlacement.Auto : tune.Placement,
            Nodes = tune.Placement is VcpuPlacement.Auto ? null : tune.Nodes,
            Cells = tune.Cells.Map(cell => cell with { Mode = cell.Mode ?? NumaMode.Strict }),
        };
    }

    /// <summary>A scheduler for each thread by itself, in order.</summary>
    public static ValueList<Scheduler> Each(ValueList<Scheduler> schedulers) =>
        schedulers.SelectMany(s => s.Of!.Value.Select(id => (id, s with { Of = CpuSet.Of([id]) }))).OrderBy(pair => pair.id).Select(pair => pair.Item2).ToValueList();

    /// <summary>As many as Linux gives numbers to threads by default.</summary>
    const uint MostIoThreads = 32768;

    /// <summary>As many threads as were counted, the numbered ones among them; the others get the lowest free numbers.</summary>
    public static ValueList<IoThread> IoThreads(DomainDefinition v)
    {
        if (v.IoThreads > MostIoThreads)
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: {v.IoThreads} IOThreads are too many, maximum is {MostIoThreads}", ErrorDomain.Domain);
        if (v.IoThreadIds.IsEmpty) return [];
        List<IoThread> threads = [.. v.IoThreadIds];
        HashSet<uint> used = [.. threads.Select(thread => thread.Id)];
        for (uint next = 1; threads.Count < v.IoThreads; next++)
            if (used.Add(next)) threads.Add(new() { Id = next });
        return [.. threads];
    }
}
