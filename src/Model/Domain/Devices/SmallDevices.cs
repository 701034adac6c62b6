using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Acts when the guest no longer answers.</summary>
public sealed record Watchdog : Device, IMapped<Watchdog>
{
    public WatchdogModel Model { get; init; }
    public WatchdogAction? Action { get; init; }

    public static Watchdog Map(XmlMap x, Watchdog v)
    {
        var model = x.Enum<WatchdogModel>("model", v.Model, required: true, word => $"unknown watchdog model '{word}'") ?? default;
        return Tail(x, v with { Model = model, Action = x.Enum("action", v.Action) });
    }
}

public enum WatchdogModel { I6300esb, Ib700, Diag288, Itco }
public enum WatchdogAction { Reset, Shutdown, Poweroff, Pause, Dump, None, InjectNmi }

/// <summary>Tells the host that the guest's system has given up.</summary>
public sealed record Panic : Device, IMapped<Panic>
{
    public PanicModel? Model { get; init; }

    public static Panic Map(XmlMap x, Panic v)
    {
        var model = x.Enum("model", v.Model);
        return Tail(x, v with { Model = model });
    }
}

public enum PanicModel { Isa, Pseries, Hyperv, S390, Pvpanic }

/// <summary>More ports on a USB bus.</summary>
public sealed record Hub : Device, IMapped<Hub>
{
    public HubType Type { get; init; }

    public static Hub Map(XmlMap x, Hub v)
    {
        var type = x.Need("type", v.Type);
        return Tail(x, v with { Type = type });
    }
}

public enum HubType { Usb }

/// <summary>A line from host to guest by sockets, without a network.</summary>
public sealed record Vsock : Device, IMapped<Vsock>
{
    public VirtioModel? Model { get; init; }
    public bool? AutoCid { get; init; }
    public uint? Cid { get; init; }
    public VirtioOptions Virtio { get; init; }

    public static Vsock Map(XmlMap x, Vsock v)
    {
        var model = x.Enum("model", v.Model);
        var auto = x.At("cid").YesNo("auto", v.AutoCid);
        return Tail(x, v with
        {
            Model = model,
            AutoCid = auto,
            Cid = (auto is true ? x.Live : x).At("cid").UInt("address", v.Cid),
            Virtio = VirtioOptions.Map(x.At("driver"), v.Virtio),
        });
    }
}

/// <summary>Ciphers done by the host.</summary>
public sealed record Crypto : Device, IMapped<Crypto>
{
    public CryptoModel Model { get; init; }
    public CryptoType Type { get; init; }
    public CryptoBackend Backend { get; init; }
    public uint? Queues { get; init; }
    public VirtioOptions Virtio { get; init; }

    public static Crypto Map(XmlMap x, Crypto v)
    {
        var model = x.Need("model", v.Model);
        return Tail(x, v with
        {
            Model = model,
            Type = x.Need("type", v.Type),
            Backend = x.At("backend").Need("model", v.Backend),
            Queues = x.At("backend").UInt("queues", v.Queues),
            Virtio = VirtioOptions.Map(x.At("driver"), v.Virtio),
        });
    }
}

public enum CryptoModel { Virtio }
public enum CryptoType { Qemu }
public enum CryptoBackend { Builtin, Lkcf }

/// <summary>Translates the addresses that devices use.</summary>
public sealed record Iommu : Device, IMapped<Iommu>
{
    public IommuModel Model { get; init; }
    public bool? InterruptRemapping { get; init; }
    public bool? CachingMode { get; init; }
    public bool? Eim { get; init; }
    public bool? Iotlb { get; init; }
    public uint? AddressWidth { get; init; }

    public static Iommu Map(XmlMap x, Iommu v)
    {
        var model = x.Need("model", v.Model);
        var driver = x.At("driver");
        return Tail(x, v with
        {
            Model = model,
            InterruptRemapping = driver.OnOff("intremap", v.InterruptRemapping),
            CachingMode = driver.OnOff("caching_mode", v.CachingMode),
            Eim = driver.OnOff("eim", v.Eim),
            Iotlb = driver.OnOff("iotlb", v.Iotlb),
            AddressWidth = driver.UInt("aw_bits", v.AddressWidth),
        });
    }
}

public enum IommuModel { Intel, Smmuv3, Virtio }

/// <summary>A USB device on its way from a remote client.</summary>
public sealed record Redirdev : Device, IMapped<Redirdev>
{
    public RedirdevBus Bus { get; init; }
    public CharBackend Backend { get; init; } = new();

    public static Redirdev Map(XmlMap x, Redirdev v)
    {
        var bus = x.EnumOr("bus", v.Bus, RedirdevBus.Usb);
        var type = x.Need("type", v.Backend.Type);
        return Tail(x, v with { Bus = bus, Backend = CharBackend.Map(x, v.Backend, type) });
    }
}

public enum RedirdevBus { Usb }

/// <summary>Which USB devices a remote client may pass in.</summary>
public sealed record RedirFilter : IMapped<RedirFilter>
{
    public ValueList<RedirRule> Rules { get; init; }

    public static RedirFilter Map(XmlMap x, RedirFilter v) => v with { Rules = x.Children("usbdev", v.Rules) };
}

public sealed record RedirRule : IMapped<RedirRule>
{
    public string? Class { get; init; }
    public string? Vendor { get; init; }
    public string? Product { get; init; }
    public string? Version { get; init; }
    public bool? Allow { get; init; }

    public static RedirRule Map(XmlMap x, RedirRule v) => v with
    {
        Class = Any(x.Text("class", v.Class)),
        Vendor = Any(x.Text("vendor", v.Vendor)),
        Product = Any(x.Text("product", v.Product)),
        Version = x.Reading ? Release(x, Any(x.Text("version", null))) : x.Text("version", v.Version),
        Allow = x.YesNo("allow", v.Allow, required: true),
    };

    /// <summary>A release in two decimal parts; after the point one digit counts tens.</summary>
    static string? Release(XmlMap x, string? version)
    {
        if (version is null) return null;
        var parts = version.Split('.');
        return parts.Length <= 2 && parts.All(part => part.Length is 1 or 2 && part.All(char.IsAsciiDigit))
            ? parts.Length == 1 ? $"{parts[0]}.00" : $"{parts[0]}.{parts[1].PadRight(2, '0')}"
            : throw x.Error(ErrorCode.InternalError, ErrorDomain.Domain, $"Cannot parse USB device version {version}");
    }

    /// <summary>-1 stands for any, and so does nothing.</summary>
    static string? Any(string? value) => value is "-1" ? null : value;
}

/// <summary>Memory that guests share with each other.</summary>
public sealed record Shmem : Device, IMapped<Shmem>
{
    public string Name { get; init; } = "";
    public ShmemRole? Role { get; init; }
    public ShmemModel? Model { get; init; }
    public Bytes? Size { get; init; }
    public string? ServerPath { get; init; }
    public bool HasServer { get; init; }
    public uint? Vectors { get; init; }
    public bool? IoEventFd { get; init; }
    public bool HasMsi { get; init; }
    public bool? MsiEnabled { get; init; }

    public static Shmem Map(XmlMap x, Shmem v)
    {
        var name = x.Text("name", v.Name, required: true)!;
        var role = x.Enum("role", v.Role);
        if (name.Contains('/')) throw x.Unsupported("shmem name cannot include '/' character");
        if (name is "." or "..") throw x.Unsupported($"shmem name cannot be equal to '{name}'");
        return Tail(x, v with
        {
            Name = name,
            Role = role,
            Model = x.At("model").Enum("type", v.Model),
            Size = x.Reading ? x.At("size").Memory(v.Size, "MiB") : x.At("size").Memory(v.Size, "M"),
            HasServer = x.Flag("server", v.HasServer),
            ServerPath = x.At("server").Text("path", v.ServerPath),
            HasMsi = x.Flag("msi", v.HasMsi),
            MsiEnabled = x.At("msi").OnOff("enabled", v.MsiEnabled),
            Vectors = x.At("msi").UInt("vectors", v.Vectors),
            IoEventFd = x.At("msi").OnOff("ioeventfd", v.IoEventFd),
        });
    }
}

public enum ShmemModel { Ivshmem, IvshmemPlain, IvshmemDoorbell }
public enum ShmemRole { Master, Peer }

/// <summary>A lock that a lock manager keeps for the guest.</summary>
public sealed record Lease : IMapped<Lease>
{
    public string? LockSpace { get; init; }
    public string? Key { get; init; }
    public string? TargetPath { get; init; }
    public ulong? TargetOffset { get; init; }

    public static Lease Map(XmlMap x, Lease v) => v with
    {
        LockSpace = x.Leaf("lockspace", v.LockSpace),
        Key = x.Leaf("key", v.Key),
        TargetPath = x.At("target").Text("path", v.TargetPath),
        TargetOffset = x.At("target").ULong("offset", v.TargetOffset is 0 ? null : v.TargetOffset),
    };
}

/// <summary>A smartcard reader and its card.</summary>
public sealed record Smartcard : Device, IMapped<Smartcard>
{
    public SmartcardMode Mode { get; init; }
    public ValueList<SmartcardFile> Certificates { get; init; }
    public string? Database { get; init; }
    public CharBackend? Backend { get; init; }

    public static Smartcard Map(XmlMap x, Smartcard v)
    {
        var mode = x.Need("mode", v.Mode);
        CharBackend? backend = null;
        if (mode is SmartcardMode.Passthrough)
            backend = CharBackend.Map(x, v.Backend ?? new(), x.Need("type", v.Backend?.Type ?? CharType.Null));
        var certificates = x.Children("certificate", v.Certificates);
        if (x.Reading && mode is SmartcardMode.HostCertificates && certificates.Count != 3) throw x.Wrong("host-certificates mode needs exactly three certificates");
        return Tail(x, v with
        {
            Mode = mode,
            Backend = backend,
            Certificates = certificates,
            Database = x.Leaf("database", v.Database),
        });
    }
}

public enum SmartcardMode { Host, HostCertificates, Passthrough }

public sealed record SmartcardFile : IMapped<SmartcardFile>
{
    public string? File { get; init; }

    public static SmartcardFile Map(XmlMap x, SmartcardFile v) => v with { File = x.Text(".", v.File) };
}

/// <summary>Where a pseries machine keeps its settings.</summary>
public sealed record Nvram : Device, IMapped<Nvram>
{
    public static Nvram Map(XmlMap x, Nvram v) => Tail(x, v);
}
