namespace Aerostat.Protocol;

// Title, description, and what others keep with a domain.

public static partial class Remote
{
    public static readonly Procedure<DomainSetMetadataArgs, Nothing> DomainSetMetadata = new(264, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetMetadataArgs, DomainGetMetadataRet> DomainGetMetadata = new(265, "domain:read");
}

[Xdr] public readonly partial record struct DomainSetMetadataArgs(DomainRef Domain, int Type, string? Metadata, string? Key, string? Uri, uint Flags);
[Xdr] public readonly partial record struct DomainGetMetadataArgs(DomainRef Domain, int Type, string? Uri, uint Flags);
[Xdr] public readonly partial record struct DomainGetMetadataRet(string Metadata);
