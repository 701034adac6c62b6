namespace Aerostat.Protocol;

// From a name, UUID or id to the domain; lists of domains, the new way and the old.

public static partial class Remote
{
    public static readonly Procedure<DomainLookupByIdArgs, DomainLookupByIdRet> DomainLookupById = new(22, "domain:getattr");
    public static readonly Procedure<DomainLookupByNameArgs, DomainLookupByNameRet> DomainLookupByName = new(23, "domain:getattr");
    public static readonly Procedure<DomainLookupByUuidArgs, DomainLookupByUuidRet> DomainLookupByUuid = new(24, "domain:getattr");
    public static readonly Procedure<ConnectListAllDomainsArgs, ConnectListAllDomainsRet> ConnectListAllDomains = new(273, "connect:search_domains");
    public static readonly Procedure<Nothing, ConnectNumOfDomainsRet> ConnectNumOfDomains = new(51, "connect:search_domains");
    public static readonly Procedure<ConnectListDomainsArgs, ConnectListDomainsRet> ConnectListDomains = new(37, "connect:search_domains");
    public static readonly Procedure<Nothing, ConnectNumOfDefinedDomainsRet> ConnectNumOfDefinedDomains = new(25, "connect:search_domains");
    public static readonly Procedure<ConnectListDefinedDomainsArgs, ConnectListDefinedDomainsRet> ConnectListDefinedDomains =
        new(21, "connect:search_domains");
}

[Xdr] public readonly partial record struct DomainLookupByIdArgs(int Id);
[Xdr] public readonly partial record struct DomainLookupByIdRet(DomainRef Domain);
[Xdr] public readonly partial record struct DomainLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct DomainLookupByNameRet(DomainRef Domain);
[Xdr] public readonly partial record struct DomainLookupByUuidArgs(Guid Uuid);
[Xdr] public readonly partial record struct DomainLookupByUuidRet(DomainRef Domain);
[Xdr] public readonly partial record struct ConnectListAllDomainsArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllDomainsRet([Max(16384)] DomainRef[] Domains, uint Count);
[Xdr] public readonly partial record struct ConnectNumOfDomainsRet(int Count);
[Xdr] public readonly partial record struct ConnectListDomainsArgs(int MaxIds);
[Xdr] public readonly partial record struct ConnectListDomainsRet([Max(16384)] int[] Ids);
[Xdr] public readonly partial record struct ConnectNumOfDefinedDomainsRet(int Count);
[Xdr] public readonly partial record struct ConnectListDefinedDomainsArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListDefinedDomainsRet([Max(16384)] string[] Names);
