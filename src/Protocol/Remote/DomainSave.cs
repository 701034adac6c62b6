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
    public static readonly Procedure<DomainSaveFlagsArgs, Nothing> DomainSaveFlags = new(232, "domain:hibernate");
    public static readonly Procedure<DomainRestoreFlagsArgs, Nothing> DomainRestoreFlags = new(233, "domain:start domain:write");
    public static readonly Procedure<DomainSaveParamsArgs, Nothing> DomainSaveParams = new(440, "domain:hibernate");
    public static readonly Procedure<DomainRestoreParamsArgs, Nothing> DomainRestoreParams = new(441, "domain:start domain:write");
    public static readonly Procedure<DomainSaveImageDefineXmlArgs, Nothing> DomainSaveImageDefineXml = new(236, "domain:write domain:hibernate");
    public static readonly Procedure<DomainManagedSaveGetXmlDescArgs, DomainManagedSaveGetXmlDescRet> DomainManagedSaveGetXmlDesc =
        new(388, "domain:read domain:read_secure:VIR_DOMAIN_SAVE_IMAGE_XML_SECURE");
    public static readonly Procedure<DomainManagedSaveDefineXmlArgs, Nothing> DomainManagedSaveDefineXml = new(389, "domain:write domain:hibernate");
    public static readonly Procedure<DomainCoreDumpWithFormatArgs, Nothing> DomainCoreDumpWithFormat = new(334, "domain:core_dump");
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
[Xdr] public readonly partial record struct DomainSaveFlagsArgs(DomainRef Domain, string To, string? Xml, uint Flags);
[Xdr] public readonly partial record struct DomainRestoreFlagsArgs(string From, string? Xml, uint Flags);
[Xdr] public readonly partial record struct DomainSaveParamsArgs(DomainRef Domain, [Max(64)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainRestoreParamsArgs([Max(64)] TypedParam[] Params, uint Flags);
[Xdr] public readonly partial record struct DomainSaveImageDefineXmlArgs(string File, string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainManagedSaveGetXmlDescArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainManagedSaveGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct DomainManagedSaveDefineXmlArgs(DomainRef Domain, string? Xml, uint Flags);
[Xdr] public readonly partial record struct DomainCoreDumpWithFormatArgs(DomainRef Domain, string To, uint Format, uint Flags);
