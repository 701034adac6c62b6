using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Controllers against each other, and the devices' places on them.</summary>
static class CheckControllers
{
    /// <summary>Ports of a virtio-serial controller that says nothing else.</summary>
    const uint DefaultPorts = 31;

    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var hasNoUsb = v.Devices.Controllers.Any(c => c is { Type: ControllerType.Usb, Model: ControllerModel.None });
        if (hasNoUsb && v.Devices.Controllers.Count(c => c.Type is ControllerType.Usb) > 1)
            yield return Problem.Detail("/domain/devices/controller[@type='usb']", "model='none' says that there is no USB, and there is another controller");
        HashSet<(ControllerType, uint)> seen = [];
        foreach (var controller in v.Devices.Controllers)
        {
            var path = $"/domain/devices/controller[@type='{controller.Type.Word()}' and @index='{controller.Index}']";
            if (controller.MasterPort is null && !seen.Add((controller.Type, controller.Index ?? 0)) && UsbGroup.Function(controller.Model) is null)
                yield return Problem.Wrong(path, $"Multiple '{controller.Type.Word()}' controllers with index '{controller.Index}'", "Give each its own index.");
            if (controller.Model is ControllerModel.PciRoot or ControllerModel.PcieRoot && controller.Index > 0)
                yield return Problem.Wrong(path, "pci-root and pcie-root controllers should have index 0", domain: ErrorDomain.Qemu);
            if (controller is { Model: ControllerModel.PciRoot or ControllerModel.PcieRoot, Target.Node: { } far } && far >= (v.Cpu?.Numa?.Cells.Count ?? 0))
                yield return Problem.Wrong(path, $"{controller.Model?.Word()} with index {controller.Index} is configured for a NUMA node ({far}) not present in the domain's <cpu><numa> array ({v.Cpu?.Numa?.Cells.Count ?? 0})", domain: ErrorDomain.Qemu);
            if (controller.Target?.Node is { } node && node >= Math.Max(1, v.Cpu?.Numa?.Cells.Count ?? 0))
                yield return Problem.Wrong(path, $"{controller.Model?.Word()} with index {controller.Index} is configured for a NUMA node ({node}) not present in the domain's <cpu><numa> array ({v.Cpu?.Numa?.Cells.Count ?? 0})", domain: ErrorDomain.Qemu);
            if (controller.MasterPort is not null && !v.Devices.Controllers.Any(c => c.Is(ControllerType.Usb, controller.Index ?? 0) && c.MasterPort is null))
                yield return Problem.Detail(path, "No master USB controller specified");
            if (controller.Model is ControllerModel.PciRoot or ControllerModel.PcieRoot && controller.Address is not null)
                yield return Problem.Unsupported(path, "pci-root and pcie-root controllers should not have an address", domain: ErrorDomain.Domain);
            if (controller.Type is ControllerType.Usb && controller.Ports is > 15)
                yield return Problem.Unsupported(path, $"'{controller.Model?.Word()}' controller only supports up to '15' ports");
        }
        // Arm machines get no controller unasked.
        var usesUsb = v.Devices.Disks.Any(disk => disk.Bus is DiskBus.Usb) || !v.Devices.Redirdevs.IsEmpty || v.Devices.Sounds.Any(sound => sound.Model is SoundModel.Usb);
        if (hasNoUsb && usesUsb || !hasNoUsb && MachineFamily.Of(v).IsArm && !v.Devices.Controllers.Any(c => c.Type is ControllerType.Usb)
            && (v.Devices.Inputs.Any(input => input.Bus is InputBus.Usb) || v.Devices.Hostdevs.Any(hostdev => hostdev.Type is HostdevType.Usb) || usesUsb || !v.Devices.Hubs.IsEmpty))
            yield return Problem.Unsupported("/domain/devices/controller[@type='usb']", "USB is disabled for this domain, but USB devices are present in the domain XML", "Add <controller type='usb' model='qemu-xhci'/>.");
        if (hasNoUsb)
        {
            if (v.Devices.Inputs.Any(input => input.Bus is InputBus.Usb))
                yield return Problem.Unsupported("/domain/devices/input", "Can't add USB input device. USB bus is disabled", domain: ErrorDomain.Domain);
            if (v.Devices.Hostdevs.Any(hostdev => hostdev.Type is HostdevType.Usb))
                yield return Problem.Unsupported("/domain/devices/hostdev", "Can't add host USB device: USB is disabled in this host", domain: ErrorDomain.Domain);
            if (!v.Devices.Hubs.IsEmpty)
                yield return Problem.Unsupported("/domain/devices/hub", "Can't add USB hub: USB is disabled for this domain", domain: ErrorDomain.Domain);
        }
        HashSet<(uint, uint)> ports = [];
        foreach (var channel in v.Devices.Channels)
        {
            if (channel is { TargetType: ChannelTargetType.Virtio, Address: VirtioSerialAddress { Port: > 0 } place })
            {
                if (!ports.Add((place.Controller, place.Port))) yield return Problem.Wrong("/domain/devices/channel/address", $"virtio serial port {place.Port} on controller {place.Controller} is already occupied");
                if (v.Devices.Controllers.FirstOrDefault(c => c.Is(ControllerType.VirtioSerial, place.Controller)) is { } serial && place.Port >= (serial.Ports ?? DefaultPorts))
                    yield return Problem.Wrong("/domain/devices/channel/address", $"virtio serial controller {place.Controller} does not have port {place.Port}");
            }
            if (channel is { TargetType: ChannelTargetType.Virtio, Address: VirtioSerialAddress at } && !v.Devices.Controllers.Any(c => c.Is(ControllerType.VirtioSerial, at.Controller)))
                yield return Problem.Wrong("/domain/devices/channel", $"virtio serial controller {at.Controller} is missing");
        }
    }
}
