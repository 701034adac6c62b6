using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Engine.Host;

/// <summary>The host in eight figures. Where nodes × sockets × cores × threads would not be all processors, it is told as one flat socket.</summary>
/// <remarks>
/// Source: libvirt <c>virNodeInfo</c>: sockets are those of one node, cores those of one socket, threads those of one core, each the
/// most there is; the capabilities hold the true topology. The product counts processors that are present, <paramref name="Cpus"/> the online ones.
/// </remarks>
/// <param name="Mhz">0 where the kernel does not tell, as on Arm.</param>
public sealed record NodeInfo(string Model, Bytes Memory, int Cpus, int Mhz, int Nodes, int Sockets, int Cores, int Threads)
{
    public static NodeInfo Of(string model, Bytes memory, int mhz, HostTopology topology)
    {
        var groups = topology.Nodes.Select(node => Count(topology, node.Present)).ToList();
        if (groups.Sum(group => group.Cpus) == 0) groups = [Count(topology, topology.Present)];

        var (cpus, offline) = (groups.Sum(group => group.Cpus), groups.Sum(group => group.Offline));
        var (sockets, cores, threads) = (groups.Max(group => group.Sockets), groups.Max(group => group.Cores), groups.Max(group => group.Threads));
        return groups.Count * sockets * cores * threads == cpus + offline
            ? new(model, memory, cpus, mhz, groups.Count, sockets, cores, threads)
            : new(model, memory, cpus, mhz, 1, 1, cpus + offline, 1);
    }

    static (int Cpus, int Offline, int Sockets, int Cores, int Threads) Count(HostTopology topology, CpuSet group)
    {
        var online = topology.Cpus.Where(cpu => group.Contains(cpu.Number)).ToList();
        var sockets = online.GroupBy(cpu => cpu.Socket).ToList();
        return (
            online.Count,
            (group & topology.Present).Count - online.Count,
            sockets.Count,
            sockets.Select(socket => socket.DistinctBy(cpu => cpu.Core).Count()).DefaultIfEmpty().Max(),
            online.Select(cpu => cpu.Siblings.Count).DefaultIfEmpty().Max());
    }
}
