namespace Aerostat.Protocol;

// Long work on disks.

public static partial class Remote
{
    public static readonly Procedure<DomainBlockCommitArgs, Nothing> DomainBlockCommit = new(290, "domain:block_write");
    public static readonly Procedure<DomainBlockPullArgs, Nothing> DomainBlockPull = new(240, "domain:block_write");
    public static readonly Procedure<DomainBlockCopyArgs, Nothing> DomainBlockCopy = new(345, "domain:block_write");
    public static readonly Procedure<DomainBlockJobAbortArgs, Nothing> DomainBlockJobAbort = new(237, "domain:write");
    public static readonly Procedure<DomainGetBlockJobInfoArgs, DomainGetBlockJobInfoRet> DomainGetBlockJobInfo = new(238, "domain:read");
    public static readonly Procedure<DomainBlockJobSetSpeedArgs, Nothing> DomainBlockJobSetSpeed = new(239, "domain:write");
}

[Xdr]
public readonly partial record struct DomainBlockCommitArgs(
    DomainRef Domain, string Disk, string? Base, string? Top, ulong Bandwidth, uint Flags);

[Xdr] public readonly partial record struct DomainBlockPullArgs(DomainRef Domain, string Path, ulong Bandwidth, uint Flags);

[Xdr]
public readonly partial record struct DomainBlockCopyArgs(
    DomainRef Domain, string Path, string DestinationXml, [Max(16)] TypedParam[] Params, uint Flags);

[Xdr] public readonly partial record struct DomainBlockJobAbortArgs(DomainRef Domain, string Path, uint Flags);
[Xdr] public readonly partial record struct DomainBlockJobSetSpeedArgs(DomainRef Domain, string Path, ulong Bandwidth, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlockJobInfoArgs(DomainRef Domain, string Path, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlockJobInfoRet(bool Found, int Type, ulong Bandwidth, ulong Current, ulong End);
