using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A device of the host's that the guest drives itself.</summary>
public sealed record Hostdev : Device, IMapped<Hostdev>
{
    /// <summary>subsystem, or capabilities (containers).</summary>
    public HostdevMode Mode { get; init; }
    public HostdevType Type { get; init; }

    /// <summary>The host's driver is detached at start and attached at the end.</summary>
    public bool? Managed { get; init; }
    public SgIo? SgIo { get; init; }
    public bool? RawIo { get; init; }

    // mdev
    public MdevModel? Model { get; init; }
    public bool? Display { get; init; }
    public bool? RamFb { get; init; }

    public string? DriverName { get; init; }
    public HostdevSource Source { get; init; } = new();
    public TeamingPersistence? Teaming { get; init; }
    public string? TeamingPartner { get; init; }
    public bool ReadOnly { get; init; }
    public bool Shareable { get; init; }

    public static Hostdev Map(XmlMap x, Hostdev v)
    {
        var mode = x.EnumOr("mode", v.Mode, HostdevMode.Subsystem);
        var type = x.Need("type", v.Type);
        return Tail(x, v with
        {
            Mode = mode,
            Type = type,
            Managed = x.YesNo("managed", v.Managed),
            SgIo = x.Enum("sgio", v.SgIo),
            RawIo = x.YesNo("rawio", v.RawIo),
            Model = x.Enum("model", v.Model, required: x.Reading && type is HostdevType.Mdev),
            Display = x.OnOff("display", v.Display),
            RamFb = x.OnOff("ramfb", v.RamFb),
            DriverName = x.At("driver").Text("name", v.DriverName),
            Source = x.Child("source", v.Source, (y, source) => HostdevSource.Map(y, source, type)) ?? throw x.Wrong("Missing <source> element in hostdev device"),
            Teaming = x.At("teaming").Enum("type", v.Teaming),
            TeamingPartner = x.At("teaming").Text("persistent", v.TeamingPartner),
            ReadOnly = x.Flag("readonly", v.ReadOnly),
            Shareable = x.Flag("shareable", v.Shareable),
        });
    }
}

public enum HostdevMode { Subsystem, Capabilities }
public enum HostdevType { Usb, Pci, Scsi, ScsiHost, Mdev, Storage, Misc, Net }
public enum MdevModel { VfioPci, VfioCcw, VfioAp, Virtio, VirtioTransitional, VirtioNonTransitional }

public sealed record HostdevSource
{
    // usb
    public StartupPolicy? StartupPolicy { get; init; }
    public GuestReset? GuestReset { get; init; }
    public bool? Missing { get; init; }
    public uint? Vendor { get; init; }
    public uint? Product { get; init; }
    public uint? UsbBus { get; init; }
    public uint? UsbDevice { get; init; }

    // pci
    public bool? WriteFiltering { get; init; }
    public HostPci? Pci { get; init; }

    // scsi
    public string? Protocol { get; init; }
    public string? Name { get; init; }
    public ValueList<DiskHost> Hosts { get; init; }
    public DiskAuth? Auth { get; init; }
    public Initiator? Initiator { get; init; }
    public string? Adapter { get; init; }
    public ScsiUnit? Unit { get; init; }

    // scsi_host
    public string? Wwpn { get; init; }

    // mdev
    public Guid? MdevUuid { get; init; }

    // capabilities
    public string? Block { get; init; }
    public string? Char { get; init; }
    public string? Interface { get; init; }

    internal static HostdevSource Map(XmlMap x, HostdevSource v, HostdevType type) => type switch
    {
        HostdevType.Usb => v with
        {
            StartupPolicy = x.Enum("startupPolicy", v.StartupPolicy),
            GuestReset = x.Enum("guestReset", v.GuestReset),
            Missing = x.Live.YesNo("missing", v.Missing),
            Vendor = x.At("vendor").Hex("id", v.Vendor, 4),
            Product = x.At("product").Hex("id", v.Product, 4),
            UsbBus = x.At("address").UInt("bus", v.UsbBus),
            UsbDevice = x.At("address").UInt("device", v.UsbDevice),
        },
        HostdevType.Pci => v with { WriteFiltering = x.YesNo("writeFiltering", v.WriteFiltering), Pci = x.Child("address", v.Pci) },
        HostdevType.Scsi => Scsi(x, v),
        HostdevType.ScsiHost => v with { Protocol = x.Text("protocol", v.Protocol), Wwpn = x.Text("wwpn", v.Wwpn) },
        HostdevType.Mdev => v with { MdevUuid = x.At("address").Uuid("uuid", v.MdevUuid) ?? throw x.Unsupported("Missing 'uuid' attribute for element <address>") },
        HostdevType.Storage => v with { Block = x.Leaf("block", v.Block) },
        HostdevType.Misc => v with { Char = x.Leaf("char", v.Char) },
        _ => v with { Interface = x.Leaf("interface", v.Interface) },
    };

    static HostdevSource Scsi(XmlMap x, HostdevSource v) => v with
    {
        Protocol = x.Text("protocol", v.Protocol),
        Name = x.Text("name", v.Name),
        Hosts = x.Children("host", v.Hosts),
        Adapter = x.At("adapter").Text("name", v.Adapter),
        Unit = x.Child("address", v.Unit),
        Auth = x.Child("auth", v.Auth),
        Initiator = x.Child("initiator", v.Initiator),
    };
}

public enum GuestReset { Off, Uninitialized, On }

public sealed record ScsiUnit : IMapped<ScsiUnit>
{
    public uint Bus { get; init; }
    public uint Target { get; init; }
    public ulong Unit { get; init; }

    public static ScsiUnit Map(XmlMap x, ScsiUnit v) => v with
    {
        Bus = x.UInt("bus", v.Bus, required: true) ?? 0,
        Target = x.UInt("target", v.Target, required: true) ?? 0,
        Unit = x.ULong("unit", v.Unit, required: true) ?? 0,
    };
}
