using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Whether a machine's PCI may get more buses: not while it runs, as needed later, and with one to spare when it is new.</summary>
enum PciGrowth { None, AsNeeded, New }

/// <summary>Places the PCI devices that have no place yet, and adds the bridges and ports that they need, as libvirt does.</summary>
/// <remarks>
/// A trial on a machine that may grow tells which buses are missing; with their controllers added, the placement itself does the same
/// once more. What a document named stays where it is.
/// </remarks>
static class PciAddresses
{
    public static Devices Assign(Devices devices, MachineFamily machine, PciGrowth growth)
    {
        if (!machine.HasPci) return devices;
        if (growth is not PciGrowth.None) devices = Grow(devices, machine, growth);
        Placement final = new(devices, machine, PciSpace.Of(devices.Controllers, grows: false));
        final.Reserve();
        final.PlaceAll();
        devices = devices.At(final.Places);
        return devices with { Controllers = PciTargets.Number(devices.Controllers) };
    }

    /// <summary>The trial: adds the controllers of all buses that the devices turn out to need.</summary>
    static Devices Grow(Devices devices, MachineFamily machine, PciGrowth growth)
    {
        var given = devices.Controllers.Where(c => c.IsPci);
        var trial = PciSpace.Of(given, grows: true);
        if (trial.Buses.Count == 0) return devices;
        var highest = trial.Buses.Count;

        Placement first = new(devices, machine, trial);
        first.Reserve();
        // A bridge may be needed once this bus is full, and it needs a slot of it.
        if (!machine.HasPciExpressRoot && !trial.IsFull) first.Spare(PciConnect.Pci | PciConnect.Hotplug);
        first.PlaceAll();
        // One port more for a device to be plugged, on machines whose ports are ours to manage.
        if (growth is PciGrowth.New && machine.HasPciExpressRoot && highest == 1 && trial.Buses.Count > 1) first.Spare(PciConnect.Pcie | PciConnect.Hotplug);

        for (var i = 1; i < trial.Buses.Count; i++)
            devices = devices with { Controllers = ControllerOrder.Ensure(devices.Controllers, ControllerType.Pci, (uint)i, trial.Buses[i].Model) };
        return devices with { Controllers = devices.Controllers.Map(c => PciTargets.WithModel(c)) };
    }

    /// <summary>The devices in the order in which they are placed.</summary>
    internal static IEnumerable<Device> Order(Devices d) =>
    [
        .. d.Filesystems, .. d.Interfaces.Where(card => card.Type is not InterfaceType.Hostdev), .. d.Sounds,
        .. d.Controllers.Where(c => !c.IsPci),
        .. d.Disks, .. d.Interfaces.Where(card => card.Type is InterfaceType.Hostdev), .. d.Hostdevs,
        .. d.Memballoon is null ? [] : new Device[] { d.Memballoon },
        .. d.Rngs, .. d.Watchdogs, .. d.Videos, .. d.Shmems, .. d.Inputs,
        .. d.Parallels, .. d.Serials, .. d.Consoles, .. d.Channels,
        .. d.Vsock is null ? [] : new Device[] { d.Vsock },
        .. d.Memories, .. d.Cryptos, .. d.Panics,
    ];
}
