using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>What of a disk cannot be changed while its guest runs, in libvirt's words.</summary>
/// <remarks>Source: libvirt's <c>qemuDomainDiskChangeSupported</c>.</remarks>
static class DiskChanges
{
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationUnsupported"/>: the document asks for something else than there is.</exception>
    public static void Demand(Disk disk, Disk wanted)
    {
        if (First(disk, wanted) is { } field) throw Errors.Unsupported($"cannot modify field '{field}' of the disk");
    }

    static string? First(Disk disk, Disk wanted)
    {
        var (driver, other) = (disk.Driver ?? new(), wanted.Driver ?? new());
        (bool Differs, string Field)[] fields =
        [
            // What a document leaves out is not asked for, but where libvirt fills it in, or knows no such difference.
            (disk.Kind != wanted.Kind, "device"), (wanted.Bus is not null && disk.Bus != wanted.Bus, "bus"), (wanted.Removable is not null && disk.Removable != wanted.Removable, "removable"),
            (Differs(disk.IoTune, wanted.IoTune) is { Length: > 0 }, $"blkdeviotune {Differs(disk.IoTune, wanted.IoTune)}"),
            (wanted.Serial is not null && disk.Serial != wanted.Serial, "serial"), (wanted.Wwn is not null && disk.Wwn != wanted.Wwn, "wwn"),
            (wanted.Vendor is not null && disk.Vendor != wanted.Vendor, "vendor"), (wanted.Product is not null && disk.Product != wanted.Product, "product"),
            (other.Cache is not null && driver.Cache != other.Cache, "cache"), (other.ErrorPolicy is not null && driver.ErrorPolicy != other.ErrorPolicy, "error_policy"),
            (other.ReadErrorPolicy is not null && driver.ReadErrorPolicy != other.ReadErrorPolicy, "rerror_policy"), (other.Io is not null && driver.Io != other.Io, "io"),
            (other.IoEventFd is not null && driver.IoEventFd != other.IoEventFd, "ioeventfd"), (other.EventIdx is not null && driver.EventIdx != other.EventIdx, "event_idx"),
            (other.CopyOnRead is not null && driver.CopyOnRead != other.CopyOnRead, "copy_on_read"), (wanted.BootOrder is not null && disk.BootOrder != wanted.BootOrder, "boot order"),
            (other.Discard is not null && driver.Discard != other.Discard, "discard"), (other.IoThread is not null && driver.IoThread != other.IoThread, "iothread"),
            (!disk.IsRemovableMedium && disk.ReadOnly != wanted.ReadOnly, "readonly"), (disk.Shareable != wanted.Shareable, "shared"),
        ];
        return fields.FirstOrDefault(field => field.Differs).Field;
    }

    static string? Differs(IoTune? a, IoTune? b)
    {
        if (b is null) return null;
        a ??= new();
        (bool Differs, string Field)[] fields =
        [
            (b.TotalBytes is not null && a.TotalBytes != b.TotalBytes, "total_bytes_sec"), (b.ReadBytes is not null && a.ReadBytes != b.ReadBytes, "read_bytes_sec"),
            (b.WriteBytes is not null && a.WriteBytes != b.WriteBytes, "write_bytes_sec"), (b.TotalIops is not null && a.TotalIops != b.TotalIops, "total_iops_sec"),
            (b.ReadIops is not null && a.ReadIops != b.ReadIops, "read_iops_sec"), (b.WriteIops is not null && a.WriteIops != b.WriteIops, "write_iops_sec"),
            (b.Group is not null && a.Group != b.Group, "group name"),
        ];
        return fields.FirstOrDefault(field => field.Differs).Field;
    }
}
