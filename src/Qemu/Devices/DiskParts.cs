using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>The drive that a guest sees; the nodes it reads from are in <see cref="DiskNodes"/>.</summary>
static class DiskParts
{
    extension(Disk disk)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            if (disk.Bus is DiskBus.Sd)
            {
                yield return disk.Card();
                yield break;
            }
            foreach (var node in disk.Nodes(machine)) yield return node;
            yield return disk.Drive(machine);
        }

        /// <summary>A board's own slot for a memory card takes no node: only the old option reaches it.</summary>
        Part Card() => Part.Option("-drive", new Words(disk.Source?.Path is not { } path ? "" : $"file={path.Replace(",", ",,", StringComparison.Ordinal)}")
            .Say("format", disk.IsEmpty ? null : disk.Driver?.Format?.Word())
            .Say("if", "sd")
            .Say("index", DiskTarget.Index(disk.Target))
            .Say("readonly", disk.ReadOnly ? true : null)
            .Say("cache", disk.IsEmpty ? null : disk.Driver?.Cache?.Word())
            .ToString().TrimStart(','));

        Part Drive(Machine machine) => disk.Bus switch
        {
            DiskBus.Virtio when disk.Type is DiskType.VhostUser => disk.Ends(disk.Begins("vhost-user-blk").With("num-queues", disk.Driver?.Queues).With("queue-size", disk.Driver?.QueueSize).And(machine.Place(disk))),
            DiskBus.Virtio => disk.Ends(disk.Begins("virtio-blk")
                .With("iothread", disk.Driver?.IoThread is { } thread ? $"iothread{thread}" : null)
                .With("ioeventfd", disk.Driver?.IoEventFd)
                .With("event_idx", disk.Driver?.EventIdx)
                .With("scsi", disk.Kind is not DiskDevice.Lun ? null : machine.Capabilities.Version < 9_001_000 ? true : throw machine.HasNoVirtioLun())
                .With("num-queues", disk.Driver?.Queues)
                .With("queue-size", disk.Driver?.QueueSize)
                .And(machine.Place(disk))),
            DiskBus.Scsi => disk.Ends(disk.Scsi(machine)),
            DiskBus.Ide or DiskBus.Sata => disk.Ends(disk.Ata(machine)),
            DiskBus.Usb => disk.Ends(Part.Device("usb-storage").And(machine.Place(disk))),
            DiskBus.Fdc => disk.Ends(Part.Device("floppy").With("unit", disk.Place.Unit)),
            _ => throw Machine.Unsupported($"unsupported disk bus '{disk.Bus?.Word()}' with device setup"),
        };

        DriveAddress Place => disk.Address as DriveAddress ?? throw Machine.Unsupported($"unexpected address type for disk '{disk.Target}'");

        string Unit => disk.Kind is DiskDevice.Cdrom ? "cd" : "hd";

        Part Begins(string driver) => Part.Device(Machine.Virtio(driver, disk.Address, disk.Model)).And(Machine.Options(disk.Driver?.Virtio ?? default));

        Part Ata(Machine machine)
        {
            var place = disk.Place;
            var sata = disk.Bus is DiskBus.Sata;
            var name = machine.ControllerName(sata ? ControllerType.Sata : ControllerType.Ide, place.Controller);
            return Part.Device($"ide-{disk.Unit}")
                .With("bus", $"{name}.{(sata ? place.Unit : place.Bus)}")
                .With("unit", sata ? null : place.Unit);
        }

        Part Scsi(Machine machine)
        {
            var place = disk.Place;
            var controller = machine.Controller(ControllerType.Scsi, place.Controller);
            // One target with one unit each is all that a parallel SCSI bus of QEMU's has.
            var parallel = controller?.Model is ControllerModel.LsiLogic or ControllerModel.Am53c974 or ControllerModel.Dc390;
            return Part.Device(disk.Kind is DiskDevice.Lun ? "scsi-block" : $"scsi-{disk.Unit}")
                .With("bus", $"{machine.ControllerName(ControllerType.Scsi, place.Controller)}.0")
                .With("channel", parallel ? null : place.Bus)
                .With("scsi-id", parallel ? place.Unit : place.Target)
                .With("lun", parallel ? null : place.Unit)
                .With("device_id", disk.Kind is DiskDevice.Lun ? null : disk.Serial ?? $"drive-{disk.Alias}");
        }

        /// <summary>What drives on all buses have in common.</summary>
        Part Ends(Part part) => part
            .With("share-rw", disk.Shareable && disk.Type is not DiskType.VhostUser ? true : null)
            .With("chardev", disk.Type is DiskType.VhostUser ? disk.VhostUserChardev : null)
            .With("drive", disk.TopNode)
            .Named(disk.Alias)
            .With("bootindex", disk.Bus is DiskBus.Fdc ? null : disk.BootOrder)
            .With("logical_block_size", disk.BlockIo?.LogicalBlockSize)
            .With("physical_block_size", disk.BlockIo?.PhysicalBlockSize)
            .With("wwn", Wwn(disk.Wwn))
            .With("rotation_rate", disk.RotationRate)
            .With("vendor", disk.Vendor)
            .With("product", disk.Product)
            .With("removable", disk.Bus is DiskBus.Usb ? disk.Removable ?? false : null)
            .With("write-cache", disk.Driver?.Cache switch
            {
                null or DiskCache.Default => null,
                DiskCache.Writethrough or DiskCache.Directsync => "off",
                _ => "on",
            })
            .With("cyls", disk.Geometry?.Cylinders)
            .With("heads", disk.Geometry?.Heads)
            .With("secs", disk.Geometry?.Sectors)
            .With("bios-chs-trans", disk.Geometry?.Translation is { } translation and not GeometryTranslation.None ? translation.Word() : null)
            // Guests know their disks by what libvirt made of it: a backslash stands before each blank.
            .With("serial", disk.Serial?.Replace(" ", "\\ ", StringComparison.Ordinal))
            .With("werror", Policy(disk.Driver?.ErrorPolicy))
            // Only writing knows of a full disk, so 'enospace' says nothing of reading.
            .With("rerror", Policy(disk.Driver?.ReadErrorPolicy ?? (disk.Driver?.ErrorPolicy is ErrorPolicy.Enospace ? null : disk.Driver?.ErrorPolicy)));

        /// <summary>The chardev of a disk that another process serves.</summary>
        public string VhostUserChardev => $"chr-vu-{disk.Alias}";
    }

    static ulong? Wwn(string? hex) => hex is null ? null : ulong.Parse(hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static string? Policy(ErrorPolicy? policy) => policy switch
    {
        null => null,
        ErrorPolicy.Enospace => "enospc",
        { } other => other.Word(),
    };
}
