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
