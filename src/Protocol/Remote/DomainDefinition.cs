namespace Aerostat.Protocol;

// The saved configuration: made, read, renamed, dropped; and to and from other formats.

public static partial class Remote
{
    public static readonly Procedure<DomainDefineXmlArgs, DomainDefineXmlRet> DomainDefineXml = new(11, "domain:write domain:save");
    public static readonly Procedure<DomainDefineXmlFlagsArgs, DomainDefineXmlFlagsRet> DomainDefineXmlFlags = new(350, "domain:write domain:save");
    public static readonly Procedure<DomainCreateXmlArgs, DomainCreateXmlRet> DomainCreateXml = new(10, "domain:write domain:start");
    public static readonly Procedure<DomainUndefineArgs, Nothing> DomainUndefine = new(35, "domain:delete");
    public static readonly Procedure<DomainUndefineFlagsArgs, Nothing> DomainUndefineFlags = new(231, "domain:delete");
    public static readonly Procedure<DomainRenameArgs, DomainRenameRet> DomainRename = new(358, "domain:write domain:save");
    public static readonly Procedure<DomainGetXmlDescArgs, DomainGetXmlDescRet> DomainGetXmlDesc =
        new(14, "domain:read domain:read_secure:VIR_DOMAIN_XML_SECURE domain:read_secure:VIR_DOMAIN_XML_MIGRATABLE");
    public static readonly Procedure<ConnectDomainXmlFromNativeArgs, ConnectDomainXmlFromNativeRet> ConnectDomainXmlFromNative =
        new(135, "connect:write");
    public static readonly Procedure<ConnectDomainXmlToNativeArgs, ConnectDomainXmlToNativeRet> ConnectDomainXmlToNative = new(136, "connect:write");
}

[Xdr] public readonly partial record struct DomainDefineXmlArgs(string Xml);
[Xdr] public readonly partial record struct DomainDefineXmlRet(DomainRef Domain);
[Xdr] public readonly partial record struct DomainDefineXmlFlagsArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainDefineXmlFlagsRet(DomainRef Domain);
[Xdr] public readonly partial record struct DomainCreateXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainCreateXmlRet(DomainRef Domain);
[Xdr] public readonly partial record struct DomainUndefineArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainUndefineFlagsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainRenameArgs(DomainRef Domain, string? NewName, uint Flags);
[Xdr] public readonly partial record struct DomainRenameRet(int RetCode);
[Xdr] public readonly partial record struct DomainGetXmlDescArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct ConnectDomainXmlFromNativeArgs(string NativeFormat, string NativeConfig, uint Flags);
[Xdr] public readonly partial record struct ConnectDomainXmlFromNativeRet(string DomainXml);
[Xdr] public readonly partial record struct ConnectDomainXmlToNativeArgs(string NativeFormat, string DomainXml, uint Flags);
[Xdr] public readonly partial record struct ConnectDomainXmlToNativeRet(string NativeConfig);
