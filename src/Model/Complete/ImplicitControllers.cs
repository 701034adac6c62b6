using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Controllers that devices need and nobody wrote.</summary>
static class ImplicitControllers
{
    /// <param name="scsi">The model of those for SCSI disks; null: the machine's usual one.</param>
    public static Devices Add(Devices devices, MachineFamily machine, ControllerModel? scsi = null)
    {
        devices = Drives(devices, scsi);
        devices = VirtioSerial(devices);
        if (!devices.Smartcards.IsEmpty)
            devices = devices with { Controllers = ControllerOrder.Ensure(devices.Controllers, ControllerType.Ccid, 0) };
        devices = ScsiUnits.Place(devices);
        var model = ScsiUnits.Model(devices);
        foreach (var hostdev in devices.Hostdevs)
        {
            if (hostdev is { Type: HostdevType.Scsi, Address: DriveAddress drive }) devices = Ensure(devices, ControllerType.Scsi, drive.Controller, model);
        }
        return devices;
    }

    /// <summary>Each gets its number, a companion of USB 2 its first port; then they stand in order.</summary>
    public static ValueList<Controller> InOrder(ValueList<Controller> controllers) => ControllerOrder.Sorted(Numbered(controllers.Map(controller =>
        controller.MasterPort is null && UsbGroup.StartPort(controller.Model) is { } port ? controller with { MasterPort = port } : controller)));

    /// <summary>Who has no number gets the next of its kind.</summary>
    public static ValueList<Controller> Numbered(ValueList<Controller> controllers)
    {
        Controller[] all = [.. controllers];
        HashSet<(ControllerType, uint)> used = [.. all.Where(controller => controller.Index is not null).Select(controller => (controller.Type, controller.Index!.Value))];
        if (used.Count == all.Length) return controllers;
        Dictionary<ControllerType, uint> lowest = [];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Index is not null) continue;
            var index = all[i].Model is ControllerModel.PciRoot or ControllerModel.PcieRoot ? 0 : Group(all, i) ?? Unused(all[i].Type);
            all[i] = all[i] with { Index = index };
            used.Add((all[i].Type, index));
        }
        return [.. all];

        uint Unused(ControllerType type)
        {
            var index = lowest.GetValueOrDefault(type);
            while (used.Contains((type, index))) index++;
            return lowest[type] = index;
        }
    }

    /// <summary>A controller of USB 2 belongs to the one before it, unless its kind is there already.</summary>
    static uint? Group(Controller[] controllers, int at)
    {
        if (UsbGroup.Function(controllers[at].Model) is null) return null;
        var before = controllers.Take(at).LastOrDefault(other => other.Type is ControllerType.Usb);
        return before is not null && UsbGroup.Function(before.Model) is not null
            && !Array.Exists(controllers, other => other.Is(ControllerType.Usb, before.Index!.Value) && other.Model == controllers[at].Model) ? before.Index : null;
    }

    static Devices Ensure(Devices devices, ControllerType type, uint highest, ControllerModel? model = null)
    {
        if (highest > Controller.MaxIndex)
            throw new VirtException(ErrorCode.XmlError, $"XML error: controller index {highest} too high, maximum is {Controller.MaxIndex}", ErrorDomain.Domain);
        for (uint i = 0; i <= highest; i++)
            devices = devices with { Controllers = ControllerOrder.Ensure(devices.Controllers, type, i, model) };
        return devices;
    }

    static Devices Drives(Devices devices, ControllerModel? scsi)
    {
        foreach (var (bus, type) in (ReadOnlySpan<(DiskBus, ControllerType)>)
            [(DiskBus.Scsi, ControllerType.Scsi), (DiskBus.Fdc, ControllerType.Fdc), (DiskBus.Ide, ControllerType.Ide), (DiskBus.Sata, ControllerType.Sata)])
        {
            var highest = -1;
            foreach (var disk in devices.Disks)
                if (disk.Bus == bus && disk.Address is DriveAddress at) highest = Math.Max(highest, (int)at.Controller);
            if (highest >= 0) devices = Ensure(devices, type, (uint)highest, type is ControllerType.Scsi ? scsi : null);
        }
        return devices;
    }

    static Devices VirtioSerial(Devices devices)
    {
        foreach (var device in devices.Channels.Cast<Device>().Concat(devices.Consoles))
        {
            if (device is not (Channel { TargetType: ChannelTargetType.Virtio } or ConsoleDevice { TargetType: ConsoleTargetType.Virtio })) continue;
            if (device.Address is not (null or VirtioSerialAddress)) continue;
            var wanted = (device.Address as VirtioSerialAddress)?.Controller;
            if (wanted > Controller.MaxIndex) devices = Ensure(devices, ControllerType.VirtioSerial, wanted.Value);
            devices = devices with { Controllers = ControllerOrder.Ensure(devices.Controllers, ControllerType.VirtioSerial, wanted ?? 0) };
        }
        return devices;
    }
}
