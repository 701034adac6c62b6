using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Turns <c>&lt;boot dev=…&gt;</c> into an order: the first device of each kind gets the kind's place.</summary>
static class BootIndexes
{
    public static DomainDefinition Fill(DomainDefinition domain)
    {
        if (domain.Os.Boot.IsEmpty) return domain;
        var order = domain.Os.Boot.Select((boot, i) => (boot.Kind, Place: (uint)i + 1)).DistinctBy(boot => boot.Kind).ToDictionary(boot => boot.Kind, boot => boot.Place);
        return domain with
        {
            Devices = domain.Devices with
            {
                Disks = domain.Devices.Disks.Map(disk => Take(order, disk.Kind switch
                {
                    DiskDevice.Cdrom => BootKind.Cdrom,
                    DiskDevice.Floppy => BootKind.Fd,
                    _ => BootKind.Hd,
                }) is { } place ? disk with { BootOrder = place } : disk),
                Interfaces = domain.Devices.Interfaces.Map(card => Take(order, BootKind.Network) is { } place ? card with { BootOrder = place } : card),
            },
        };
    }

    static uint? Take(Dictionary<BootKind, uint> order, BootKind kind) => order.Remove(kind, out var place) ? place : null;
}
