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
