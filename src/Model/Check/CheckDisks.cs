using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Disks against each other and against themselves.</summary>
static class CheckDisks
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        Dictionary<string, Disk> targets = [];
        foreach (var disk in v.Devices.Disks)
        {
            if (disk.Target.Length > 0 && !targets.TryAdd(disk.Target, disk))
                yield return Problem.Wrong($"/domain/devices/disk[target/@dev='{disk.Target}']",
                    $"target '{disk.Target}' duplicated for disk sources '{targets[disk.Target].Source?.Path ?? "(null)"}' and '{disk.Source?.Path ?? "(null)"}'", "Give each disk a target of its own.");
        }
        Dictionary<(DiskBus, DriveAddress), Disk> places = [];
        foreach (var disk in v.Devices.Disks)
        {
            var path = $"/domain/devices/disk[target/@dev='{disk.Target}']";
            if (disk.Target.Length == 0) { yield return new("/domain/devices/disk/target", ErrorCode.NoTarget, disk.IsEmpty ? "missing target information for device" : $"missing target information for device {disk.Source!.Path}"); continue; }
            if (disk.IsEmpty && !disk.IsRemovableMedium)
                yield return new(path, ErrorCode.NoSource, disk.Target, "Only a cdrom or floppy drive may be empty: name a <source>.");
            if (DiskTarget.IsPartition(disk.Target)) yield return Problem.Unsupported(path, $"invalid disk target '{disk.Target}', partitions can't appear in disk targets");
            else if (DiskTarget.Index(disk.Target) is null)
                yield return Problem.Wrong(path, $"Unknown disk name '{disk.Target}' and no address specified", "Names are like vda, sda, hda.");
            foreach (var problem in Own(disk, path, v)) yield return problem;
            if (disk.Address is DriveAddress at && disk.Bus is { } bus)
            {
                if (places.TryGetValue((bus, at), out var first))
                    yield return Problem.Unsupported(path, $"Found duplicate drive address for disk with target name '{first.Target}' controller='{at.Controller}' bus='{at.Bus}' target='{at.Target}' unit='{at.Unit}'", domain: ErrorDomain.Domain);
                else places[(bus, at)] = disk;
            }
        }
    }

    static IEnumerable<Problem> Own(Disk disk, string path, DomainDefinition v)
    {
        if (disk.Driver?.Name is not (null or "qemu"))
            yield return Problem.Unsupported(path, $"unsupported driver name '{disk.Driver.Name}' for disk '{disk.Target}'", "<driver name='qemu' …/> is the only one.");
        if (disk.Kind is DiskDevice.Lun && disk.Type is not (DiskType.Block or DiskType.Network or DiskType.Volume))
            yield return Problem.Unsupported(path, $"disk device='lun' is only valid for block type disk source", domain: ErrorDomain.Domain);
        if (disk.Kind is DiskDevice.Floppy && disk.Bus is not DiskBus.Fdc)
            yield return Problem.Unsupported(path, $"Invalid bus type '{disk.Bus?.Word()}' for floppy disk", domain: ErrorDomain.Domain);
        if (disk.Kind is not DiskDevice.Floppy && disk.Bus is DiskBus.Fdc)
            yield return Problem.Unsupported(path, $"Invalid bus type 'fdc' for disk", domain: ErrorDomain.Domain);
        if (disk.Bus is DiskBus.Xen or DiskBus.Uml or DiskBus.Sd && disk.Bus is not DiskBus.Sd)
            yield return Problem.Unsupported(path, $"disk device='{disk.Kind.Word()}' on bus '{disk.Bus?.Word()}' is not supported by QEMU");
        if (disk.Kind is DiskDevice.Cdrom && disk.Bus is DiskBus.Virtio)
            yield return Problem.Unsupported(path, $"disk type 'virtio' of '{disk.Target}' does not support ejectable media", "Put the drive on bus sata, scsi or ide.");
        if (disk.Vendor is not null && disk.Bus is not DiskBus.Scsi || disk.Product is not null && disk.Bus is not DiskBus.Scsi)
            yield return Problem.Unsupported(path, "Only scsi disk supports vendor and product");
        if (disk.Driver?.IoThread is { } thread && !HasThread(v, thread))
            yield return Problem.Unsupported(path, $"IOThread '{thread}' not defined in iothreadid", "Raise <iothreads>.");
        if (disk is { Bus: DiskBus.Usb, Address: not (null or UsbAddress) })
            yield return new(path, ErrorCode.InternalError, "internal error: unexpected address type for usb disk", Domain: ErrorDomain.Qemu);
        else if (disk.Address is { } at && !Fits(disk.Bus, at))
            yield return Problem.Unsupported(path, $"Invalid address type '{at.Type.Word()}' for the disk '{disk.Target}' with the bus type '{disk.Bus?.Word()}'", domain: ErrorDomain.Domain);
    }

    internal static bool HasThread(DomainDefinition v, uint id) => v.IoThreadIds.IsEmpty ? id <= (v.IoThreads ?? 0) : v.IoThreadIds.Any(t => t.Id == id);

    static bool Fits(DiskBus? bus, DeviceAddress at) => bus switch
    {
        DiskBus.Scsi or DiskBus.Ide or DiskBus.Sata or DiskBus.Fdc => at is DriveAddress,
        DiskBus.Virtio => at is PciAddress or CcwAddress or VirtioMmioAddress or VirtioS390Address,
        DiskBus.Usb => at is UsbAddress,
        _ => true,
    };
}
