using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary><c>-m</c>, <c>-smp</c>, <c>-numa</c>, the threads for devices, and the modules in memory slots.</summary>
static class MemoryWords
{
    /// <summary>Of a node to itself, and to any other, unless something else is said.</summary>
    const uint LocalDistance = 10, RemoteDistance = 20;

    public static IEnumerable<string> Of(DomainDefinition domain, Machine machine)
    {
        List<string> words = ["-m", Size(domain)];
        if (!domain.HasNodes)
            foreach (var part in MemoryBackend.Of(domain, machine, machine.RamId, domain.BootMemory, node: null)) words.AddRange(part.Argv());
        words.AddRange(["-overcommit", $"mem-lock={(domain.MemoryBacking?.Locked is true ? "on" : "off")}"]);
        words.AddRange(["-smp", Processors(domain, machine)]);
        foreach (var thread in IoThreads(domain)) words.AddRange(thread.Argv());
        words.AddRange(Nodes(domain, machine));
        return words;
    }

    static string Size(DomainDefinition domain)
    {
        var size = domain.BootMemory;
        return domain.MaxMemory is { } max
            ? string.Create(CultureInfo.InvariantCulture, $"size={size.InKib}k,slots={max.Slots},maxmem={max.Size.InKib}k")
            : string.Create(CultureInfo.InvariantCulture, $"{size.InMib}");
    }

    static string Processors(DomainDefinition domain, Machine machine)
    {
        // Those that can be taken away again are plugged before the guest's first instruction.
        var (max, online) = (domain.Vcpu.Max, domain.Vcpu.Online - (uint)domain.Vcpus.Count(vcpu => vcpu is { Enabled: true, Hotpluggable: true }));
        var topology = domain.Cpu?.Topology;
        return new Words(online.ToString(CultureInfo.InvariantCulture))
            .Say("maxcpus", max == online ? null : max)
            .Say("sockets", topology?.Sockets ?? max)
            .Say("dies", topology?.Dies)
            .Say("cores", topology?.Cores ?? 1)
            .Say("threads", topology?.Threads ?? 1)
            .ToString();
    }

    static IEnumerable<Part> IoThreads(DomainDefinition domain)
    {
        var named = domain.IoThreadIds.ToList();
        for (uint id = 1; named.Count < (domain.IoThreads ?? 0); id++)
            if (named.TrueForAll(thread => thread.Id != id)) named.Add(new IoThread { Id = id });
        foreach (var thread in named)
            yield return IoThreadPart.Of(thread);
        if (domain.DefaultIoThread is { } main)
            yield return Part.Object("main-loop", "main-loop").With("thread-pool-min", main.PoolMin).With("thread-pool-max", main.PoolMax);
    }

    static IEnumerable<string> Nodes(DomainDefinition domain, Machine machine)
    {
        if (domain.Cpu?.Numa is not { Cells.IsEmpty: false } numa) yield break;
        var ways = HmatWords.IsAsked(numa);
        foreach (var (i, cell) in numa.Cells.Index())
        {
            if (cell.Memory.Value > long.MaxValue - (2 << 20)) throw Machine.Unsupported($"the memory of NUMA cell {cell.Id ?? (uint)i} is more than can be");
            var id = $"ram-node{cell.Id ?? (uint)i}";
            foreach (var word in MemoryBackend.Of(domain, machine, id, cell.Memory, cell.Id ?? (uint)i).SelectMany(part => part.Argv())) yield return word;
            var node = new Words("node").Say("nodeid", cell.Id ?? (uint)i);
            foreach (var range in cell.Cpus is { IsEmpty: false } cpus ? cpus.ToString().Split(',') : []) node.Say("cpus", range);
            yield return "-numa";
            yield return node.Say("initiator", ways ? HmatWords.Initiator(numa, cell) : null).Say("memdev", id).ToString();
        }
        // Where all of them are what QEMU takes for granted, none is told.
        var apart = numa.Cells.Any(cell => cell.Distances.Any(distance => distance.Value is not (LocalDistance or RemoteDistance)));
        foreach (var (i, cell) in numa.Cells.Index())
            foreach (var distance in apart ? cell.Distances : [])
            {
                yield return "-numa";
                yield return string.Create(CultureInfo.InvariantCulture, $"dist,src={cell.Id ?? (uint)i},dst={distance.Id},val={distance.Value}");
            }
        if (ways) foreach (var word in HmatWords.Of(numa)) yield return word;
    }
}
