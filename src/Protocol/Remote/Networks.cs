namespace Aerostat.Protocol;

// Virtual networks.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllNetworksArgs, ConnectListAllNetworksRet> ConnectListAllNetworks =
        new(283, "connect:search_networks");
    public static readonly Procedure<Nothing, ConnectNumOfNetworksRet> ConnectNumOfNetworks = new(52, "connect:search_networks");
    public static readonly Procedure<ConnectListNetworksArgs, ConnectListNetworksRet> ConnectListNetworks = new(38, "connect:search_networks");
    public static readonly Procedure<Nothing, ConnectNumOfDefinedNetworksRet> ConnectNumOfDefinedNetworks = new(50, "connect:search_networks");
    public static readonly Procedure<ConnectListDefinedNetworksArgs, ConnectListDefinedNetworksRet> ConnectListDefinedNetworks =
        new(36, "connect:search_networks");
    public static readonly Procedure<NetworkLookupByNameArgs, NetworkLookupByNameRet> NetworkLookupByName = new(46, "network:getattr");
    public static readonly Procedure<NetworkLookupByUuidArgs, NetworkLookupByUuidRet> NetworkLookupByUuid = new(47, "network:getattr");
    public static readonly Procedure<NetworkDefineXmlArgs, NetworkDefineXmlRet> NetworkDefineXml = new(41, "network:write network:save");
    public static readonly Procedure<NetworkCreateXmlArgs, NetworkCreateXmlRet> NetworkCreateXml = new(40, "network:write network:start");
    public static readonly Procedure<NetworkDefineXmlFlagsArgs, NetworkDefineXmlFlagsRet> NetworkDefineXmlFlags = new(432, "network:write network:save");
    public static readonly Procedure<NetworkCreateXmlFlagsArgs, NetworkCreateXmlFlagsRet> NetworkCreateXmlFlags = new(437, "network:write network:start");
    public static readonly Procedure<NetworkCreateArgs, Nothing> NetworkCreate = new(39, "network:start");
    public static readonly Procedure<NetworkDestroyArgs, Nothing> NetworkDestroy = new(42, "network:stop");
    public static readonly Procedure<NetworkUndefineArgs, Nothing> NetworkUndefine = new(49, "network:delete");
    public static readonly Procedure<NetworkGetXmlDescArgs, NetworkGetXmlDescRet> NetworkGetXmlDesc = new(43, "network:read");
    public static readonly Procedure<NetworkGetBridgeNameArgs, NetworkGetBridgeNameRet> NetworkGetBridgeName = new(45, "network:read");
    public static readonly Procedure<NetworkIsActiveArgs, NetworkIsActiveRet> NetworkIsActive = new(152, "network:read");
    public static readonly Procedure<NetworkIsPersistentArgs, NetworkIsPersistentRet> NetworkIsPersistent = new(153, "network:read");
    public static readonly Procedure<NetworkGetAutostartArgs, NetworkGetAutostartRet> NetworkGetAutostart = new(44, "network:read");
    public static readonly Procedure<NetworkSetAutostartArgs, Nothing> NetworkSetAutostart = new(48, "network:write");
    public static readonly Procedure<NetworkUpdateArgs, Nothing> NetworkUpdate =
        new(291, "network:write network:save:!VIR_NETWORK_UPDATE_AFFECT_CONFIG|VIR_NETWORK_UPDATE_AFFECT_LIVE network:save:VIR_NETWORK_UPDATE_AFFECT_CONFIG");
    public static readonly Procedure<NetworkGetDhcpLeasesArgs, NetworkGetDhcpLeasesRet> NetworkGetDhcpLeases = new(341, "network:read");
}

[Xdr] public readonly partial record struct ConnectListAllNetworksArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllNetworksRet([Max(16384)] NetworkRef[] Networks, uint Count);
[Xdr] public readonly partial record struct ConnectNumOfNetworksRet(int Count);
[Xdr] public readonly partial record struct ConnectListNetworksArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListNetworksRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct ConnectNumOfDefinedNetworksRet(int Count);
[Xdr] public readonly partial record struct ConnectListDefinedNetworksArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListDefinedNetworksRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct NetworkLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct NetworkLookupByNameRet(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkLookupByUuidArgs(Guid Uuid);
[Xdr] public readonly partial record struct NetworkLookupByUuidRet(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkDefineXmlArgs(string Xml);
[Xdr] public readonly partial record struct NetworkDefineXmlRet(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkCreateXmlArgs(string Xml);
[Xdr] public readonly partial record struct NetworkCreateXmlRet(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkDefineXmlFlagsArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct NetworkDefineXmlFlagsRet(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkCreateXmlFlagsArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct NetworkCreateXmlFlagsRet(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkCreateArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkDestroyArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkUndefineArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkGetXmlDescArgs(NetworkRef Network, uint Flags);
[Xdr] public readonly partial record struct NetworkGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct NetworkGetBridgeNameArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkGetBridgeNameRet(string Name);
[Xdr] public readonly partial record struct NetworkIsActiveArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkIsActiveRet(bool Active);
[Xdr] public readonly partial record struct NetworkIsPersistentArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkIsPersistentRet(bool Persistent);
[Xdr] public readonly partial record struct NetworkGetAutostartArgs(NetworkRef Network);
[Xdr] public readonly partial record struct NetworkGetAutostartRet(bool Autostart);
[Xdr] public readonly partial record struct NetworkSetAutostartArgs(NetworkRef Network, bool Autostart);

[Xdr]
public readonly partial record struct NetworkUpdateArgs(
    NetworkRef Network, uint Command, uint Section, int ParentIndex, string Xml, uint Flags);

[Xdr] public readonly partial record struct NetworkGetDhcpLeasesArgs(NetworkRef Network, string? Mac, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct NetworkGetDhcpLeasesRet([Max(65536)] DhcpLease[] Leases, uint Result);

[Xdr]
public readonly partial record struct DhcpLease(
    string Interface, long Expires, int Type, string? Mac, string? Iaid, string Address, uint Prefix, string? Hostname, string? ClientId);
