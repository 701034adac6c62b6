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
    public static readonly Procedure<DomainFsFreezeArgs, DomainFsFreezeRet> DomainFsFreeze = new(335, "domain:fs_freeze");
    public static readonly Procedure<DomainFsThawArgs, DomainFsThawRet> DomainFsThaw = new(336, "domain:fs_freeze");
    public static readonly Procedure<DomainFsTrimArgs, Nothing> DomainFsTrim = new(294, "domain:fs_trim");
    public static readonly Procedure<DomainSetUserPasswordArgs, Nothing> DomainSetUserPassword = new(357, "domain:set_password");
    public static readonly Procedure<DomainGetGuestVcpusArgs, DomainGetGuestVcpusRet> DomainGetGuestVcpus = new(371, "domain:write");
    public static readonly Procedure<DomainSetGuestVcpusArgs, Nothing> DomainSetGuestVcpus = new(372, "domain:write");
    public static readonly Procedure<DomainAuthorizedSshKeysGetArgs, DomainAuthorizedSshKeysGetRet> DomainAuthorizedSshKeysGet = new(424, "domain:write");
    public static readonly Procedure<DomainAuthorizedSshKeysSetArgs, Nothing> DomainAuthorizedSshKeysSet = new(425, "domain:write");
    public static readonly Procedure<DomainPmSuspendForDurationArgs, Nothing> DomainPmSuspendForDuration = new(261, "domain:pm_control");
    public static readonly Procedure<DomainPmWakeupArgs, Nothing> DomainPmWakeup = new(267, "domain:pm_control");
}

[Xdr] public readonly partial record struct DomainFsFreezeArgs(DomainRef Domain, [Max(256)] string[] Mountpoints, uint Flags);
[Xdr] public readonly partial record struct DomainFsFreezeRet(int Filesystems);
[Xdr] public readonly partial record struct DomainFsThawArgs(DomainRef Domain, [Max(256)] string[] Mountpoints, uint Flags);
[Xdr] public readonly partial record struct DomainFsThawRet(int Filesystems);
[Xdr] public readonly partial record struct DomainFsTrimArgs(DomainRef Domain, string? MountPoint, ulong Minimum, uint Flags);
[Xdr] public readonly partial record struct DomainSetUserPasswordArgs(DomainRef Domain, string? User, string? Password, uint Flags);
[Xdr] public readonly partial record struct DomainGetGuestVcpusArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetGuestVcpusRet([Max(64)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainSetGuestVcpusArgs(DomainRef Domain, string CpuMap, int State, uint Flags);
[Xdr] public readonly partial record struct DomainAuthorizedSshKeysGetArgs(DomainRef Domain, string User, uint Flags);
[Xdr] public readonly partial record struct DomainAuthorizedSshKeysGetRet([Max(2048)] string[] Keys);
[Xdr] public readonly partial record struct DomainAuthorizedSshKeysSetArgs(DomainRef Domain, string User, [Max(2048)] string[] Keys, uint Flags);
[Xdr] public readonly partial record struct DomainPmSuspendForDurationArgs(DomainRef Domain, uint Target, ulong Duration, uint Flags);
[Xdr] public readonly partial record struct DomainPmWakeupArgs(DomainRef Domain, uint Flags);

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
