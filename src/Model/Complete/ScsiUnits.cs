namespace Aerostat.Model;

/// <summary>Places for SCSI devices of the host's that have none: the first free unit of the first controller with room, there or to come.</summary>
static class ScsiUnits
{
    /// <summary>A narrow bus, whatever the controller: as many as libvirt fills on each.</summary>
    const uint Units = 7;

    public static Devices Place(Devices devices)
    {
        foreach (var hostdev in devices.Hostdevs)
        {
            if (hostdev is not { Type: HostdevType.Scsi, Mode: HostdevMode.Subsystem, Address: null }) continue;
            devices = devices with { Hostdevs = devices.Hostdevs.Map(each => ReferenceEquals(each, hostdev) ? each with { Address = Free(devices) } : each) };
        }
        return devices;
    }

    /// <summary>A controller that a host's device needs and nobody wrote is of the model of the one before.</summary>
    public static ControllerModel? Model(Devices devices)
    {
        ControllerModel? model = null;
        var highest = -1;
        foreach (var hostdev in devices.Hostdevs)
        {
            if (hostdev is not { Type: HostdevType.Scsi, Address: DriveAddress at } || (int)at.Controller <= highest) continue;
            highest = (int)at.Controller;
            model = devices.Controllers.FirstOrDefault(controller => controller.Is(ControllerType.Scsi, at.Controller))?.Model ?? model;
        }
        return model;
    }

    static DriveAddress Free(Devices devices)
    {
        HashSet<(uint Controller, uint Bus, uint Target, uint Unit)> taken = [.. devices.Disks.Where(disk => disk.Bus is DiskBus.Scsi).Cast<Device>()
            .Concat(devices.Hostdevs.Where(hostdev => hostdev.Type is HostdevType.Scsi))
            .Select(device => device.Address).OfType<DriveAddress>().Select(at => (at.Controller, at.Bus, at.Target, at.Unit))];
        for (uint controller = 0; ; controller++)
        {
            var last = devices.Controllers.FirstOrDefault(each => each.Is(ControllerType.Scsi, controller))?.Model switch
            {
                ControllerModel.LsiSas1068 => 1u,
                _ => Units - 1,
            };
            for (uint unit = 0; unit <= last; unit++)
                if (!taken.Contains((controller, 0, 0, unit))) return new() { Controller = controller, Unit = unit };
        }
    }
}
