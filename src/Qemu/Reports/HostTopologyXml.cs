using System.Globalization;
using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Nodes, processors and caches of the host.</summary>
static class HostTopologyXml
{
    public static void Write(XmlText xml, HostFacts host)
    {
        var topology = host.Topology;
        xml.Open("topology", () => xml.Open("cells", [("num", Math.Max(1, topology.Nodes.Count))], () =>
        {
            if (topology.Nodes.IsEmpty) Flat(xml, topology);
            foreach (var node in topology.Nodes) Cell(xml, topology, node);
        }));
        var caches = Caches(host).ToList();
        if (caches.Count > 0)
            xml.Open("cache", () =>
            {
                foreach (var cache in caches)
                    xml.Empty("bank", ("id", cache.Id), ("level", cache.Level), ("type", cache.Type), ("size", cache.Size.Value % (1 << 20) == 0 ? cache.Size.InMib : cache.Size.InKib),
                        ("unit", cache.Size.Value % (1 << 20) == 0 ? "MiB" : "KiB"), ("cpus", cache.Cpus));
            });
    }

    static void Cell(XmlText xml, HostTopology topology, HostNode node) => xml.Open("cell", [("id", node.Number)], () =>
    {
        var total = node.Memory().Total ?? Bytes.Zero;
        var page = Bytes.Kib((ulong)Environment.SystemPageSize / 1024);
        var huge = node.HugePages.Select(size => (Size: size, node.Pages(size)?.Total)).ToList();
        var taken = huge.Aggregate(0UL, (sum, pool) => sum + pool.Size.Value * (pool.Total ?? 0));
        xml.Leaf("memory", total.InKib, ("unit", "KiB"));
        xml.Leaf("pages", (total.Value - Math.Min(taken, total.Value)) / page.Value, ("unit", "KiB"), ("size", page.InKib));
        foreach (var pool in huge) xml.Leaf("pages", pool.Total ?? 0, ("unit", "KiB"), ("size", pool.Size.InKib));
        if (!node.Distances.IsEmpty)
            xml.Open("distances", () =>
            {
                foreach (var (i, distance) in node.Distances.Index()) xml.Empty("sibling", ("id", i), ("value", distance));
            });
        Cpus(xml, topology.Cpus.Where(cpu => node.Cpus.Contains(cpu.Number)));
    });

    /// <summary>A kernel without NUMA: all is one cell.</summary>
    static void Flat(XmlText xml, HostTopology topology) => xml.Open("cell", [("id", 0)], () =>
    {
        xml.Leaf("memory", (MemoryInfo.Read().Total ?? Bytes.Zero).InKib, ("unit", "KiB"));
        Cpus(xml, topology.Cpus);
    });

    static void Cpus(XmlText xml, ValueList<HostCpu> cpus) => xml.Open("cpus", [("num", cpus.Count)], () =>
    {
        foreach (var cpu in cpus)
            xml.Empty("cpu", ("id", cpu.Number), ("socket_id", cpu.Socket), ("die_id", cpu.Die), ("core_id", cpu.Core), ("siblings", cpu.Siblings));
    });

    sealed record Cache(int Id, int Level, string Type, Bytes Size, CpuSet Cpus);

    /// <summary>The last level, as libvirt tells it: what processors share and guests fight for.</summary>
    static IEnumerable<Cache> Caches(HostFacts host)
    {
        Dictionary<(int, string), Cache> found = [];
        foreach (var cpu in host.Topology.Online)
        {
            var folder = Path.Combine(host.Root, $"sys/devices/system/cpu/cpu{cpu}/cache");
            if (!Directory.Exists(folder)) continue;
            foreach (var index in Directory.EnumerateDirectories(folder, "index*"))
                if (Read(index) is { Level: >= 3 } cache) found.TryAdd((cache.Level, cache.Cpus.ToString()), cache);
        }
        return found.Values.OrderBy(cache => cache.Level).ThenBy(cache => cache.Id);
    }

    static Cache? Read(string folder)
    {
        if (ProcFile.TryReadNumber(Path.Combine(folder, "level")) is not { } level || ProcFile.TryReadLine(Path.Combine(folder, "size")) is not { } size) return null;
        if (!CpuSet.TryParse(ProcFile.TryReadLine(Path.Combine(folder, "shared_cpu_list")), out var cpus)) return null;
        return new((int)(ProcFile.TryReadNumber(Path.Combine(folder, "id")) ?? cpus.First()), (int)level,
            ProcFile.TryReadLine(Path.Combine(folder, "type")) switch { "Data" => "data", "Instruction" => "code", _ => "both" },
            Bytes.Kib(ulong.Parse(size.TrimEnd('K'), CultureInfo.InvariantCulture)), cpus);
    }
}
