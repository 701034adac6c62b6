using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>The host's processors and memory nodes, as the kernel numbers them.</summary>
/// <param name="Present">Plugged in, running or not.</param>
/// <param name="Online">What threads can run on.</param>
/// <param name="Cpus">The online ones, in order.</param>
/// <param name="Nodes">Empty on a kernel without NUMA.</param>
/// <remarks>Source: <c>Documentation/admin-guide/cputopology.rst</c>, <c>Documentation/ABI/stable/sysfs-devices-node</c>.</remarks>
public sealed record HostTopology(CpuSet Present, CpuSet Online, ValueList<HostCpu> Cpus, ValueList<HostNode> Nodes)
{
    /// <param name="root">Where <c>sys</c> lies: another machine's can be read from a copy.</param>
    public static HostTopology Read(string root = "/")
    {
        var online = Cpu(root, "online");
        return new(
            Cpu(root, "present") is { IsEmpty: false } present ? present : online,
            online,
            online.Select(cpu => HostCpu.Read(root, cpu)).ToValueList(),
            NodeNumbers(root).Select(node => HostNode.Read(root, node)).ToValueList());
    }

    /// <summary>What changes when a processor or a node comes or goes: as long as it is the same, so is the rest.</summary>
    public static string Fingerprint(string root = "/") =>
        $"{ProcFile.TryRead(Path.Combine(root, "sys/devices/system/cpu/online"))}{ProcFile.TryRead(Path.Combine(root, "sys/devices/system/node/online"))}";

    public HostNode? Node(int number) => Nodes.FirstOrDefault(node => node.Number == number);

    static CpuSet Cpu(string root, string which) =>
        CpuSet.TryParse(ProcFile.TryReadLine(Path.Combine(root, "sys/devices/system/cpu", which)), out var set) ? set : default;

    static IEnumerable<int> NodeNumbers(string root)
    {
        var folder = Path.Combine(root, "sys/devices/system/node");
        return !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder, "node*")
            .Select(path => int.TryParse(Path.GetFileName(path)["node".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0)
            .Order();
    }
}

/// <summary>One online processor: the socket, die and core that it is part of, and the threads that share its core.</summary>
public readonly record struct HostCpu(int Number, int Socket, int Die, int Cluster, int Core, CpuSet Siblings)
{
    internal static HostCpu Read(string root, int cpu)
    {
        var topology = Path.Combine(root, $"sys/devices/system/cpu/cpu{cpu}/topology");
        return new(cpu, Number("physical_package_id"), Number("die_id"), Number("cluster_id"), Number("core_id"),
            CpuSet.TryParse(ProcFile.TryReadLine(Path.Combine(topology, "thread_siblings_list")), out var siblings) ? siblings : [cpu]);

        // -1 is said where the firmware has no such level: then all are one.
        int Number(string file) => (int)Math.Max(0, ProcFile.TryReadNumber(Path.Combine(topology, file)) ?? 0);
    }
}
