using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What other devices sit on.</summary>
/// <remarks>Source: libvirt domain format, <c>&lt;controller&gt;</c>.</remarks>
public sealed record Controller : Device, IMapped<Controller>
{
    public ControllerType Type { get; init; }

    /// <summary>Counted for each type by itself; the number of a PCI controller is its bus. Null: not given yet.</summary>
    public uint? Index { get; init; }

    public ControllerModel? Model { get; init; }

    /// <summary>virtio-serial: how many ports; USB (xen): the same.</summary>
    public uint? Ports { get; init; }

    /// <summary>virtio-serial.</summary>
    public uint? Vectors { get; init; }
    public uint? MaxGrantFrames { get; init; }
    public uint? MaxEventChannels { get; init; }

    public ControllerDriver? Driver { get; init; }

    /// <summary>The QEMU device that a PCI controller is made of.</summary>
    public PciControllerModel? PciModel { get; init; }
    public PciControllerTarget? Target { get; init; }

    /// <summary>The size of the 64-bit window for the devices behind a PCI root.</summary>
    public Bytes? PciHole64 { get; init; }

    /// <summary>PCI has no more buses; no machine has more of the others.</summary>
    public const uint MaxIndex = 255;

    public bool IsPci => Type == ControllerType.Pci;
    public bool Is(ControllerType type, uint index) => Type == type && Index == index;

    public static Controller Map(XmlMap x, Controller v)
    {
        var type = x.Need("type", v.Type);
        var index = x.UInt("index", v.Index);
        if (index > MaxIndex) throw x.Wrong($"{(type is ControllerType.Pci ? "PCI controller" : "controller")} index {index} too high, maximum is {MaxIndex}");
        var model = ControllerModels.Map(x, type, v.Model);
        var hole = x.Reading ? null : v.PciHole64;
        return Tail(x, v with
        {
            Type = type,
            Index = index,
            Model = model,
            Ports = x.UInt("ports", v.Ports),
            Vectors = x.UInt("vectors", v.Vectors),
            MaxGrantFrames = x.UInt("maxGrantFrames", v.MaxGrantFrames),
            MaxEventChannels = x.UInt("maxEventChannels", v.MaxEventChannels),
            Driver = x.Child("driver", v.Driver),
            PciModel = x.Once("target").At("model").Enum("name", v.PciModel),
            Target = x.Child("target", v.Target),
            PciHole64 = x.At("pcihole64").Memory(hole),
        });
    }
}

public enum ControllerType { Ide, Fdc, Scsi, Sata, VirtioSerial, Ccid, Usb, Pci, Xenbus, Isa }

/// <summary>The device behind a PCI controller of the given model.</summary>
public enum PciControllerModel
{
    PciBridge, I82801b11Bridge, Ioh3420, X3130Upstream, Xio3130Downstream, Pxb, PxbPcie, PcieRootPort, PciePciBridge, SpaprPciHostBridge,
}

public sealed record ControllerDriver : IMapped<ControllerDriver>
{
    public uint? Queues { get; init; }
    public uint? CmdPerLun { get; init; }
    public uint? MaxSectors { get; init; }
    public bool? IoEventFd { get; init; }
    public uint? IoThread { get; init; }
    public VirtioOptions Virtio { get; init; }

    public static ControllerDriver Map(XmlMap x, ControllerDriver v) => v with
    {
        Queues = x.UInt("queues", v.Queues),
        CmdPerLun = x.UInt("cmd_per_lun", v.CmdPerLun),
        MaxSectors = x.UInt("max_sectors", v.MaxSectors),
        IoEventFd = x.OnOff("ioeventfd", v.IoEventFd),
        IoThread = x.UInt("iothread", v.IoThread),
        Virtio = VirtioOptions.Map(x, v.Virtio),
    };
}

/// <summary>Numbers by which a guest tells PCI bridges and ports apart; once given they stay.</summary>
public sealed record PciControllerTarget : IMapped<PciControllerTarget>
{
    public uint? ChassisNr { get; init; }
    public uint? Chassis { get; init; }
    public uint? Port { get; init; }
    public uint? BusNr { get; init; }
    public uint? Index { get; init; }
    public bool? Hotplug { get; init; }
    public uint? Node { get; init; }

    public static PciControllerTarget Map(XmlMap x, PciControllerTarget v) => v with
    {
        ChassisNr = x.UInt("chassisNr", v.ChassisNr),
        Chassis = x.UInt("chassis", v.Chassis),
        Port = x.Hex("port", v.Port, 1),
        BusNr = x.UInt("busNr", v.BusNr),
        Index = x.UInt("index", v.Index),
        Hotplug = x.OnOff("hotplug", v.Hotplug),
        Node = x.At("node").UInt(".", v.Node),
    };
}
