using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The places that a storage bus has.</summary>
static class CheckDiskPlaces
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var machine = MachineFamily.Of(v);
        if (machine.HasBuiltinIde && v.Devices.Controllers.Any(c => c.Type is ControllerType.Ide && c.Index > 0))
            yield return Problem.Unsupported("/domain/devices/controller[@type='ide']", "this machine type has one IDE controller at most", "Use bus='sata' or 'scsi' for more drives.");
        foreach (var disk in v.Devices.Disks)
        {
            if (disk.Address is DriveAddress at && Place(disk, at, v) is { } problem)
                yield return problem with { Path = $"/domain/devices/disk[target/@dev='{disk.Target}']/address" };
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
}
