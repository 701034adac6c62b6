namespace Aerostat.Model;

/// <summary>Where a device sits, on whichever bus.</summary>
public abstract record DeviceAddress
{
    /// <summary>The word in <c>type=</c>.</summary>
    public abstract AddressType Type { get; }

    internal static DeviceAddress? Map(XmlMap x, DeviceAddress? v)
    {
        // Host devices' own addresses, in <source>, have no type; ours must.
        var type = x.Enum("type", v?.Type, unknown: word => $"unknown address type '{word}'") ?? throw x.Error(Values.ErrorCode.InternalError, Values.ErrorDomain.Domain, "No type specified for device address");
        return type switch
        {
            AddressType.Pci => PciAddress.Map(x, v as PciAddress ?? new()),
            AddressType.Drive => DriveAddress.Map(x, v as DriveAddress ?? new()),
            AddressType.VirtioSerial => VirtioSerialAddress.Map(x, v as VirtioSerialAddress ?? new()),
            AddressType.Ccid => CcidAddress.Map(x, v as CcidAddress ?? new()),
            AddressType.Usb => UsbAddress.Map(x, v as UsbAddress ?? new()),
            AddressType.SpaprVio => SpaprVioAddress.Map(x, v as SpaprVioAddress ?? new()),
            AddressType.VirtioS390 => VirtioS390Address.Instance,
            AddressType.Ccw => CcwAddress.Map(x, v as CcwAddress ?? new()),
            AddressType.VirtioMmio => VirtioMmioAddress.Instance,
            AddressType.Isa => IsaAddress.Map(x, v as IsaAddress ?? new()),
            AddressType.Dimm => DimmAddress.Map(x, v as DimmAddress ?? new()),
            _ => UnassignedAddress.Instance,
        };
    }
}

public enum AddressType { Pci, Drive, VirtioSerial, Ccid, Usb, SpaprVio, VirtioS390, Ccw, VirtioMmio, Isa, Dimm, Unassigned }

/// <summary>A function of a slot of a PCI bus; 0000:00:00.0 on a device stands for 'not placed yet'.</summary>
public sealed record PciAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Pci;
    public uint Domain { get; init; }
    public uint Bus { get; init; }
    public uint Slot { get; init; }
    public uint Function { get; init; }
    public bool? MultiFunction { get; init; }
    public ZpciAddress? Zpci { get; init; }

    public bool IsEmpty => Domain == 0 && Bus == 0 && Slot == 0 && Function == 0;

    internal static PciAddress Map(XmlMap x, PciAddress v)
    {
        var read = v with
        {
            Domain = x.Hex("domain", v.Domain, 4) ?? 0,
            Bus = x.Hex("bus", v.Bus, 2) ?? 0,
            Slot = x.Hex("slot", v.Slot, 2) ?? 0,
            Function = x.Hex("function", v.Function, 1) ?? 0,
            MultiFunction = x.OnOff("multifunction", v.MultiFunction),
            Zpci = x.Child("zpci", v.Zpci),
        };
        return !x.Reading || read.Problem is not { } problem ? read : throw x.Error(Values.ErrorCode.XmlError, Values.ErrorDomain.None, problem);
    }

    string? Problem =>
        Domain > 0xFFFF ? $"Invalid PCI address domain='0x{Domain:x}', must be <= 0xFFFF"
        : Bus > 0xFF ? $"Invalid PCI address bus='0x{Bus:x}', must be <= 0xFF"
        : Slot > 0x1F ? $"Invalid PCI address slot='0x{Slot:x}', must be <= 0x1F"
        : Function > 7 ? $"Invalid PCI address function=0x{Function:x}, must be <= 7"
        : null;

    /// <summary>As libvirt prints it: <c>0000:00:02.0</c>.</summary>
    public override string ToString() => $"{Domain:x4}:{Bus:x2}:{Slot:x2}.{Function:x}";
}

public sealed record ZpciAddress : IMapped<ZpciAddress>
{
    public uint? Uid { get; init; }
    public uint? Fid { get; init; }

    public static ZpciAddress Map(XmlMap x, ZpciAddress v) => v with { Uid = x.Hex("uid", v.Uid, 4), Fid = x.Hex("fid", v.Fid, 8) };
}

/// <summary>A unit on a storage controller.</summary>
public sealed record DriveAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Drive;
    public uint Controller { get; init; }
    public uint Bus { get; init; }
    public uint Target { get; init; }
    public uint Unit { get; init; }

    internal static DriveAddress Map(XmlMap x, DriveAddress v) => v with
    {
        Controller = x.UInt("controller", v.Controller) ?? 0,
        Bus = x.UInt("bus", v.Bus) ?? 0,
        Target = x.UInt("target", v.Target) ?? 0,
        Unit = x.UInt("unit", v.Unit) ?? 0,
    };
}

/// <summary>A port of a virtio-serial controller.</summary>
public sealed record VirtioSerialAddress : DeviceAddress
{
    public override AddressType Type => AddressType.VirtioSerial;
    public uint Controller { get; init; }
    public uint Bus { get; init; }
    public uint Port { get; init; }

    internal static VirtioSerialAddress Map(XmlMap x, VirtioSerialAddress v) => v with
    {
        Controller = x.UInt("controller", v.Controller) ?? 0,
        Bus = x.UInt("bus", v.Bus) ?? 0,
        Port = x.UInt("port", v.Port) ?? 0,
    };
}

public sealed record CcidAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Ccid;
    public uint Controller { get; init; }
    public uint Slot { get; init; }

    internal static CcidAddress Map(XmlMap x, CcidAddress v) => v with
    {
        Controller = x.UInt("controller", v.Controller) ?? 0,
        Slot = x.UInt("slot", v.Slot) ?? 0,
    };
}

/// <summary>A port of a USB bus, or of a hub on it: <c>1.4</c>.</summary>
public sealed record UsbAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Usb;
    public uint Bus { get; init; }

    /// <summary>Null: any free one.</summary>
    public string? Port { get; init; }

    internal static UsbAddress Map(XmlMap x, UsbAddress v)
    {
        var read = v with { Bus = x.UInt("bus", v.Bus) ?? 0, Port = x.Text("port", v.Port) };
        return !x.Reading || read.Port is null || IsPort(read.Port) ? read : throw x.Error(Values.ErrorCode.InternalError, Values.ErrorDomain.Device, "Cannot parse <address> 'port' attribute");
    }

    static bool IsPort(string port) =>
        port.Split('.') is { Length: <= 4 } path && path.All(step => step.Length > 0 && Numbers.Parse(step) is <= uint.MaxValue);
}

public sealed record SpaprVioAddress : DeviceAddress
{
    public override AddressType Type => AddressType.SpaprVio;
    public ulong? Reg { get; init; }

    internal static SpaprVioAddress Map(XmlMap x, SpaprVioAddress v) => v with { Reg = x.HexLong("reg", v.Reg, 8) };
}

public sealed record CcwAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Ccw;
    public uint? Cssid { get; init; }
    public uint? Ssid { get; init; }
    public uint? DevNo { get; init; }

    internal static CcwAddress Map(XmlMap x, CcwAddress v) => v with
    {
        Cssid = x.Hex("cssid", v.Cssid, 1),
        Ssid = x.Hex("ssid", v.Ssid, 1),
        DevNo = x.Hex("devno", v.DevNo, 4),
    };
}

public sealed record IsaAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Isa;
    public uint? IoBase { get; init; }
    public uint? Irq { get; init; }

    internal static IsaAddress Map(XmlMap x, IsaAddress v) => v with { IoBase = x.Hex("iobase", v.IoBase, 1), Irq = x.Hex("irq", v.Irq, 1) };
}

/// <summary>A slot for memory; the base is known only while the guest runs.</summary>
public sealed record DimmAddress : DeviceAddress
{
    public override AddressType Type => AddressType.Dimm;
    public uint? Slot { get; init; }
    public ulong? Base { get; init; }

    internal static DimmAddress Map(XmlMap x, DimmAddress v) => v with { Slot = x.UInt("slot", v.Slot), Base = x.HexLong("base", v.Base, 1) };
}

public sealed record VirtioMmioAddress : DeviceAddress
{
    public static readonly VirtioMmioAddress Instance = new();
    public override AddressType Type => AddressType.VirtioMmio;
}

public sealed record VirtioS390Address : DeviceAddress
{
    public static readonly VirtioS390Address Instance = new();
    public override AddressType Type => AddressType.VirtioS390;
}

/// <summary>A host device that is kept from the host, and not given to the guest either.</summary>
public sealed record UnassignedAddress : DeviceAddress
{
    public static readonly UnassignedAddress Instance = new();
    public override AddressType Type => AddressType.Unassigned;
}
