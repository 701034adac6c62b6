using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Memory's making and placing; schedulers.</summary>
static class CheckTuning
{
    public static IEnumerable<Problem> Problems(DomainDefinition v) => Numa(v).Concat(HugePages(v)).Concat(Schedulers(v)).Concat(Labels(v));

    static IEnumerable<Problem> Numa(DomainDefinition v)
    {
        var cells = v.Cpu?.Numa?.Cells ?? [];
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i].Id == i) continue;
            yield return Problem.Wrong("/domain/cpu/numa/cell", "Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed");
            break;
        }
        if (v.NumaTune is not { } tune) yield break;
        if (tune is { Placement: VcpuPlacement.Static, Nodes: null })
            yield return Problem.Unsupported("/domain/numatune/memory", "nodeset for NUMA memory tuning must be set if 'placement' is 'static'", domain: ErrorDomain.Domain);
        if (!tune.Cells.IsEmpty && cells.IsEmpty)
            yield return Problem.Wrong("/domain/numatune/memnode", "Element 'memnode' is invalid without any guest NUMA cells");
        if (!tune.Cells.IsEmpty && tune.Placement is VcpuPlacement.Auto)
            yield return Problem.Unsupported("/domain/numatune/memnode", "Per-node binding is not compatible with automatic NUMA placement.", domain: ErrorDomain.Domain);
        foreach (var cell in tune.Cells)
        {
            if (tune.Mode is NumaMode.Restrictive && cell.Mode is not (null or NumaMode.Restrictive))
                yield return Problem.Wrong("/domain/numatune/memnode", "'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element");
        }
    }

    static IEnumerable<Problem> HugePages(DomainDefinition v)
    {
        var pages = v.MemoryBacking?.HugePages?.Pages ?? [];
        HugePage? master = null;
        var cells = v.Cpu?.Numa?.Cells.Count ?? 0;
        foreach (var page in pages)
        {
            if (page.Nodes is not { } nodes)
            {
                if (master is not null) yield return Problem.Detail("/domain/memoryBacking/hugepages/page", $"two master hugepages detected: {page.Size.InKib} and {master.Size.InKib}");
                master = page;
            }
            else if (cells > 0 && nodes.Max >= cells || cells == 0 && nodes.Max > 0)
                yield return Problem.Detail("/domain/memoryBacking/hugepages/page/@nodeset", $"hugepages: node {nodes.First(node => node >= Math.Max(cells, 1))} not found");
        }
        if (v.MemoryBacking is { HugePages: not null, Source: MemorySourceType.Anonymous })
            yield return Problem.Unsupported("/domain/memoryBacking/source", "hugepages are not allowed with anonymous memory source", "Leave <source> out, or say type='memfd'.");
        if (cells == 0 && master is not null && pages.FirstOrDefault(page => page.Nodes is not null) is { } other)
            yield return Problem.Detail("/domain/memoryBacking/hugepages/page", $"two master hugepages detected: {other.Size.InKib} and {master.Size.InKib}");
        foreach (var memory in v.Devices.Memories)
        {
            if (memory.Model is MemoryModel.SgxEpc) continue;
            if (memory.Target.Node is { } node && node >= cells && cells > 0)
                yield return Problem.Detail("/domain/devices/memory/target/node", $"can't add memory backend for guest node '{node}' as the guest has only '{cells}' NUMA nodes configured");
        }
        if (v.MaxMemory is { Slots: > 0 } && cells == 0)
            yield return Problem.Unsupported("/domain/cpu/numa", "At least one numa node has to be configured when enabling memory hotplug", "Add <cpu><numa><cell …/></numa></cpu>.");
    }

    static IEnumerable<Problem> Schedulers(DomainDefinition v)
    {
        if (v.CpuTune is not { } tune) yield break;
        if (Overlap(tune.VcpuSchedulers)) yield return Problem.Detail("/domain/cputune/vcpusched", "'vcpusched' attributes 'vcpus' must not overlap");
        if (Overlap(tune.IoThreadSchedulers)) yield return Problem.Detail("/domain/cputune/iothreadsched", "'iothreadsched' attributes 'iothreads' must not overlap");
        foreach (var scheduler in tune.IoThreadSchedulers)
            foreach (var id in scheduler.Of!.Value)
                if (!CheckDisks.HasThread(v, (uint)id)) yield return Problem.Unsupported("/domain/cputune/iothreadsched", $"Cannot find 'iothread' : {id}", domain: ErrorDomain.Domain);
    }

    static bool Overlap(ValueList<Scheduler> schedulers)
    {
        HashSet<int> seen = [];
        return schedulers.Any(s => s.Of!.Value.Any(id => !seen.Add(id)));
    }

    static IEnumerable<Problem> Labels(DomainDefinition v)
    {
        HashSet<string> models = [];
        foreach (var label in v.Seclabels)
            if (label.Model is { } model && !models.Add(model)) yield return Problem.Detail("/domain/seclabel", $"seclabel for model {model} is already provided");
        if (v.Seclabels.Count > 1 && v.Seclabels.Any(label => label.Model is null))
            yield return Problem.Wrong("/domain/seclabel", "where there are several labels, each names its model");
        foreach (var disk in v.Devices.Disks)
        {
            if (disk.Source is { Seclabels.Count: > 1 } source && source.Seclabels.Any(label => label.Model is null))
                yield return Problem.Wrong("/domain/devices/disk/source/seclabel", "missing security model when using multiple labels");
        }
    }
}
