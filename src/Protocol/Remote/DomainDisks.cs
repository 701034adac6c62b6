namespace Aerostat.Protocol;

// Disks: size, statistics, thresholds, errors.

public static partial class Remote
{
    public static readonly Procedure<DomainGetBlockInfoArgs, DomainGetBlockInfoRet> DomainGetBlockInfo = new(194, "domain:read");
    public static readonly Procedure<DomainBlockStatsArgs, DomainBlockStatsRet> DomainBlockStats = new(64, "domain:read");
    public static readonly Procedure<DomainBlockStatsFlagsArgs, DomainBlockStatsFlagsRet> DomainBlockStatsFlags = new(243, "domain:read");
    public static readonly Procedure<DomainGetDiskErrorsArgs, DomainGetDiskErrorsRet> DomainGetDiskErrors = new(263, "domain:read");
    public static readonly Procedure<DomainBlockResizeArgs, Nothing> DomainBlockResize = new(251, "domain:block_write");
    public static readonly Procedure<DomainSetBlockThresholdArgs, Nothing> DomainSetBlockThreshold = new(386, "domain:write");
    public static readonly Procedure<DomainBlockPeekArgs, DomainBlockPeekRet> DomainBlockPeek = new(103, "domain:block_read");
    public static readonly Procedure<DomainMemoryPeekArgs, DomainMemoryPeekRet> DomainMemoryPeek = new(104, "domain:mem_read");
}

[Xdr] public readonly partial record struct DomainGetBlockInfoArgs(DomainRef Domain, string Path, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlockInfoRet(ulong Allocation, ulong Capacity, ulong Physical);
[Xdr] public readonly partial record struct DomainBlockStatsArgs(DomainRef Domain, string Path);
[Xdr] public readonly partial record struct DomainBlockStatsRet(long RdReq, long RdBytes, long WrReq, long WrBytes, long Errors);
[Xdr] public readonly partial record struct DomainBlockStatsFlagsArgs(DomainRef Domain, string Path, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainBlockStatsFlagsRet([Max(16)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct DomainGetDiskErrorsArgs(DomainRef Domain, uint MaxErrors, uint Flags);
[Xdr] public readonly partial record struct DomainGetDiskErrorsRet([Max(256)] DomainDiskError[] Errors, int NErrors);
[Xdr] public readonly partial record struct DomainDiskError(string Disk, int Error);
[Xdr] public readonly partial record struct DomainBlockResizeArgs(DomainRef Domain, string Disk, ulong Size, uint Flags);
[Xdr] public readonly partial record struct DomainSetBlockThresholdArgs(DomainRef Domain, string Device, ulong Threshold, uint Flags);
[Xdr] public readonly partial record struct DomainBlockPeekArgs(DomainRef Domain, string Path, ulong Offset, uint Size, uint Flags);
[Xdr] public readonly partial record struct DomainBlockPeekRet([Max(4194304)] byte[] Buffer);
[Xdr] public readonly partial record struct DomainMemoryPeekArgs(DomainRef Domain, ulong Offset, uint Size, uint Flags);
[Xdr] public readonly partial record struct DomainMemoryPeekRet([Max(4194304)] byte[] Buffer);
