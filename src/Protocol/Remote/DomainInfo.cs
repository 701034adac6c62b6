namespace Aerostat.Protocol;

// What a domain is and how it is.

public static partial class Remote
{
    public static readonly Procedure<DomainGetInfoArgs, DomainGetInfoRet> DomainGetInfo = new(16, "domain:read");
    public static readonly Procedure<DomainGetStateArgs, DomainGetStateRet> DomainGetState = new(212, "domain:read");
    public static readonly Procedure<DomainGetControlInfoArgs, DomainGetControlInfoRet> DomainGetControlInfo = new(229, "domain:read");
    public static readonly Procedure<DomainGetOsTypeArgs, DomainGetOsTypeRet> DomainGetOsType = new(19, "domain:read");
    public static readonly Procedure<DomainIsActiveArgs, DomainIsActiveRet> DomainIsActive = new(150, "domain:read");
    public static readonly Procedure<DomainIsPersistentArgs, DomainIsPersistentRet> DomainIsPersistent = new(151, "domain:read");
    public static readonly Procedure<DomainIsUpdatedArgs, DomainIsUpdatedRet> DomainIsUpdated = new(202, "domain:read");
    public static readonly Procedure<DomainGetAutostartArgs, DomainGetAutostartRet> DomainGetAutostart = new(15, "domain:read");
    public static readonly Procedure<DomainSetAutostartArgs, Nothing> DomainSetAutostart = new(29, "domain:write");
    public static readonly Procedure<DomainGetMessagesArgs, DomainGetMessagesRet> DomainGetMessages = new(426, "domain:read");
    public static readonly Procedure<DomainGetSecurityLabelArgs, DomainGetSecurityLabelRet> DomainGetSecurityLabel = new(121, "domain:read");
    public static readonly Procedure<DomainGetSecurityLabelListArgs, DomainGetSecurityLabelListRet> DomainGetSecurityLabelList = new(278, "domain:read");
}

[Xdr] public readonly partial record struct DomainGetInfoArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetInfoRet(byte State, ulong MaxKib, ulong Kib, ushort Vcpus, ulong CpuTime);
[Xdr] public readonly partial record struct DomainGetStateArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetStateRet(int State, int Reason);
[Xdr] public readonly partial record struct DomainGetControlInfoArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetControlInfoRet(uint State, uint Details, ulong StateTime);
[Xdr] public readonly partial record struct DomainGetOsTypeArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetOsTypeRet(string Type);
[Xdr] public readonly partial record struct DomainIsActiveArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainIsActiveRet(bool Active);
[Xdr] public readonly partial record struct DomainIsPersistentArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainIsPersistentRet(bool Persistent);
[Xdr] public readonly partial record struct DomainIsUpdatedArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainIsUpdatedRet(bool Updated);
[Xdr] public readonly partial record struct DomainGetAutostartArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetAutostartRet(bool Autostart);
[Xdr] public readonly partial record struct DomainSetAutostartArgs(DomainRef Domain, bool Autostart);
[Xdr] public readonly partial record struct DomainGetMessagesArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetMessagesRet([Max(2048)] string[] Messages);
[Xdr] public readonly partial record struct DomainGetSecurityLabelArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetSecurityLabelRet([Chars(4097)] string Label, bool Enforcing);
[Xdr] public readonly partial record struct DomainGetSecurityLabelListArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetSecurityLabelListRet([Max(64)] DomainGetSecurityLabelRet[] Labels, int Count);
