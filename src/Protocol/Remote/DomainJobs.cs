namespace Aerostat.Protocol;

// The job that a domain is busy with. Times in milliseconds, sizes in bytes.

public static partial class Remote
{
    public static readonly Procedure<DomainGetJobInfoArgs, DomainGetJobInfoRet> DomainGetJobInfo = new(163, "domain:read");
    public static readonly Procedure<DomainGetJobStatsArgs, DomainGetJobStatsRet> DomainGetJobStats = new(298, "domain:read");
    public static readonly Procedure<DomainAbortJobArgs, Nothing> DomainAbortJob = new(164, "domain:write");
    public static readonly Procedure<DomainAbortJobFlagsArgs, Nothing> DomainAbortJobFlags = new(442, "domain:write");
}

[Xdr] public readonly partial record struct DomainGetJobInfoArgs(DomainRef Domain);

[Xdr]
public readonly partial record struct DomainGetJobInfoRet(
    int Type, ulong TimeElapsed, ulong TimeRemaining, ulong DataTotal, ulong DataProcessed, ulong DataRemaining, ulong MemTotal,
    ulong MemProcessed, ulong MemRemaining, ulong FileTotal, ulong FileProcessed, ulong FileRemaining);

[Xdr] public readonly partial record struct DomainGetJobStatsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetJobStatsRet(int Type, [Max(64)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainAbortJobArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainAbortJobFlagsArgs(DomainRef Domain, uint Flags);
