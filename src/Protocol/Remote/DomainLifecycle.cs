namespace Aerostat.Protocol;

// Start, stop and what lies between.

public static partial class Remote
{
    public static readonly Procedure<DomainCreateArgs, Nothing> DomainCreate = new(9, "domain:start");
    public static readonly Procedure<DomainCreateWithFlagsArgs, DomainCreateWithFlagsRet> DomainCreateWithFlags = new(196, "domain:start");
    public static readonly Procedure<DomainDestroyArgs, Nothing> DomainDestroy = new(12, "domain:stop");
    public static readonly Procedure<DomainDestroyFlagsArgs, Nothing> DomainDestroyFlags = new(234, "domain:stop");
    public static readonly Procedure<DomainShutdownArgs, Nothing> DomainShutdown = new(33, "domain:init_control");
    public static readonly Procedure<DomainShutdownFlagsArgs, Nothing> DomainShutdownFlags =
        new(258, "domain:init_control domain:write:VIR_DOMAIN_SHUTDOWN_GUEST_AGENT");
    public static readonly Procedure<DomainRebootArgs, Nothing> DomainReboot =
        new(27, "domain:init_control domain:write:VIR_DOMAIN_REBOOT_GUEST_AGENT");
    public static readonly Procedure<DomainResetArgs, Nothing> DomainReset = new(245, "domain:reset");
    public static readonly Procedure<DomainSuspendArgs, Nothing> DomainSuspend = new(34, "domain:suspend");
    public static readonly Procedure<DomainResumeArgs, Nothing> DomainResume = new(28, "domain:suspend");
    public static readonly Procedure<DomainInjectNmiArgs, Nothing> DomainInjectNmi = new(210, "domain:inject_nmi");
    public static readonly Procedure<DomainSetLifecycleActionArgs, Nothing> DomainSetLifecycleAction = new(390, "domain:write");
    public static readonly Procedure<DomainSendProcessSignalArgs, Nothing> DomainSendProcessSignal = new(295, "domain:send_signal");
}

[Xdr] public readonly partial record struct DomainCreateArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainCreateWithFlagsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainCreateWithFlagsRet(DomainRef Domain);
[Xdr] public readonly partial record struct DomainDestroyArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainDestroyFlagsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainShutdownArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainShutdownFlagsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainRebootArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainResetArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainSuspendArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainResumeArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainInjectNmiArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainSetLifecycleActionArgs(DomainRef Domain, uint Type, uint Action, uint Flags);
[Xdr] public readonly partial record struct DomainSendProcessSignalArgs(DomainRef Domain, long Pid, uint Signal, uint Flags);
