namespace Aerostat.Protocol;

// Network interfaces of the host.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllInterfacesArgs, ConnectListAllInterfacesRet> ConnectListAllInterfaces =
        new(284, "connect:search_interfaces");
    public static readonly Procedure<InterfaceIsActiveArgs, InterfaceIsActiveRet> InterfaceIsActive = new(156, "interface:read");
}

[Xdr] public readonly partial record struct ConnectListAllInterfacesArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllInterfacesRet([Max(16384)] InterfaceRef[] Interfaces, uint Count);
[Xdr] public readonly partial record struct InterfaceIsActiveArgs(InterfaceRef Interface);
[Xdr] public readonly partial record struct InterfaceIsActiveRet(int Active);
