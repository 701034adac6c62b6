namespace Aerostat.Protocol;

// The memory of a domain, to a file and back.

public static partial class Remote
{
    public static readonly Procedure<DomainSaveArgs, Nothing> DomainSave = new(55, "domain:hibernate");
    public static readonly Procedure<DomainRestoreArgs, Nothing> DomainRestore = new(54, "domain:start domain:write");
    public static readonly Procedure<DomainSaveImageGetXmlDescArgs, DomainSaveImageGetXmlDescRet> DomainSaveImageGetXmlDesc =
        new(235, "domain:write");
    public static readonly Procedure<DomainManagedSaveArgs, Nothing> DomainManagedSave = new(182, "domain:hibernate");
    public static readonly Procedure<DomainHasManagedSaveImageArgs, DomainHasManagedSaveImageRet> DomainHasManagedSaveImage = new(183, "domain:read");
    public static readonly Procedure<DomainManagedSaveRemoveArgs, Nothing> DomainManagedSaveRemove = new(184, "domain:hibernate");
    public static readonly Procedure<DomainCoreDumpArgs, Nothing> DomainCoreDump = new(53, "domain:core_dump");
}

[Xdr] public readonly partial record struct DomainSaveArgs(DomainRef Domain, string To);
[Xdr] public readonly partial record struct DomainRestoreArgs(string From);
[Xdr] public readonly partial record struct DomainSaveImageGetXmlDescArgs(string File, uint Flags);
[Xdr] public readonly partial record struct DomainSaveImageGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct DomainManagedSaveArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainHasManagedSaveImageArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainHasManagedSaveImageRet(bool Result);
[Xdr] public readonly partial record struct DomainManagedSaveRemoveArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainCoreDumpArgs(DomainRef Domain, string To, uint Flags);
