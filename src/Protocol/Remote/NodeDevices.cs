namespace Aerostat.Protocol;

// Devices of the host.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesRet> ConnectListAllNodeDevices =
        new(285, "connect:search_node_devices");
    public static readonly Procedure<NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameRet> NodeDeviceLookupByName = new(113, "node_device:getattr");
    public static readonly Procedure<NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescRet> NodeDeviceGetXmlDesc = new(114, "node_device:read");
    public static readonly Procedure<NodeNumOfDevicesArgs, NodeNumOfDevicesRet> NodeNumOfDevices = new(111, "connect:search_node_devices");
    public static readonly Procedure<NodeListDevicesArgs, NodeListDevicesRet> NodeListDevices = new(112, "connect:search_node_devices");
    public static readonly Procedure<NodeDeviceGetParentArgs, NodeDeviceGetParentRet> NodeDeviceGetParent = new(115, "node_device:read");
    public static readonly Procedure<NodeDeviceNumOfCapsArgs, NodeDeviceNumOfCapsRet> NodeDeviceNumOfCaps = new(116, "node_device:read");
    public static readonly Procedure<NodeDeviceListCapsArgs, NodeDeviceListCapsRet> NodeDeviceListCaps = new(117, "node_device:read");
    public static readonly Procedure<NodeDeviceDettachArgs, Nothing> NodeDeviceDettach = new(118, "node_device:detach");
    public static readonly Procedure<NodeDeviceReAttachArgs, Nothing> NodeDeviceReAttach = new(119, "node_device:detach");
    public static readonly Procedure<NodeDeviceResetArgs, Nothing> NodeDeviceReset = new(120, "node_device:detach");
    public static readonly Procedure<NodeDeviceCreateXmlArgs, NodeDeviceCreateXmlRet> NodeDeviceCreateXml = new(123, "node_device:write node_device:start");
    public static readonly Procedure<NodeDeviceDestroyArgs, Nothing> NodeDeviceDestroy = new(124, "node_device:stop");
    public static readonly Procedure<NodeDeviceDetachFlagsArgs, Nothing> NodeDeviceDetachFlags = new(301, "node_device:detach");
    public static readonly Procedure<NodeDeviceDefineXmlArgs, NodeDeviceDefineXmlRet> NodeDeviceDefineXml = new(428, "node_device:write node_device:save");
    public static readonly Procedure<NodeDeviceUndefineArgs, Nothing> NodeDeviceUndefine = new(429, "node_device:delete");
    public static readonly Procedure<NodeDeviceCreateArgs, Nothing> NodeDeviceCreate = new(430, "node_device:start");
    public static readonly Procedure<NodeDeviceGetAutostartArgs, NodeDeviceGetAutostartRet> NodeDeviceGetAutostart = new(433, "node_device:read");
    public static readonly Procedure<NodeDeviceSetAutostartArgs, Nothing> NodeDeviceSetAutostart = new(434, "node_device:write");
    public static readonly Procedure<NodeDeviceIsPersistentArgs, NodeDeviceIsPersistentRet> NodeDeviceIsPersistent = new(435, "node_device:read");
    public static readonly Procedure<NodeDeviceIsActiveArgs, NodeDeviceIsActiveRet> NodeDeviceIsActive = new(436, "node_device:read");
}

[Xdr] public readonly partial record struct ConnectListAllNodeDevicesArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllNodeDevicesRet([Max(65536)] NodeDeviceRef[] Devices, uint Count);
[Xdr] public readonly partial record struct NodeDeviceLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceLookupByNameRet(NodeDeviceRef Device);
[Xdr] public readonly partial record struct NodeDeviceGetXmlDescArgs(string Name, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct NodeNumOfDevicesArgs(string? Capability, uint Flags);
[Xdr] public readonly partial record struct NodeNumOfDevicesRet(int Count);
[Xdr] public readonly partial record struct NodeListDevicesArgs(string? Capability, int MaxNames, uint Flags);
[Xdr] public readonly partial record struct NodeListDevicesRet([Max(65536)] string[] Names);
[Xdr] public readonly partial record struct NodeDeviceGetParentArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceGetParentRet(string? Parent);
[Xdr] public readonly partial record struct NodeDeviceNumOfCapsArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceNumOfCapsRet(int Count);
[Xdr] public readonly partial record struct NodeDeviceListCapsArgs(string Name, int MaxNames);
[Xdr] public readonly partial record struct NodeDeviceListCapsRet([Max(65536)] string[] Names);
[Xdr] public readonly partial record struct NodeDeviceDettachArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceReAttachArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceResetArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceCreateXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceCreateXmlRet(NodeDeviceRef Device);
[Xdr] public readonly partial record struct NodeDeviceDestroyArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceDetachFlagsArgs(string Name, string? Driver, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceDefineXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceDefineXmlRet(NodeDeviceRef Device);
[Xdr] public readonly partial record struct NodeDeviceUndefineArgs(string Name, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceCreateArgs(string Name, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceGetAutostartArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceGetAutostartRet(int Autostart);
[Xdr] public readonly partial record struct NodeDeviceSetAutostartArgs(string Name, int Autostart);
[Xdr] public readonly partial record struct NodeDeviceIsPersistentArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceIsPersistentRet(int Persistent);
[Xdr] public readonly partial record struct NodeDeviceIsActiveArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceIsActiveRet(int Active);
