using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A disk's bus, driver, and place.</summary>
static class CompleteDisks
{
    public static Disk Of(Disk disk)
    {
        var bus = disk.Bus ?? DiskTarget.Bus(disk.Target, disk.Kind);
        var driver = disk.Driver ?? new();
        return disk with
        {
            Bus = bus,
            Type = disk is { Type: DiskType.Network or DiskType.Volume, IsEmpty: true } ? DiskType.File : disk.Type,
            Source = disk.Source is null ? null : Source(disk.Source),
            Encryption = Engine(disk.Encryption),
            BackingStore = Below(disk.BackingStore),
            Snapshot = disk.Snapshot ?? (disk.Type is DiskType.VhostUser ? DiskSnapshot.No : null),
            ReadOnly = disk.ReadOnly || disk.Kind is DiskDevice.Cdrom,
            Driver = driver with
            {
                Name = driver.Name ?? "qemu",
                // Never guessed: a guest can write what a guess would read.
                Format = driver.Format ?? (disk.Type is DiskType.Volume ? null : StorageFormat.Raw),
            },
            Address = disk.Address ?? Place(disk, bus),
        };
    }

    static DiskSource Source(DiskSource source) => source with
    {
        Name = source.Protocol is NetworkProtocol.Iscsi ? CompleteHostdevs.IscsiName(source.Name) : source.Name,
        Hosts = source.Hosts.Map(host => host.Transport is HostTransport.Unix ? host : host with { Port = host.Port ?? Port(source.Protocol) }),
        Encryption = Engine(source.Encryption),
    };

    static BackingStore? Below(BackingStore? image) =>
        image is null ? null : image with { Source = image.Source is null ? null : Source(image.Source), Below = Below(image.Below) };

    static Encryption? Engine(Encryption? encryption) =>
        encryption is { Engine: null } ? encryption with { Engine = EncryptionEngine.Qemu } : encryption;

    static uint? Port(NetworkProtocol? protocol) => protocol switch
    {
        NetworkProtocol.Nbd => 10809,
        NetworkProtocol.Gluster => 24007,
        NetworkProtocol.Iscsi => 3260,
        NetworkProtocol.Http => 80,
        NetworkProtocol.Https => 443,
        NetworkProtocol.Ftp => 21,
        NetworkProtocol.Ftps => 990,
        NetworkProtocol.Tftp => 69,
        NetworkProtocol.Ssh => 22,
        NetworkProtocol.Sheepdog => 7000,
        NetworkProtocol.Vxhs => 9999,
        _ => null,
    };

    /// <summary>The unit follows from the target's letters.</summary>
    static DriveAddress? Place(Disk disk, DiskBus bus)
    {
        if (DiskTarget.Index(disk.Target) is not { } index) return null;
        return bus switch
        {
            // A narrow bus has 8 units, of which one is the controller's own.
            DiskBus.Scsi => new() { Controller = index / 7, Unit = index % 7 },
            DiskBus.Ide => new() { Controller = index / 4, Bus = index % 4 / 2, Unit = index % 2 },
            DiskBus.Sata => new() { Controller = index / 6, Unit = index % 6 },
            DiskBus.Fdc => new() { Controller = index / 2, Unit = index % 2 },
            _ => null,
        };
    }
}
