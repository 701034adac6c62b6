namespace Aerostat.Protocol;

// Filters of network traffic.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllNwFiltersArgs, ConnectListAllNwFiltersRet> ConnectListAllNwFilters =
        new(286, "connect:search_nwfilters");
    public static readonly Procedure<Nothing, ConnectNumOfNwFiltersRet> ConnectNumOfNwFilters = new(178, "connect:search_nwfilters");
    public static readonly Procedure<ConnectListNwFiltersArgs, ConnectListNwFiltersRet> ConnectListNwFilters = new(179, "connect:search_nwfilters");
    public static readonly Procedure<NwFilterLookupByNameArgs, NwFilterLookupByNameRet> NwFilterLookupByName = new(175, "nwfilter:getattr");
    public static readonly Procedure<NwFilterLookupByUuidArgs, NwFilterLookupByUuidRet> NwFilterLookupByUuid = new(176, "nwfilter:getattr");
    public static readonly Procedure<NwFilterDefineXmlArgs, NwFilterDefineXmlRet> NwFilterDefineXml = new(180, "nwfilter:write nwfilter:save");
    public static readonly Procedure<NwFilterDefineXmlFlagsArgs, NwFilterDefineXmlFlagsRet> NwFilterDefineXmlFlags = new(431, "nwfilter:write nwfilter:save");
    public static readonly Procedure<NwFilterUndefineArgs, Nothing> NwFilterUndefine = new(181, "nwfilter:delete");
    public static readonly Procedure<NwFilterGetXmlDescArgs, NwFilterGetXmlDescRet> NwFilterGetXmlDesc = new(177, "nwfilter:read");
    public static readonly Procedure<ConnectListAllNwFilterBindingsArgs, ConnectListAllNwFilterBindingsRet> ConnectListAllNwFilterBindings =
        new(401, "connect:search_nwfilter_bindings");
    public static readonly Procedure<NwFilterBindingLookupByPortDevArgs, NwFilterBindingLookupByPortDevRet> NwFilterBindingLookupByPortDev = new(397, "nwfilter_binding:getattr");
    public static readonly Procedure<NwFilterBindingGetXmlDescArgs, NwFilterBindingGetXmlDescRet> NwFilterBindingGetXmlDesc = new(398, "nwfilter_binding:read");
    public static readonly Procedure<NwFilterBindingCreateXmlArgs, NwFilterBindingCreateXmlRet> NwFilterBindingCreateXml = new(399, "nwfilter_binding:create");
    public static readonly Procedure<NwFilterBindingDeleteArgs, Nothing> NwFilterBindingDelete = new(400, "nwfilter_binding:delete");
}

[Xdr] public readonly partial record struct ConnectListAllNwFiltersArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllNwFiltersRet([Max(16384)] NwFilterRef[] Filters, uint Count);
[Xdr] public readonly partial record struct ConnectNumOfNwFiltersRet(int Count);
[Xdr] public readonly partial record struct ConnectListNwFiltersArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListNwFiltersRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct NwFilterLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct NwFilterLookupByNameRet(NwFilterRef Nwfilter);
[Xdr] public readonly partial record struct NwFilterLookupByUuidArgs(Guid Uuid);
[Xdr] public readonly partial record struct NwFilterLookupByUuidRet(NwFilterRef Nwfilter);
[Xdr] public readonly partial record struct NwFilterDefineXmlArgs(string Xml);
[Xdr] public readonly partial record struct NwFilterDefineXmlRet(NwFilterRef Nwfilter);
[Xdr] public readonly partial record struct NwFilterDefineXmlFlagsArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct NwFilterDefineXmlFlagsRet(NwFilterRef Nwfilter);
[Xdr] public readonly partial record struct NwFilterUndefineArgs(NwFilterRef Nwfilter);
[Xdr] public readonly partial record struct NwFilterGetXmlDescArgs(NwFilterRef Nwfilter, uint Flags);
[Xdr] public readonly partial record struct NwFilterGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct ConnectListAllNwFilterBindingsArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllNwFilterBindingsRet([Max(16384)] NwFilterBindingRef[] Bindings, uint Count);
[Xdr] public readonly partial record struct NwFilterBindingLookupByPortDevArgs(string Name);
[Xdr] public readonly partial record struct NwFilterBindingLookupByPortDevRet(NwFilterBindingRef Binding);
[Xdr] public readonly partial record struct NwFilterBindingGetXmlDescArgs(NwFilterBindingRef Binding, uint Flags);
[Xdr] public readonly partial record struct NwFilterBindingGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct NwFilterBindingCreateXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct NwFilterBindingCreateXmlRet(NwFilterBindingRef Binding);
[Xdr] public readonly partial record struct NwFilterBindingDeleteArgs(NwFilterBindingRef Binding);
