namespace Aerostat.Protocol;

// Statistics of one domain and of all.

public static partial class Remote
{
    public static readonly Procedure<DomainGetCpuStatsArgs, DomainGetCpuStatsRet> DomainGetCpuStats = new(262, "domain:read");
    public static readonly Procedure<ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet> ConnectGetAllDomainStats =
        new(344, "connect:search_domains");
}

[Xdr] public readonly partial record struct DomainGetCpuStatsArgs(DomainRef Domain, uint NParams, int StartCpu, uint NCpus, uint Flags);
[Xdr] public readonly partial record struct DomainGetCpuStatsRet([Max(2048)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct ConnectGetAllDomainStatsArgs([Max(16384)] DomainRef[] Domains, uint Stats, uint Flags);
[Xdr] public readonly partial record struct ConnectGetAllDomainStatsRet([Max(16384)] DomainStatsRecord[] Stats);
[Xdr] public readonly partial record struct DomainStatsRecord(DomainRef Domain, [Max(262144)] TypedParam[] Params);
