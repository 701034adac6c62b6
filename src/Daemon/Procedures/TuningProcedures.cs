using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Statistics;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Shares and limits of guests. Asked for none, each call tells how many there are.</summary>
sealed class TuningProcedures(Hypervisor host)
{
    const uint Scopes = 3, StringsOkay = 4;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.DomainGetSchedulerType, (args, _) => SchedulerType(Domains.Of(args.Domain)))
            .On(Remote.DomainGetSchedulerParameters, (args, _) => new DomainGetSchedulerParametersRet(
                Cut(Domains.Of(args.Domain).SchedulerParameters(Scope.Current), args.NParams, flags: 0)))
            .On(Remote.DomainGetSchedulerParametersFlags, (args, call) => new DomainGetSchedulerParametersFlagsRet(
                Cut(Domains.Of(args.Domain).SchedulerParameters(At(args.Flags, call)), args.NParams, args.Flags)))
            .On(Remote.DomainSetSchedulerParameters, (args, call) => SetScheduler(args.Domain, args.Params, Scope.Current, call))
            .On(Remote.DomainSetSchedulerParametersFlags, (args, call) => SetScheduler(args.Domain, args.Params, (Scope)call.Flags(args.Flags, Scopes), call));
        table
            .On(Remote.DomainGetMemoryParameters, (args, call) => Counted(Memory.Count, () => Domains.Of(args.Domain).MemoryParameters(At(args.Flags, call)), args.NParams, args.Flags, (list, count) => new DomainGetMemoryParametersRet(list, count)))
            .On(Remote.DomainSetMemoryParameters, (args, call) => Domains.Of(args.Domain).SetMemoryParametersAsync(Parameters.Read(args.Params, Memory), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainGetBlkioParameters, (args, call) => Counted(Blkio.Count, () => Domains.Of(args.Domain).BlkioParameters(At(args.Flags, call)), args.NParams, args.Flags, (list, count) => new DomainGetBlkioParametersRet(list, count)))
            .On(Remote.DomainSetBlkioParameters, (args, call) => Domains.Of(args.Domain).SetBlkioParametersAsync(Parameters.Read(args.Params, Blkio), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainGetNumaParameters, (args, call) => Counted(Numa.Count, () => Domains.Of(args.Domain).NumaParameters(At(args.Flags, call)), args.NParams, args.Flags, (list, count) => new DomainGetNumaParametersRet(list, count)))
            .On(Remote.DomainSetNumaParameters, (args, call) => Domains.Of(args.Domain).SetNumaParametersAsync(Parameters.Read(args.Params, Numa), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainGetBlockIoTune, (args, call) => BlockTune(args, call))
            .On(Remote.DomainSetBlockIoTune, (args, call) => Domains.Of(args.Domain).SetBlockTuneAsync(args.Disk, Parameters.Read(args.Params, Domain.BlockTuneParameters), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainGetInterfaceParameters, (args, call) => CardLimit(args, call))
            .On(Remote.DomainSetInterfaceParameters, (args, call) => Domains.Of(args.Domain).SetCardLimitAsync(args.Device, Parameters.Read(args.Params, Domain.CardLimitParameters), (Scope)call.Flags(args.Flags, Scopes), call.Cancel));
    }

    static readonly ValueList<Parameter>
        Memory = [new("hard_limit", 0ul), new("soft_limit", 0ul), new("swap_hard_limit", 0ul)],
        Blkio = [new("weight", 0u), new("device_weight", ""), new("device_read_iops_sec", ""), new("device_write_iops_sec", ""), new("device_read_bytes_sec", ""), new("device_write_bytes_sec", "")],
        Numa = [new("numa_mode", 0), new("numa_nodeset", "")];

    static Scope At(uint flags, Call call) => (Scope)(call.Flags(flags, Scopes | StringsOkay) & Scopes);

    static DomainGetSchedulerTypeRet SchedulerType(Domain domain) => new(domain.Scheduler.Kind, domain.Scheduler.Parameters);

    Task SetScheduler(DomainRef domain, TypedParam[] sent, Scope scope, Call call) =>
        Domains.Of(domain).SetSchedulerParametersAsync(Parameters.Read(sent, Domain.SchedulerModels), scope, call.Cancel);

    DomainGetInterfaceParametersRet CardLimit(DomainGetInterfaceParametersArgs args, Call call)
    {
        var (domain, at) = (Domains.Of(args.Domain), At(args.Flags, call));
        domain.DemandOne(at);
        return Counted(Domain.CardLimitParameters.Count, () => domain.CardLimit(args.Device, at), args.NParams, args.Flags, (list, count) => new DomainGetInterfaceParametersRet(list, count));
    }

    /// <summary>A null disk only asks how many there are.</summary>
    DomainGetBlockIoTuneRet BlockTune(DomainGetBlockIoTuneArgs args, Call call)
    {
        var domain = Domains.Of(args.Domain);
        var at = At(args.Flags, call);
        if (args.Disk is { } disk) return Counted(Domain.BlockTuneParameters.Count, () => domain.BlockTune(disk, at), args.NParams, args.Flags, (list, count) => new DomainGetBlockIoTuneRet(list, count));
        domain.Demand(at);
        return new([], Domain.BlockTuneParameters.Count);
    }

    /// <summary>Texts go to those alone who say that they can read them.</summary>
    static TypedParam[] Cut(ValueList<Parameter> all, int most, uint flags) =>
        [.. all.Take(Math.Max(0, most)).Where(parameter => parameter.Kind is not ParameterKind.String || (flags & StringsOkay) != 0).ToValueList().OnWire];

    static T Counted<T>(int count, Func<ValueList<Parameter>> all, int most, uint flags, Func<TypedParam[], int, T> answer) =>
        most == 0 ? answer([], count) : answer(Cut(all(), most, flags), Math.Clamp(most, 0, count));
}
