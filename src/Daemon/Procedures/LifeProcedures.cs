using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Starting, halting and ending guests.</summary>
sealed class LifeProcedures(Hypervisor host)
{
    const uint Starting = 63, Power = 31;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainCreate, (args, call) => Domains.Of(args.Domain).StartAsync(null, StartFlags.None, call.Session, call.Cancel))
        .On(Remote.DomainCreateWithFlags, StartAsync)
        .On(Remote.DomainCreateXml, CreateAsync)
        .On(Remote.DomainDestroy, (args, call) => Domains.Of(args.Domain).DestroyAsync(DestroyFlags.None, call.Cancel))
        .On(Remote.DomainDestroyFlags, (args, call) => Domains.Of(args.Domain).DestroyAsync((DestroyFlags)call.Flags(args.Flags, 3), call.Cancel))
        .On(Remote.DomainShutdown, (args, call) => Domains.Of(args.Domain).ShutdownAsync(PowerFlags.Default, call.Cancel))
        .On(Remote.DomainShutdownFlags, (args, call) => Domains.Of(args.Domain).ShutdownAsync((PowerFlags)call.Flags(args.Flags, Power), call.Cancel))
        .On(Remote.DomainReboot, (args, call) => Domains.Of(args.Domain).RebootAsync((PowerFlags)call.Flags(args.Flags, Power), call.Cancel))
        .On(Remote.DomainReset, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return Domains.Of(args.Domain).ResetAsync(call.Cancel);
        })
        .On(Remote.DomainSetLifecycleAction, SetActionAsync)
        .On(Remote.DomainSuspend, (args, call) => Domains.Of(args.Domain).SuspendAsync(call.Cancel))
        .On(Remote.DomainResume, (args, call) => Domains.Of(args.Domain).ResumeAsync(call.Cancel));

    async Task<DomainCreateWithFlagsRet> StartAsync(DomainCreateWithFlagsArgs args, Call call)
    {
        var domain = Domains.Of(args.Domain);
        await domain.StartAsync(null, (StartFlags)call.Flags(args.Flags, Starting), call.Session, call.Cancel);
        Watch(call);
        return new(domain.Ref);
    }

    async Task<DomainCreateXmlRet> CreateAsync(DomainCreateXmlArgs args, Call call)
    {
        var domain = await Domains.CreateAsync(args.Xml, (StartFlags)call.Flags(args.Flags, Starting), call.Session, call.Cancel);
        Watch(call);
        return new(domain.Ref);
    }

    Task SetActionAsync(DomainSetLifecycleActionArgs args, Call call)
    {
        if (args.Type > (uint)LifecycleOccasion.Crash) throw new VirtException(ErrorCode.InvalidArg, $"type in virDomainSetLifecycleAction must be less than {(uint)LifecycleOccasion.Crash + 1}", ErrorDomain.Domain) { IsWhole = true };
        if (args.Action > (uint)LifecycleOutcome.CoredumpRestart) throw new VirtException(ErrorCode.InvalidArg, $"action in virDomainSetLifecycleAction must be less than {(uint)LifecycleOutcome.CoredumpRestart + 1}", ErrorDomain.Domain) { IsWhole = true };
        return Domains.Of(args.Domain).SetLifecycleActionAsync((LifecycleOccasion)args.Type, (LifecycleOutcome)args.Action, (Scope)call.Flags(args.Flags, 3), call.Cancel);
    }

    /// <summary>When the client goes, so do the guests that it wanted to die with it.</summary>
    void Watch(Call call)
    {
        var session = call.Session;
        call.Cancel.UnsafeRegister(_ => Domains.OwnerGoneAsync(session), null);
    }
}
