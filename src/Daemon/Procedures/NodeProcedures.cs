using System.Text;
using Aerostat.Engine;
using Aerostat.Engine.Host;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>What the host is and has.</summary>
sealed class NodeProcedures(Hypervisor host)
{
    const int MostCounts = 1024;
    const uint StringsOkay = 4, SetPages = 1;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.NodeGetInfo, _ => Info())
        .On(Remote.NodeGetCpuMap, CpuMap)
        .On(Remote.NodeGetFreeMemory, _ => new NodeGetFreeMemoryRet(host.Node.FreeMemory.Value))
        .On(Remote.NodeGetCellsFreeMemory, (args, _) => new NodeGetCellsFreeMemoryRet([.. host.Node.FreeMemoryOfCells(args.StartCell, args.Maxcells).Select(free => free.Value)]))
        .On(Remote.NodeGetMemoryStats, MemoryStats)
        .On(Remote.NodeGetCpuStats, CpuStats)
        .On(Remote.NodeGetFreePages, FreePages)
        .On(Remote.NodeGetMemoryParameters, MemoryParameters)
        .On(Remote.NodeSetMemoryParameters, SetMemoryParameters)
        .On(Remote.NodeAllocPages, AllocPages)
        .On(Remote.NodeGetSecurityModel, _ => host.Options.QemuUser is null ? new("none", "") : new NodeGetSecurityModelRet("dac", "0"))
        .On(Remote.NodeSuspendForDuration, (args, call) => Suspend(args, call))
        .On(Remote.ConnectGetMaxVcpus, (args, _) => new ConnectGetMaxVcpusRet(Node.MaxVcpus(args.Type)));

    /// <summary>The host is its administrator's to put to sleep: its guests would sleep unasked.</summary>
    static void Suspend(NodeSuspendForDurationArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        throw args.Target switch
        {
            0 => Refused("Suspend-to-RAM"),
            1 => Refused("Suspend-to-Disk"),
            2 => Refused("Hybrid-Suspend"),
            _ => new VirtException(ErrorCode.InvalidArg, "invalid argument: Invalid suspend target", ErrorDomain.None),
        };

        static VirtException Refused(string what) => new(ErrorCode.ArgumentUnsupported, $"argument unsupported: {what}", ErrorDomain.None) { Hint = "Ask the host itself: systemctl suspend." };
    }

    NodeGetInfoRet Info()
    {
        var info = host.Node.Info;
        var model = Encoding.UTF8.GetBytes(info.Model)[..Math.Min(31, info.Model.Length)];
        return new(Encoding.UTF8.GetString(model), info.Memory.InKib, info.Cpus, info.Mhz, info.Nodes, info.Sockets, info.Cores, info.Threads);
    }

    NodeGetCpuMapRet CpuMap(NodeGetCpuMapArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var count = host.Node.CpuCount;
        var online = host.Node.OnlineCpus;
        return new(args.NeedMap ? online.ToMap((count + 7) / 8) : [], args.NeedOnline ? (uint)online.Count : 0, count);
    }

    NodeGetMemoryStatsRet MemoryStats(NodeGetMemoryStatsArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var stats = host.Node.MemoryStats(args.CellNum < 0 ? null : args.CellNum);
        return args.NParams == 0 ? new([], stats.Count) : new([.. stats.Take(args.NParams).Select(stat => new NodeStat(stat.Name, stat.Kib))], stats.Count);
    }

    NodeGetFreePagesRet FreePages(NodeGetFreePagesArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var cells = call.UpTo((int)Math.Min(args.CellCount, int.MaxValue), MostCounts, ErrorCode.Rpc);
        call.UpTo((int)Math.Min((long)cells * args.Pages.Length, int.MaxValue), MostCounts, ErrorCode.Rpc);
        return new([.. host.Node.FreePages([.. args.Pages.Select(kib => Bytes.Kib(kib))], args.StartCell, cells)]);
    }

    NodeGetMemoryParametersRet MemoryParameters(NodeGetMemoryParametersArgs args, Call call)
    {
        call.Flags(args.Flags, StringsOkay);
        var told = host.Node.PageSharing();
        return args.NParams == 0 ? new([], told.Count) : new([.. told.OnWire.Take(args.NParams)], Math.Min(told.Count, args.NParams));
    }

    void SetMemoryParameters(NodeSetMemoryParametersArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        host.Node.SetPageSharing(Parameters.Read(args.Params, Node.PageSharingKnobs));
    }

    NodeAllocPagesRet AllocPages(NodeAllocPagesArgs args, Call call)
    {
        call.Flags(args.Flags, SetPages);
        if (args.PageSizes.Length != args.PageCounts.Length) throw new VirtException(ErrorCode.Rpc, $"{args.PageSizes.Length} sizes of pages and {args.PageCounts.Length} counts", ErrorDomain.Rpc);
        var cells = call.UpTo((int)Math.Min(args.CellCount, int.MaxValue), MostCounts, ErrorCode.Rpc);
        return new(host.Node.AllocatePages([.. args.PageSizes.Zip(args.PageCounts, (kib, count) => (Bytes.Kib(kib), count))], args.StartCell, cells, args.Flags is SetPages));
    }

    NodeGetCpuStatsRet CpuStats(NodeGetCpuStatsArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        // Who only asks how many there are is not asked of which processor.
        var stats = host.Node.CpuStats(args.CpuNum < 0 || args.NParams == 0 ? null : args.CpuNum);
        return args.NParams == 0 ? new([], stats.Count) : new([.. stats.Take(args.NParams).Select(stat => new NodeStat(stat.Name, stat.Nanoseconds))], stats.Count);
    }
}
