namespace Aerostat.Protocol;

// What the agent inside the guest answers.

public static partial class Remote
{
    public static readonly Procedure<DomainGetTimeArgs, DomainGetTimeRet> DomainGetTime = new(337, "domain:write");
    public static readonly Procedure<DomainSetTimeArgs, Nothing> DomainSetTime = new(338, "domain:set_time");
    public static readonly Procedure<DomainGetHostnameArgs, DomainGetHostnameRet> DomainGetHostname = new(277, "domain:write");
    public static readonly Procedure<DomainGetFsInfoArgs, DomainGetFsInfoRet> DomainGetFsInfo = new(349, "domain:fs_freeze");
    public static readonly Procedure<DomainGetGuestInfoArgs, DomainGetGuestInfoRet> DomainGetGuestInfo = new(418, "domain:write");
    public static readonly Procedure<DomainAgentSetResponseTimeoutArgs, DomainAgentSetResponseTimeoutRet> DomainAgentSetResponseTimeout =
        new(420, "domain:write");
}

[Xdr] public readonly partial record struct DomainGetTimeArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetTimeRet(long Seconds, uint Nanoseconds);
[Xdr] public readonly partial record struct DomainSetTimeArgs(DomainRef Domain, long Seconds, uint Nanoseconds, uint Flags);
[Xdr] public readonly partial record struct DomainGetHostnameArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetHostnameRet(string Hostname);
[Xdr] public readonly partial record struct DomainGetFsInfoArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetFsInfoRet([Max(256)] DomainFsInfo[] Info, uint Result);
[Xdr] public readonly partial record struct DomainFsInfo(string Mountpoint, string Name, string Fstype, [Max(256)] string[] DevAliases);
[Xdr] public readonly partial record struct DomainGetGuestInfoArgs(DomainRef Domain, uint Types, uint Flags);
[Xdr] public readonly partial record struct DomainGetGuestInfoRet([Max(2048)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainAgentSetResponseTimeoutArgs(DomainRef Domain, int Timeout, uint Flags);
[Xdr] public readonly partial record struct DomainAgentSetResponseTimeoutRet(int Result);
