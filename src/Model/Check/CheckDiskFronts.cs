using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What the guest is shown of a disk, and whether its bus can show it.</summary>
static class CheckDiskFronts
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var disk in v.Devices.Disks)
        {
            var path = $"/domain/devices/disk[target/@dev='{disk.Target}']";
            foreach (var message in Refused(disk)) yield return Problem.Unsupported(path, message);
            if (disk.Wwn is { } wwn && !IsWwn(wwn)) yield return new(path + "/wwn", ErrorCode.InternalError, $"internal error: a WWN has 16 hexadecimal digits, not '{wwn}'");
            if (disk.RotationRate > 0 && (disk.Bus is not (DiskBus.Scsi or DiskBus.Ide or DiskBus.Sata) || disk.Kind is not DiskDevice.Disk))
                yield return new(path, ErrorCode.InternalError, "internal error: a rotation rate is a disk's on bus scsi, ide or sata", Domain: ErrorDomain.Qemu);
            for (var image = disk.BackingStore; image?.Type is not null; image = image.Below)
                if (image.Source is null) yield return Problem.Wrong(path + "/backingStore", "an image below names no source", "Add <source>, or end the chain by <backingStore/>.");
        }
    }

    static IEnumerable<string> Refused(Disk disk)
    {
        var geometry = disk.Geometry is { Cylinders: > 0, Heads: > 0, Sectors: > 0 } given ? given : null;
        if (geometry is not null && disk.Bus is DiskBus.Usb or DiskBus.Sd) yield return $"no geometry can be given to a disk on bus '{disk.Bus?.Word()}'";
        if (geometry?.Translation is not null && disk.Bus is not DiskBus.Ide) yield return "a geometry's translation is for bus ide alone";
        if (disk.Driver?.CopyOnRead is true && (disk.ReadOnly || disk.IsRemovableMedium || disk.Kind is DiskDevice.Lun))
            yield return $"copy_on_read is for disks that are written: '{disk.Target}' is not";
        if (disk.Wwn is not null && disk.Bus is not (DiskBus.Ide or DiskBus.Scsi)) yield return "Only ide and scsi disk support wwn";
        if (disk.Kind is not DiskDevice.Lun) yield break;
        if (disk.Bus is not (DiskBus.Virtio or DiskBus.Scsi)) yield return $"device='lun' is for bus virtio and scsi, not '{disk.Bus?.Word()}'";
        if (disk.Wwn is not null || disk.Vendor is not null || disk.Product is not null) yield return "a lun shows its own WWN, vendor and product";
    }

    static bool IsWwn(string wwn) => wwn[(wwn.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0)..] is { Length: 16 } digits && digits.All(char.IsAsciiHexDigit);
}
