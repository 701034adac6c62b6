using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What only some kinds of disks can be told.</summary>
/// <remarks>Source: libvirt's <c>virDomainDiskDefValidate</c> and <c>qemuValidateDomainDeviceDefDisk…</c>, whose words they are.</remarks>
static class CheckDiskOptions
{
    /// <summary>Letters of a vendor and of a product, as SCSI has room for.</summary>
    const int VendorLetters = 8, ProductLetters = 16;

    /// <summary>QEMU's own bound of a rate.</summary>
    const ulong MostPerSecond = 1_000_000_000_000_000;

    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var disk in v.Devices.Disks)
        {
            var path = $"/domain/devices/disk[target/@dev='{disk.Target}']";
            foreach (var message in Misplaced(disk)) yield return Problem.Unsupported(path, message, domain: ErrorDomain.Domain);
            foreach (var message in Impossible(disk)) yield return Problem.Unsupported(path, message);
            foreach (var message in Wrong(disk)) yield return Problem.Wrong(path, message);
            foreach (var problem in Named(disk)) yield return problem with { Path = path };
            if (disk.Type is DiskType.VhostUser)
            {
                if (VhostUser(disk) is { } option) yield return Problem.Unsupported(path, option, domain: ErrorDomain.Domain);
                if (!CheckFilesystems.IsShared(v)) yield return Problem.Unsupported(path, "'vhostuser' requires shared memory", "Add <memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>.");
            }
            if (Fastest(disk.IoTune) > MostPerSecond)
                yield return new(path, ErrorCode.ArgumentUnsupported, $"argument unsupported: block I/O throttle limit must be no more than {MostPerSecond} using QEMU", Domain: ErrorDomain.Qemu);
        }
        foreach (var problem in Groups(v)) yield return problem;
    }

    /// <summary>Said by libvirt's common part.</summary>
    static IEnumerable<string> Misplaced(Disk disk)
    {
        var (isLun, driver) = (disk.Kind is DiskDevice.Lun, disk.Driver);
        if (disk.SgIo is SgIo.Unfiltered) yield return "unfiltered sgio is no longer supported";
        if (disk.Source?.Reservations is not null && !isLun) yield return "<reservations/> allowed only for lun devices";
        if (disk.RawIo is not null && !isLun) yield return "rawio can be used only with device='lun'";
        if (disk.SgIo is not null && !isLun) yield return "sgio can be used only with device='lun'";
        if (isLun)
        {
            if (disk is { Type: DiskType.Network, Source.Protocol: { } protocol and not NetworkProtocol.Iscsi }) yield return $"disk device='lun' is not supported for protocol='{protocol.Word()}'";
            if (driver?.Format is not (null or StorageFormat.None or StorageFormat.Raw)) yield return "disk device 'lun' must use 'raw' format";
            if (disk.Source?.Slices is not null) yield return "disk device 'lun' doesn't support storage slice";
            if ((disk.Source?.Encryption ?? disk.Encryption) is not null) yield return "disk device 'lun' doesn't support encryption";
        }
        if (driver?.ReadErrorPolicy is ErrorPolicy.Enospace) yield return "Invalid disk read error policy: 'enospace'";
        if ((disk.Source?.Auth ?? disk.Auth) is not null && disk.Source?.Protocol is { } server and not (NetworkProtocol.Iscsi or NetworkProtocol.Rbd or NetworkProtocol.Http or NetworkProtocol.Https or NetworkProtocol.Ftp or NetworkProtocol.Ftps or NetworkProtocol.Ssh))
            yield return $"authentication is not supported for protocol '{server.Word()}'";
        if (disk.Bus is not DiskBus.Virtio)
        {
            if (disk.Model is { } model) yield return $"disk model '{model.Word()}' not supported for bus '{disk.Bus?.Word()}'";
            if (driver?.Queues > 0) yield return "queues attribute in disk driver element is only supported by virtio-blk";
            if (driver?.EventIdx is not null) yield return "disk event_idx mode supported only for virtio bus";
            if (driver?.IoEventFd is not null) yield return "disk ioeventfd mode supported only for virtio bus";
            if (driver?.Virtio.Misplaced is { } option) yield return option;
        }
        if (disk is { Type: DiskType.Nvme, Source.Namespace: 0 }) yield return "NVMe namespace can't be zero";
        if (disk.Tray is TrayState.Open && !disk.IsRemovableMedium) yield return "tray is only valid for cdrom and floppy";
        if (disk.Vendor?.Length > VendorLetters) yield return $"disk vendor is more than {VendorLetters} characters";
        if (disk.Product?.Length > ProductLetters) yield return $"disk product is more than {ProductLetters} characters";
    }

    /// <summary>Said by libvirt's QEMU part.</summary>
    static IEnumerable<string> Impossible(Disk disk)
    {
        var (driver, isDisk) = (disk.Driver, disk.Kind is DiskDevice.Disk);
        if (disk.ReadOnly && isDisk && disk.Bus is (DiskBus.Ide or DiskBus.Sata) and var bus) yield return $"readonly {bus.Word()} disks are not supported";
        if (driver is { Io: DiskIo.Native, Cache: not (DiskCache.None or DiskCache.Directsync) }) yield return "io='native' needs either no disk cache or directsync cache mode";
        if (disk is { Kind: DiskDevice.Lun, Bus: DiskBus.Scsi, Serial: not null }) yield return "scsi-block 'lun' devices do not support the serial property";
        if (driver?.IoThread is not null && disk.Bus is not DiskBus.Virtio) yield return $"IOThreads not available for bus {disk.Bus?.Word()} target {disk.Target}";
        if (disk.Transient is not null)
        {
            if (disk.IsEmpty) yield return $"transient disk '{disk.Target}' must not be empty";
            else if (disk.ReadOnly) yield return $"transient disk '{disk.Target}' must not be read-only";
            else if (disk.Type is not (DiskType.File or DiskType.Volume)) yield return $"transient disk supported only with 'file' type ({disk.Target})";
            else if (!isDisk) yield return $"transient disk supported only with 'disk' device ({disk.Target})";
        }
        if (disk.IoTune is { Group: not null } tune && tune == new IoTune { Group = tune.Group }) yield return "group_name can be configured only together with settings";
    }

    static IEnumerable<string> Wrong(Disk disk)
    {
        if (disk.IoTune is { } t)
        {
            if (t.TotalBytes is not null && (t.ReadBytes ?? t.WriteBytes) is not null) yield return "total and read/write bytes_sec cannot be set at the same time";
            if (t.TotalIops is not null && (t.ReadIops ?? t.WriteIops) is not null) yield return "total and read/write iops_sec cannot be set at the same time";
            if (t.TotalBytesMax is not null && (t.ReadBytesMax ?? t.WriteBytesMax) is not null) yield return "total and read/write bytes_sec_max cannot be set at the same time";
            if (t.TotalIopsMax is not null && (t.ReadIopsMax ?? t.WriteIopsMax) is not null) yield return "total and read/write iops_sec_max cannot be set at the same time";
        }
        if (!IsPrintable(disk.Vendor)) yield return "disk vendor is not printable string";
        if (!IsPrintable(disk.Product)) yield return "disk product is not printable string";
        if (disk.Removable is not null && disk.Bus is not DiskBus.Usb) yield return "removable is only valid for usb disks";
        if (disk.Source?.StartupPolicy is { } policy)
        {
            if (disk.Type is DiskType.Network or DiskType.Nvme or DiskType.VhostUser) yield return $"disk startupPolicy '{policy.Word()}' is not allowed for disk of '{disk.Type.Word()}' type";
            if (policy is StartupPolicy.Requisite && !disk.IsRemovableMedium) yield return "disk startupPolicy 'requisite' is allowed only for cdrom or floppy";
        }
    }

    static IEnumerable<Problem> Named(Disk disk)
    {
        bool Begins(params string[] names) => names.Any(name => disk.Target.StartsWith(name, StringComparison.Ordinal));
        if (disk.Target.Length > 0 && disk.Kind is DiskDevice.Disk or DiskDevice.Lun && !Begins("hd", "sd", "vd", "xvd", "ubd"))
            yield return new("", ErrorCode.InternalError, $"internal error: Invalid harddisk device name: {disk.Target}");
        if (disk.Kind is DiskDevice.Floppy && !Begins("fd")) yield return new("", ErrorCode.InternalError, $"internal error: Invalid floppy device name: {disk.Target}");
        if (disk.Serial is { } serial && serial.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not (' ' or '_' or '-' or '.' or '+')))
            yield return new("", ErrorCode.InternalError, $"internal error: driver serial '{serial}' contains unsafe characters", "Use letters, digits, and any of ' _-.+'.", ErrorDomain.Qemu);
    }

    static string? VhostUser(Disk disk)
    {
        var driver = disk.Driver;
        if (disk.Bus is not DiskBus.Virtio) return "vhostuser disk supports only virtio bus";
        (bool Given, string Name)[] options =
        [
            (driver?.Cache is not (null or DiskCache.Default), "cache"), ((driver?.ErrorPolicy ?? driver?.ReadErrorPolicy) is not null, "error_policy"), (driver?.Io is not null, "io"), (driver?.IoEventFd is not null, "ioeventfd"),
            (driver?.CopyOnRead is not null, "copy_on_read"), (driver?.Discard is not null, "discard"), (driver?.IoThread is not null, "iothread"), (driver?.DetectZeroes is not null, "detect_zeroes"),
            (driver?.MetadataCache is not null, "metadata_cache"), (disk.IoTune is not null, "iotune"), (disk.BackingStore is not null, "backingStore"), ((disk.Source?.Encryption ?? disk.Encryption) is not null, "encryption"),
            (disk.ReadOnly, "readonly"), (disk.Shareable, "shareable"), (disk.Transient is not null, "transient"), (disk.Serial is not null, "serial"), (disk.Wwn is not null, "wwn"), (disk.Vendor is not null, "vendor"),
            (disk.Product is not null, "product"), ((disk.Source?.Auth ?? disk.Auth) is not null, "auth"), (disk.Geometry is not null, "geometry"), (disk.BlockIo is not null, "blockio"),
        ];
        return options.FirstOrDefault(option => option.Given) is { Name: { } name } ? $"{name} is not supported with vhostuser disk" : null;
    }

    /// <summary>Disks that share a limit say the same one.</summary>
    static IEnumerable<Problem> Groups(DomainDefinition v)
    {
        foreach (var group in v.Devices.Disks.Where(disk => disk.IoTune?.Group is not null).GroupBy(disk => disk.IoTune!.Group))
        {
            var first = group.First();
            if (group.FirstOrDefault(disk => disk.IoTune != first.IoTune) is { } other)
                yield return Problem.Unsupported($"/domain/devices/disk[target/@dev='{other.Target}']/iotune", $"different iotunes for disks {first.Target} and {other.Target}", "Disks of a group have one limit together.");
        }
    }

    static ulong Fastest(IoTune? tune) => tune is null ? 0 : new[]
    {
        tune.TotalBytes, tune.ReadBytes, tune.WriteBytes, tune.TotalIops, tune.ReadIops, tune.WriteIops, tune.TotalBytesMax, tune.ReadBytesMax, tune.WriteBytesMax, tune.TotalIopsMax, tune.ReadIopsMax, tune.WriteIopsMax, tune.SizeIops,
    }.Max() ?? 0;

    static bool IsPrintable(string? text) => text is null || text.All(letter => letter is >= ' ' and <= '~');
}
