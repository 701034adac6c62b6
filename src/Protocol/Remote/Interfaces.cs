namespace Aerostat.Protocol;

// Network interfaces of the host.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllInterfacesArgs, ConnectListAllInterfacesRet> ConnectListAllInterfaces =
        new(284, "connect:search_interfaces");
    public static readonly Procedure<Nothing, ConnectNumOfInterfacesRet> ConnectNumOfInterfaces = new(126, "connect:search_interfaces");
    public static readonly Procedure<ConnectListInterfacesArgs, ConnectListInterfacesRet> ConnectListInterfaces = new(127, "connect:search_interfaces");
    public static readonly Procedure<Nothing, ConnectNumOfDefinedInterfacesRet> ConnectNumOfDefinedInterfaces = new(137, "connect:search_interfaces");
    public static readonly Procedure<ConnectListDefinedInterfacesArgs, ConnectListDefinedInterfacesRet> ConnectListDefinedInterfaces =
        new(138, "connect:search_interfaces");
    public static readonly Procedure<InterfaceIsActiveArgs, InterfaceIsActiveRet> InterfaceIsActive = new(156, "interface:read");
    public static readonly Procedure<InterfaceLookupByNameArgs, InterfaceLookupByNameRet> InterfaceLookupByName = new(128, "interface:getattr");
    public static readonly Procedure<InterfaceLookupByMacStringArgs, InterfaceLookupByMacStringRet> InterfaceLookupByMacString = new(129, "interface:getattr");
    public static readonly Procedure<InterfaceGetXmlDescArgs, InterfaceGetXmlDescRet> InterfaceGetXmlDesc = new(130, "interface:read");
    public static readonly Procedure<InterfaceDefineXmlArgs, InterfaceDefineXmlRet> InterfaceDefineXml = new(131, "interface:write interface:save");
    public static readonly Procedure<InterfaceUndefineArgs, Nothing> InterfaceUndefine = new(132, "interface:delete");
    public static readonly Procedure<InterfaceCreateArgs, Nothing> InterfaceCreate = new(133, "interface:start");
    public static readonly Procedure<InterfaceDestroyArgs, Nothing> InterfaceDestroy = new(134, "interface:stop");
    public static readonly Procedure<InterfaceChangeBeginArgs, Nothing> InterfaceChangeBegin = new(220, "connect:interface_transaction");
    public static readonly Procedure<InterfaceChangeCommitArgs, Nothing> InterfaceChangeCommit = new(221, "connect:interface_transaction");
    public static readonly Procedure<InterfaceChangeRollbackArgs, Nothing> InterfaceChangeRollback = new(222, "connect:interface_transaction");
}

[Xdr] public readonly partial record struct ConnectListAllInterfacesArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllInterfacesRet([Max(16384)] InterfaceRef[] Interfaces, uint Count);
[Xdr] public readonly partial record struct ConnectNumOfInterfacesRet(int Count);
[Xdr] public readonly partial record struct ConnectListInterfacesArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListInterfacesRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct ConnectNumOfDefinedInterfacesRet(int Count);
[Xdr] public readonly partial record struct ConnectListDefinedInterfacesArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListDefinedInterfacesRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct InterfaceIsActiveArgs(InterfaceRef Interface);
[Xdr] public readonly partial record struct InterfaceIsActiveRet(int Active);
[Xdr] public readonly partial record struct InterfaceLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct InterfaceLookupByNameRet(InterfaceRef Interface);
[Xdr] public readonly partial record struct InterfaceLookupByMacStringArgs(string Mac);
[Xdr] public readonly partial record struct InterfaceLookupByMacStringRet(InterfaceRef Interface);
[Xdr] public readonly partial record struct InterfaceGetXmlDescArgs(InterfaceRef Interface, uint Flags);
[Xdr] public readonly partial record struct InterfaceGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct InterfaceDefineXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct InterfaceDefineXmlRet(InterfaceRef Interface);
[Xdr] public readonly partial record struct InterfaceUndefineArgs(InterfaceRef Interface);
[Xdr] public readonly partial record struct InterfaceCreateArgs(InterfaceRef Interface, uint Flags);
[Xdr] public readonly partial record struct InterfaceDestroyArgs(InterfaceRef Interface, uint Flags);
[Xdr] public readonly partial record struct InterfaceChangeBeginArgs(uint Flags);
[Xdr] public readonly partial record struct InterfaceChangeCommitArgs(uint Flags);
[Xdr] public readonly partial record struct InterfaceChangeRollbackArgs(uint Flags);
