namespace Aerostat.Protocol;

// Straight to QEMU's monitor and to the guest's agent.

public static partial class QemuProgram
{
    public static readonly Procedure<QemuDomainMonitorCommandArgs, QemuDomainMonitorCommandRet> DomainMonitorCommand =
        new(1, "domain:write") { Program = Program };
    public static readonly Procedure<QemuDomainAgentCommandArgs, QemuDomainAgentCommandRet> DomainAgentCommand =
        new(3, "domain:write") { Program = Program };
    public static readonly Procedure<QemuConnectDomainMonitorEventRegisterArgs, QemuConnectDomainMonitorEventRegisterRet> ConnectDomainMonitorEventRegister =
        new(4, "connect:search_domains connect:write") { Program = Program };
    public static readonly Procedure<QemuConnectDomainMonitorEventDeregisterArgs, Nothing> ConnectDomainMonitorEventDeregister =
        new(5, "connect:write") { Program = Program };

    public static readonly Event<QemuDomainMonitorEventMsg> DomainMonitorEvent = new(6) { Program = Program };
}

[Xdr] public readonly partial record struct QemuDomainMonitorCommandArgs(DomainRef Domain, string Command, uint Flags);
[Xdr] public readonly partial record struct QemuDomainMonitorCommandRet(string Result);
[Xdr] public readonly partial record struct QemuDomainAgentCommandArgs(DomainRef Domain, string Command, int Timeout, uint Flags);
[Xdr] public readonly partial record struct QemuDomainAgentCommandRet(string? Result);
[Xdr] public readonly partial record struct QemuConnectDomainMonitorEventRegisterArgs(DomainRef? Domain, string? Event, uint Flags);
[Xdr] public readonly partial record struct QemuConnectDomainMonitorEventRegisterRet(int CallbackId);
[Xdr] public readonly partial record struct QemuConnectDomainMonitorEventDeregisterArgs(int CallbackId);

[Xdr]
public readonly partial record struct QemuDomainMonitorEventMsg(
    int CallbackId, DomainRef Domain, string Event, long Seconds, uint Micros, string? Details);
