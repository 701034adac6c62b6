namespace Aerostat.Protocol;

// How much memory the guest has. Memory counts in KiB, period in seconds.

public static partial class Remote
{
    public static readonly Procedure<DomainSetMemoryFlagsArgs, Nothing> DomainSetMemoryFlags = new(204, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainSetMemoryArgs, Nothing> DomainSetMemory = new(31, "domain:write");
    public static readonly Procedure<DomainSetMaxMemoryArgs, Nothing> DomainSetMaxMemory = new(30, "domain:write");
    public static readonly Procedure<DomainGetMaxMemoryArgs, DomainGetMaxMemoryRet> DomainGetMaxMemory = new(17, "domain:read");
    public static readonly Procedure<DomainMemoryStatsArgs, DomainMemoryStatsRet> DomainMemoryStats = new(159, "domain:read");
    public static readonly Procedure<DomainSetMemoryStatsPeriodArgs, Nothing> DomainSetMemoryStatsPeriod = new(308, $"domain:write {SaveIfAsked}");
}

[Xdr] public readonly partial record struct DomainSetMemoryFlagsArgs(DomainRef Domain, ulong Kib, uint Flags);
[Xdr] public readonly partial record struct DomainSetMemoryArgs(DomainRef Domain, ulong Kib);
[Xdr] public readonly partial record struct DomainSetMaxMemoryArgs(DomainRef Domain, ulong Kib);
[Xdr] public readonly partial record struct DomainGetMaxMemoryArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetMaxMemoryRet(ulong Kib);
[Xdr] public readonly partial record struct DomainMemoryStatsArgs(DomainRef Domain, uint MaxStats, uint Flags);
[Xdr] public readonly partial record struct DomainMemoryStatsRet([Max(1024)] DomainMemoryStat[] Stats);
[Xdr] public readonly partial record struct DomainMemoryStat(int Tag, ulong Value);
[Xdr] public readonly partial record struct DomainSetMemoryStatsPeriodArgs(DomainRef Domain, int Period, uint Flags);
