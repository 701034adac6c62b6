using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A disk, a CD drive or a floppy drive.</summary>
/// <remarks>Source: libvirt domain format, <c>&lt;disk&gt;</c>.</remarks>
public sealed record Disk : Device, IMapped<Disk>
{
    public DiskType Type { get; init; }
    public DiskDevice Kind { get; init; }
    public VirtioModel? Model { get; init; }
    public bool? RawIo { get; init; }
    public SgIo? SgIo { get; init; }
    public DiskSnapshot? Snapshot { get; init; }
    public DiskDriver? Driver { get; init; }

    /// <summary>As written beside the source; <see cref="DiskSource.Auth"/> when within.</summary>
    public DiskAuth? Auth { get; init; }

    /// <summary>Null or empty: no medium in the drive.</summary>
    public DiskSource? Source { get; init; }
    public BackingStore? BackingStore { get; init; }
    public string? BackendDomain { get; init; }
    public DiskGeometry? Geometry { get; init; }
    public BlockIo? BlockIo { get; init; }
    public DiskMirror? Mirror { get; init; }

    /// <summary><c>vda</c>, <c>sdb</c>…: unique within the domain, and no promise about the name in the guest.</summary>
    public string Target { get; init; } = "";
    public DiskBus? Bus { get; init; }
    public TrayState? Tray { get; init; }
    public bool? Removable { get; init; }
    public uint? RotationRate { get; init; }
    public IoTune? IoTune { get; init; }
    public bool ReadOnly { get; init; }
    public bool Shareable { get; init; }
    public TransientDisk? Transient { get; init; }
    public string? Serial { get; init; }
    public string? Wwn { get; init; }
    public string? Vendor { get; init; }
    public string? Product { get; init; }

    /// <summary>As written beside the source; <see cref="DiskSource.Encryption"/> when within.</summary>
    public Encryption? Encryption { get; init; }

    /// <summary>The source with what was written beside it.</summary>
    public DiskSource? WholeSource => Source is null ? null : Source with { Auth = Source.Auth ?? Auth, Encryption = Source.Encryption ?? Encryption };

    public bool IsEmpty => Source is null || Source.IsEmpty;
    public bool IsRemovableMedium => Kind is DiskDevice.Cdrom or DiskDevice.Floppy;

    public static Disk Map(XmlMap x, Disk v)
    {
        var type = x.EnumOr("type", v.Type, DiskType.File);
        var kind = x.EnumOr("device", v.Kind, DiskDevice.Disk);
        return Tail(x, v with
        {
            Type = type,
            Kind = kind,
            Model = x.Enum("model", v.Model),
            RawIo = x.YesNo("rawio", v.RawIo),
            SgIo = x.Enum("sgio", v.SgIo),
            Snapshot = x.Enum("snapshot", v is { Snapshot: DiskSnapshot.No, ReadOnly: true } ? null : v.Snapshot),
            Driver = x.Child("driver", v.Driver),
            Auth = x.Child("auth", v.Auth),
            Source = x.Child("source", v.Source, (y, source) => DiskSource.Map(y, source, type)),
            BackingStore = BackingStore.Child(x, v.BackingStore),
            BackendDomain = x.At("backenddomain").Text("name", v.BackendDomain),
            Geometry = x.Child("geometry", v.Geometry),
            BlockIo = x.Child("blockio", v.BlockIo),
            Mirror = x.Live.Child("mirror", v.Mirror),
            Target = x.At("target").Text("dev", v.Target) ?? "",
            Bus = x.At("target").Enum("bus", v.Bus),
            Tray = x.At("target").Enum("tray", v.Tray is TrayState.Open || x.Reading ? v.Tray : null),
            Removable = x.At("target").OnOff("removable", v.Removable),
            RotationRate = x.At("target").UInt("rotation_rate", v.RotationRate),
            IoTune = x.Child("iotune", v.IoTune),
            ReadOnly = x.Flag("readonly", v.ReadOnly),
            Shareable = x.Flag("shareable", v.Shareable),
            Transient = x.Child("transient", v.Transient, keepEmpty: true),
            Serial = x.Leaf("serial", v.Serial),
            Wwn = x.Leaf("wwn", v.Wwn),
            Vendor = x.Leaf("vendor", v.Vendor),
            Product = x.Leaf("product", v.Product),
            Encryption = x.Child("encryption", v.Encryption),
        });
    }
}

public enum DiskType { File, Block, Dir, Network, Volume, Nvme, VhostUser }
public enum DiskDevice { Disk, Cdrom, Floppy, Lun }
public enum DiskBus { Ide, Fdc, Scsi, Virtio, Xen, Usb, Uml, Sata, Sd, None }
public enum SgIo { Filtered, Unfiltered }
public enum DiskSnapshot { No, Internal, External, Manual }
public enum TrayState { Closed, Open }

/// <summary>Which generations of virtio a device speaks.</summary>
public enum VirtioModel { Virtio, VirtioTransitional, VirtioNonTransitional }

public sealed record DiskGeometry : IMapped<DiskGeometry>
{
    public uint? Cylinders { get; init; }
    public uint? Heads { get; init; }
    public uint? Sectors { get; init; }
    public GeometryTranslation? Translation { get; init; }

    public static DiskGeometry Map(XmlMap x, DiskGeometry v) => v with
    {
        Cylinders = x.UInt("cyls", v.Cylinders),
        Heads = x.UInt("heads", v.Heads),
        Sectors = x.UInt("secs", v.Sectors),
        Translation = x.Enum("trans", v.Translation),
    };
}

public enum GeometryTranslation { None, Auto, Lba }

public sealed record BlockIo : IMapped<BlockIo>
{
    public uint? LogicalBlockSize { get; init; }
    public uint? PhysicalBlockSize { get; init; }

    public static BlockIo Map(XmlMap x, BlockIo v) => v with
    {
        LogicalBlockSize = x.UInt("logical_block_size", v.LogicalBlockSize),
        PhysicalBlockSize = x.UInt("physical_block_size", v.PhysicalBlockSize),
    };
}

/// <summary>Changes are thrown away at the end.</summary>
public sealed record TransientDisk : IMapped<TransientDisk>
{
    public bool? ShareBacking { get; init; }

    public static TransientDisk Map(XmlMap x, TransientDisk v) => v with { ShareBacking = x.YesNo("shareBacking", v.ShareBacking) };
}
