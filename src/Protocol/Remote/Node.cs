namespace Aerostat.Protocol;

// The host: processors, memory, statistics.

public static partial class Remote
{
    public static readonly Procedure<Nothing, NodeGetInfoRet> NodeGetInfo = new(6, "connect:read");
    public static readonly Procedure<NodeGetCpuMapArgs, NodeGetCpuMapRet> NodeGetCpuMap = new(293, "connect:read");
    public static readonly Procedure<Nothing, NodeGetFreeMemoryRet> NodeGetFreeMemory = new(102, "connect:read");
    public static readonly Procedure<NodeGetCellsFreeMemoryArgs, NodeGetCellsFreeMemoryRet> NodeGetCellsFreeMemory = new(101, "connect:read");
    public static readonly Procedure<NodeGetCpuStatsArgs, NodeGetCpuStatsRet> NodeGetCpuStats = new(227, "connect:read");
    public static readonly Procedure<NodeGetMemoryStatsArgs, NodeGetMemoryStatsRet> NodeGetMemoryStats = new(228, "connect:read");
    public static readonly Procedure<NodeGetFreePagesArgs, NodeGetFreePagesRet> NodeGetFreePages = new(340, "connect:read");
    public static readonly Procedure<NodeGetMemoryParametersArgs, NodeGetMemoryParametersRet> NodeGetMemoryParameters = new(289, "connect:read");
    public static readonly Procedure<NodeSetMemoryParametersArgs, Nothing> NodeSetMemoryParameters = new(288, "connect:write");
    public static readonly Procedure<NodeAllocPagesArgs, NodeAllocPagesRet> NodeAllocPages = new(347, "connect:write");
    public static readonly Procedure<Nothing, NodeGetSecurityModelRet> NodeGetSecurityModel = new(122, "connect:read");
    public static readonly Procedure<NodeSuspendForDurationArgs, Nothing> NodeSuspendForDuration = new(250, "connect:pm_control");
    public static readonly Procedure<ConnectGetSysinfoArgs, ConnectGetSysinfoRet> ConnectGetSysinfo = new(203, "connect:read");
}

[Xdr]
public readonly partial record struct NodeGetInfoRet(
    [Fixed(32)] string Model, ulong Kib, int Cpus, int Mhz, int Nodes, int Sockets, int Cores, int Threads);

[Xdr] public readonly partial record struct NodeGetCpuMapArgs(bool NeedMap, bool NeedOnline, uint Flags);
[Xdr] public readonly partial record struct NodeGetCpuMapRet([Max(2048)] byte[] CpuMap, uint Online, int Result);
[Xdr] public readonly partial record struct NodeGetFreeMemoryRet(ulong Free);
[Xdr] public readonly partial record struct NodeGetCellsFreeMemoryArgs(int StartCell, int Maxcells);
[Xdr] public readonly partial record struct NodeGetCellsFreeMemoryRet([Max(1024)] ulong[] Cells);
[Xdr] public readonly partial record struct NodeGetCpuStatsArgs(int CpuNum, int NParams, uint Flags);
[Xdr] public readonly partial record struct NodeGetCpuStatsRet([Max(16)] NodeStat[] Params, int NParams);
[Xdr] public readonly partial record struct NodeStat(string Field, ulong Value);
[Xdr] public readonly partial record struct NodeGetMemoryStatsArgs(int NParams, int CellNum, uint Flags);
[Xdr] public readonly partial record struct NodeGetMemoryStatsRet([Max(16)] NodeStat[] Params, int NParams);
[Xdr] public readonly partial record struct NodeGetFreePagesArgs([Max(1024)] uint[] Pages, int StartCell, uint CellCount, uint Flags);
[Xdr] public readonly partial record struct NodeGetFreePagesRet([Max(1024)] ulong[] Counts);
[Xdr] public readonly partial record struct NodeGetMemoryParametersArgs(int NParams, uint Flags);
[Xdr] public readonly partial record struct NodeGetMemoryParametersRet([Max(64)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct NodeSetMemoryParametersArgs([Max(64)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct NodeAllocPagesArgs([Max(1024)] uint[] PageSizes, [Max(1024)] ulong[] PageCounts, int StartCell, uint CellCount, uint Flags);
[Xdr] public readonly partial record struct NodeAllocPagesRet(int Ret);
[Xdr] public readonly partial record struct NodeGetSecurityModelRet([Chars(257)] string Model, [Chars(257)] string Doi);
[Xdr] public readonly partial record struct NodeSuspendForDurationArgs(uint Target, ulong Duration, uint Flags);
[Xdr] public readonly partial record struct ConnectGetSysinfoArgs(uint Flags);
[Xdr] public readonly partial record struct ConnectGetSysinfoRet(string Sysinfo);
