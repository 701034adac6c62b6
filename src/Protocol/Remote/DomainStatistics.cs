namespace Aerostat.Protocol;

// Statistics of one domain and of all.

public static partial class Remote
{
    public static readonly Procedure<DomainGetCpuStatsArgs, DomainGetCpuStatsRet> DomainGetCpuStats = new(262, "domain:read");
    public static readonly Procedure<ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet> ConnectGetAllDomainStats =
        new(344, "connect:search_domains");
    public static readonly Procedure<DomainStartDirtyRateCalcArgs, Nothing> DomainStartDirtyRateCalc = new(427, "domain:write");
    public static readonly Procedure<DomainGetPerfEventsArgs, DomainGetPerfEventsRet> DomainGetPerfEvents = new(365, "domain:read");
    public static readonly Procedure<DomainSetPerfEventsArgs, Nothing> DomainSetPerfEvents = new(366, "domain:write");
}

[Xdr] public readonly partial record struct DomainGetCpuStatsArgs(DomainRef Domain, uint NParams, int StartCpu, uint NCpus, uint Flags);
[Xdr] public readonly partial record struct DomainGetCpuStatsRet([Max(2048)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct ConnectGetAllDomainStatsArgs([Max(16384)] DomainRef[] Domains, uint Stats, uint Flags);
[Xdr] public readonly partial record struct ConnectGetAllDomainStatsRet([Max(16384)] DomainStatsRecord[] Stats);
[Xdr] public readonly partial record struct DomainStatsRecord(DomainRef Domain, [Max(262144)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainStartDirtyRateCalcArgs(DomainRef Domain, int Seconds, uint Flags);
[Xdr] public readonly partial record struct DomainGetPerfEventsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetPerfEventsRet([Max(64)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainSetPerfEventsArgs(DomainRef Domain, [Max(64)] TypedParam[] Params, uint Flags);
