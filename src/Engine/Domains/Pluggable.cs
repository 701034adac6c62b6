using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>What can be plugged, changed and taken away at all, live and for good: said in libvirt's words, before anything is placed or made.</summary>
/// <remarks>Source: libvirtd's answers to <c>virDomainAttachDeviceFlags</c> and its kin, tried kind by kind; <c>qemu_hotplug.c</c>.</remarks>
static class Pluggable
{
    public static void CheckLive(Devices devices, Device device)
    {
        CheckOnly(devices, device);
        switch (device)
        {
            case Model.Nvram: throw Errors.ConfigUnsupported("nvram device is only supported for PPC64");
            case Filesystem filesystem when filesystem.Driver?.Type is not FilesystemDriverType.Virtiofs:
                throw Errors.Unsupported("only virtiofs filesystems can be hotplugged");
            case Disk { Kind: DiskDevice.Floppy }: throw Errors.Unsupported("floppy device hotplug isn't supported");
            case Controller { Type: not ControllerType.Scsi } controller: throw Errors.Unsupported($"'{controller.Type.Word()}' controller cannot be hot plugged.");
            case Input { Bus: not (null or InputBus.Usb or InputBus.Virtio) } input: throw Errors.Unsupported($"input device on bus '{input.Bus?.Word()}' cannot be hot plugged.");
            case Hostdev { Type: HostdevType.Mdev } when !File.Exists("/dev/vfio/vfio"): throw Errors.ConfigUnsupported("Mediated host device assignment requires VFIO support");
            case Tpm or Panic or Iommu or Memballoon or Graphics or Hub or Sound or Video or Smartcard: throw Unsupported(device, "live attach");
        }
    }

    /// <summary>QEMU would take a second one, and the guest would hear the first alone.</summary>
    static void CheckOnly(Devices devices, Device device)
    {
        if (device is Watchdog && !devices.Watchdogs.IsEmpty) throw Errors.Invalid("domain already has a watchdog");
    }

    public static void CheckSaved(Devices devices, Device device)
    {
        CheckOnly(devices, device);
        switch (device)
        {
            case Model.Nvram: throw Errors.ConfigUnsupported("nvram device is only supported for PPC64");
            case Memballoon or Graphics or Hub or Video or Tpm or Panic or Iommu or Smartcard: throw Unsupported(device, "persistent attach");
            case ConsoleDevice { TargetType: ConsoleTargetType.Serial }:
                throw Errors.Unsupported("attaching serial console is not supported");
            case Serial line when devices.Serials.Any(other => other.Backend.Type == line.Backend.Type && other.Backend.Path == line.Backend.Path && other.Port == line.Port):
            case Channel port when devices.Channels.Any(other => other.Backend.Type == port.Backend.Type && other.Backend.Path == port.Backend.Path && other.TargetName == port.TargetName):
                throw Errors.Invalid("chardev already exists");
            case Controller controller when devices.Controllers.Any(other => other.Type == controller.Type && other.Index == controller.Index):
                throw Errors.Invalid($"controller index='{controller.Index}' already exists");
            case Disk disk when devices.Disks.Any(other => other.Target == disk.Target):
                throw Errors.Invalid($"target {disk.Target} already exists");
            case Disk { Address: { } at } disk when devices.Disks.FirstOrDefault(other => other.Bus == disk.Bus && other.Address == at) is { } holder:
                throw Errors.Invalid($"Domain already contains a disk with that address: '{holder.Target}'");
            case Rng { Address: { } at } when devices.All.FirstOrDefault(other => other.Address == at) is { } holder:
                throw Errors.ConfigUnsupported($"a device with the same address already exists: a <{holder.Element}> is at {at}");
            case Hostdev hostdev when devices.Hostdevs.Any(other => other.Type == hostdev.Type && other.Source == hostdev.Source):
                throw Errors.Invalid("device is already in the domain configuration");
        }
    }

    /// <param name="live">The guest runs; else its saved document is meant.</param>
    public static void CheckChange(Device device, bool live)
    {
        if (device is Disk or Interface or Graphics or MemoryDevice) return;
        throw live ? Errors.ConfigUnsupported($"live update of device '{Name(device)}' is not supported") : Unsupported(device, "persistent update");
    }

    /// <summary>Before the device is looked for.</summary>
    public static void CheckLeave(Device device, bool live)
    {
        if (device is Tpm or Panic or Memballoon or Graphics or Hub or Video or Smartcard or Iommu or Model.Nvram || live && device is Sound) throw Unsupported(device, live ? "live detach" : "persistent detach");
        if (device is ConsoleDevice { TargetType: ConsoleTargetType.Serial } && !live) throw Errors.Invalid("detaching serial console is not supported");
        if (!live) return;
        switch (device)
        {
            case Controller { Type: not ControllerType.Scsi } controller: throw Errors.Unsupported($"'{controller.Type.Word()}' controller cannot be hot unplugged.");
            case Input { Bus: not (null or InputBus.Usb or InputBus.Virtio) } input: throw Errors.Unsupported($"input device on bus '{input.Bus?.Word()}' cannot be detached");
            case ConsoleDevice: throw new VirtException(ErrorCode.DeviceMissing, "device not found: chr type 'console' device not present in domain configuration");
        }
    }

    /// <summary>What libvirt calls it: one word for all lines.</summary>
    static string Name(Device device) => device is CharDevice ? "chr" : device.Element;

    static VirtException Unsupported(Device device, string what) => Errors.Unsupported($"{what} of device '{Name(device)}' is not supported");
}
