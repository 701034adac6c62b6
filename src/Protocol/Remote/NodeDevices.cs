namespace Aerostat.Protocol;

// Devices of the host.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesRet> ConnectListAllNodeDevices =
        new(285, "connect:search_node_devices");
    public static readonly Procedure<NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameRet> NodeDeviceLookupByName = new(113, "node_device:getattr");
    public static readonly Procedure<NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescRet> NodeDeviceGetXmlDesc = new(114, "node_device:read");
}

[Xdr] public readonly partial record struct ConnectListAllNodeDevicesArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllNodeDevicesRet([Max(65536)] NodeDeviceRef[] Devices, uint Count);
[Xdr] public readonly partial record struct NodeDeviceLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct NodeDeviceLookupByNameRet(NodeDeviceRef Device);
[Xdr] public readonly partial record struct NodeDeviceGetXmlDescArgs(string Name, uint Flags);
[Xdr] public readonly partial record struct NodeDeviceGetXmlDescRet(string Xml);
