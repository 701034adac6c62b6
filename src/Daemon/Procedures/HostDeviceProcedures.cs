using Aerostat.Engine;
using Aerostat.Engine.HostDevices;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>The host's devices and interfaces, as they are.</summary>
sealed class HostDeviceProcedures(Hypervisor host)
{
    const int MostDevices = 65536, MostInterfaces = 16384;
    const uint Inactive = 1u << 30, Active = 1u << 31, AllKinds = (1u << 22) - 1;

    NodeDevices Devices => host.Devices;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.ConnectListAllNodeDevices, List)
            .On(Remote.NodeNumOfDevices, (args, call) => new NodeNumOfDevicesRet(Of(args.Capability, args.Flags, call).Count()))
            .On(Remote.NodeListDevices, (args, call) => new NodeListDevicesRet([.. Of(args.Capability, args.Flags, call).Take(call.UpTo(args.MaxNames, MostDevices, ErrorCode.Rpc)).Select(device => device.Name)]))
            .On(Remote.NodeDeviceLookupByName, (args, _) => new NodeDeviceLookupByNameRet(new(Devices[args.Name].Name)))
            .On(Remote.NodeDeviceGetXmlDesc, (args, call) =>
            {
                call.Flags(args.Flags, 0);
                return new NodeDeviceGetXmlDescRet(Devices.Xml(args.Name));
            })
            .On(Remote.NodeDeviceGetParent, (args, _) => new NodeDeviceGetParentRet(Devices[args.Name].Parent))
            .On(Remote.NodeDeviceNumOfCaps, (args, _) => new NodeDeviceNumOfCapsRet(Capabilities(args.Name).Length))
            .On(Remote.NodeDeviceListCaps, (args, call) => new NodeDeviceListCapsRet([.. Capabilities(args.Name).Take(call.UpTo(args.MaxNames, MostDevices, ErrorCode.Rpc))]));
        table
            .On(Remote.InterfaceLookupByName, (args, _) => new InterfaceLookupByNameRet(RefOf(Interfaces.Named(args.Name))))
            .On(Remote.InterfaceLookupByMacString, (args, _) => new InterfaceLookupByMacStringRet(RefOf(Interfaces.WithMac(args.Mac))))
            .On(Remote.InterfaceGetXmlDesc, (args, call) =>
            {
                const uint inactive = 1;
                call.Flags(args.Flags, inactive);
                return new InterfaceGetXmlDescRet(Interfaces.Xml(args.Interface.Name));
            })
            .On(Remote.NodeDeviceIsActive, (args, _) => new NodeDeviceIsActiveRet(Devices[args.Name].Name.Length > 0 ? 1 : 0))
            .On(Remote.NodeDeviceIsPersistent, (args, _) => new NodeDeviceIsPersistentRet(Devices[args.Name].Name.Length > 0 ? 0 : 1));
        table
            .On(Remote.InterfaceIsActive, (args, _) => new InterfaceIsActiveRet(Interfaces.List(InterfaceStates.Active).Any(card => card.Name == args.Interface.Name) ? 1 : 0))
            .On(Remote.ConnectNumOfInterfaces, _ => new ConnectNumOfInterfacesRet(Interfaces.List(InterfaceStates.Active).Count()))
            .On(Remote.ConnectListInterfaces, (args, call) => new ConnectListInterfacesRet(Names(InterfaceStates.Active, args.MaxNames, call)))
            .On(Remote.ConnectNumOfDefinedInterfaces, _ => new ConnectNumOfDefinedInterfacesRet(Interfaces.List(InterfaceStates.Inactive).Count()))
            .On(Remote.ConnectListDefinedInterfaces, (args, call) => new ConnectListDefinedInterfacesRet(Names(InterfaceStates.Inactive, args.MaxNames, call)))
            .On(Remote.ConnectListAllInterfaces, (args, call) =>
            {
                InterfaceRef[] found = [.. Interfaces.List((InterfaceStates)call.Flags(args.Flags, 3)).Select(card => new InterfaceRef(card.Name, card.Mac))];
                return new ConnectListAllInterfacesRet(args.NeedResults ? found : [], (uint)found.Length);
            });
    }

    static InterfaceRef RefOf((string Name, string Mac) card) => new(card.Name, card.Mac);

    static string[] Names(InterfaceStates state, int most, Call call) => [.. Interfaces.List(state).Take(call.UpTo(most, MostInterfaces, ErrorCode.Rpc)).Select(card => card.Name)];

    /// <summary>All are active: none is defined here that is not there.</summary>
    ConnectListAllNodeDevicesRet List(ConnectListAllNodeDevicesArgs args, Call call)
    {
        var flags = call.Flags(args.Flags, AllKinds | Inactive | Active);
        NodeDeviceRef[] found = (flags & (Inactive | Active)) == Inactive ? []
            : (flags & AllKinds) is var kinds and not 0 && (kinds & (uint)(DeviceKinds.System | DeviceKinds.Pci | DeviceKinds.Net | DeviceKinds.Storage)) == 0 ? []
            : [.. Devices.List((DeviceKinds)(flags & AllKinds)).Select(device => new NodeDeviceRef(device.Name))];
        return new(args.NeedResults ? found : [], (uint)found.Length);
    }

    /// <summary>A device is of one kind here.</summary>
    string[] Capabilities(string name) => [Devices[name].Capability];

    IEnumerable<NodeDevice> Of(string? capability, uint flags, Call call)
    {
        call.Flags(flags, 0);
        return Devices.All.Where(device => capability is null || device.Capability == capability);
    }
}
