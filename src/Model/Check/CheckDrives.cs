using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Places that a storage bus has, and what its drives can be.</summary>
static class CheckDrives
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var machine = MachineFamily.Of(v);
        if (machine.HasBuiltinIde && v.Devices.Controllers.Any(c => c.Type is ControllerType.Ide && c.Index > 0))
            yield return Problem.Unsupported("/domain/devices/controller[@type='ide']", "this machine type has one IDE controller at most", "Use bus='sata' or 'scsi' for more drives.");
        foreach (var disk in v.Devices.Disks)
        {
            var path = $"/domain/devices/disk[target/@dev='{disk.Target}']";
            if (disk.Address is DriveAddress at && Place(disk, at, v) is { } place) yield return place with { Path = path + "/address" };
            foreach (var message in Frontend(disk)) yield return Problem.Unsupported(path, message);
            if (disk.Wwn is { } wwn && !IsWwn(wwn)) yield return new(path + "/wwn", ErrorCode.InternalError, $"internal error: a WWN has 16 hexadecimal digits, not '{wwn}'");
            if (disk.RotationRate > 0 && (disk.Bus is not (DiskBus.Scsi or DiskBus.Ide or DiskBus.Sata) || disk.Kind is not DiskDevice.Disk))
                yield return new(path, ErrorCode.InternalError, "internal error: a rotation rate is a disk's on bus scsi, ide or sata", Domain: ErrorDomain.Qemu);
            for (var image = disk.BackingStore; image?.Type is not null; image = image.Below)
                if (image.Source is null) yield return Problem.Wrong(path + "/backingStore", "an image below names no source", "Add <source>, or end the chain by <backingStore/>.");
        }
    }

    static Problem? Place(Disk disk, DriveAddress at, DomainDefinition v) => disk.Bus switch
    {
        DiskBus.Scsi when at.Bus != 0 => Internal("a SCSI controller has one bus, 0"),
        DiskBus.Scsi when at.Target != 0 && v.Devices.Controllers.Any(c => c.Is(ControllerType.Scsi, at.Controller) && c.Model is ControllerModel.LsiLogic) => Not("an lsilogic controller has one target, 0"),
        DiskBus.Ide when at.Controller != 0 => Internal("there is one IDE controller, 0"),
        DiskBus.Ide when at.Target != 0 => Not("an IDE controller has one target, 0"),
        DiskBus.Fdc when at.Controller != 0 || at.Bus != 0 => Internal("there is one floppy controller with one bus, 0"),
        DiskBus.Fdc when at.Target != 0 => Not("a floppy controller has one target, 0"),
        DiskBus.Sata when at.Bus != 0 => Not("a SATA controller has one bus, 0"),
        DiskBus.Sata when at.Target != 0 => Not("a SATA controller has one target, 0"),
        _ => null,
    };

    static Problem Internal(string message) => new("", ErrorCode.InternalError, $"internal error: {message}", Domain: ErrorDomain.Qemu);

    static Problem Not(string message) => Problem.Unsupported("", message);

    static IEnumerable<string> Frontend(Disk disk)
    {
        var geometry = disk.Geometry is { Cylinders: > 0, Heads: > 0, Sectors: > 0 } given ? given : null;
        if (geometry is not null && disk.Bus is DiskBus.Usb or DiskBus.Sd) yield return $"no geometry can be given to a disk on bus '{disk.Bus?.Word()}'";
        if (geometry?.Translation is not null && disk.Bus is not DiskBus.Ide) yield return "a geometry's translation is for bus ide alone";
        if (disk.Driver?.CopyOnRead is true && (disk.ReadOnly || disk.IsRemovableMedium || disk.Kind is DiskDevice.Lun))
            yield return $"copy_on_read is for disks that are written: '{disk.Target}' is not";
        if (disk.Wwn is not null && disk.Bus is not (DiskBus.Ide or DiskBus.Scsi)) yield return "a WWN can be given to disks on bus ide and scsi";
        if (disk.Kind is not DiskDevice.Lun) yield break;
        if (disk.Bus is not (DiskBus.Virtio or DiskBus.Scsi)) yield return $"device='lun' is for bus virtio and scsi, not '{disk.Bus?.Word()}'";
        if (disk.Wwn is not null || disk.Vendor is not null || disk.Product is not null) yield return "a lun shows its own WWN, vendor and product";
    }

    static bool IsWwn(string wwn) => wwn[(wwn.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0)..] is { Length: 16 } digits && digits.All(char.IsAsciiHexDigit);
}
