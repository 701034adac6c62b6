namespace Aerostat.Protocol;

// Shares and limits of processor, memory and disk.

public static partial class Remote
{
    public static readonly Procedure<DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeRet> DomainGetSchedulerType = new(56, "domain:read");
    public static readonly Procedure<DomainGetSchedulerParametersArgs, DomainGetSchedulerParametersRet> DomainGetSchedulerParameters =
        new(57, "domain:read");
    public static readonly Procedure<DomainSetSchedulerParametersArgs, Nothing> DomainSetSchedulerParameters = new(58, "domain:read");
    public static readonly Procedure<DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsRet> DomainGetSchedulerParametersFlags =
        new(223, "domain:read");
    public static readonly Procedure<DomainSetSchedulerParametersFlagsArgs, Nothing> DomainSetSchedulerParametersFlags = new(219, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetMemoryParametersArgs, DomainGetMemoryParametersRet> DomainGetMemoryParameters = new(198, "domain:read");
    public static readonly Procedure<DomainSetMemoryParametersArgs, Nothing> DomainSetMemoryParameters = new(197, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetBlkioParametersArgs, DomainGetBlkioParametersRet> DomainGetBlkioParameters = new(206, "domain:read");
    public static readonly Procedure<DomainSetBlkioParametersArgs, Nothing> DomainSetBlkioParameters = new(205, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetNumaParametersArgs, DomainGetNumaParametersRet> DomainGetNumaParameters = new(255, "domain:read");
    public static readonly Procedure<DomainSetNumaParametersArgs, Nothing> DomainSetNumaParameters = new(254, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetBlockIoTuneArgs, DomainGetBlockIoTuneRet> DomainGetBlockIoTune = new(253, "domain:read");
    public static readonly Procedure<DomainSetBlockIoTuneArgs, Nothing> DomainSetBlockIoTune = new(252, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetInterfaceParametersArgs, DomainGetInterfaceParametersRet> DomainGetInterfaceParameters = new(257, "domain:read");
    public static readonly Procedure<DomainSetInterfaceParametersArgs, Nothing> DomainSetInterfaceParameters = new(256, $"domain:write {SaveIfAsked}");
}

[Xdr] public readonly partial record struct DomainGetSchedulerTypeArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetSchedulerTypeRet(string Type, int NParams);
[Xdr] public readonly partial record struct DomainGetSchedulerParametersArgs(DomainRef Domain, int NParams);
[Xdr] public readonly partial record struct DomainGetSchedulerParametersRet([Max(16)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainSetSchedulerParametersArgs(DomainRef Domain, [Max(16)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainGetSchedulerParametersFlagsArgs(DomainRef Domain, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainGetSchedulerParametersFlagsRet([Max(16)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainSetSchedulerParametersFlagsArgs(DomainRef Domain, [Max(16)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainGetMemoryParametersArgs(DomainRef Domain, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainGetMemoryParametersRet([Max(16)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct DomainSetMemoryParametersArgs(DomainRef Domain, [Max(16)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlkioParametersArgs(DomainRef Domain, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlkioParametersRet([Max(16)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct DomainSetBlkioParametersArgs(DomainRef Domain, [Max(16)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainGetNumaParametersArgs(DomainRef Domain, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainGetNumaParametersRet([Max(16)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct DomainSetNumaParametersArgs(DomainRef Domain, [Max(16)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlockIoTuneArgs(DomainRef Domain, string? Disk, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainGetBlockIoTuneRet([Max(32)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct DomainSetBlockIoTuneArgs(DomainRef Domain, string Disk, [Max(32)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainGetInterfaceParametersArgs(DomainRef Domain, string Device, int NParams, uint Flags);
[Xdr] public readonly partial record struct DomainGetInterfaceParametersRet([Max(16)] TypedParam[] Params, int NParams);
[Xdr] public readonly partial record struct DomainSetInterfaceParametersArgs(DomainRef Domain, string Device, [Max(16)] TypedParam[] Params, uint Flags);
