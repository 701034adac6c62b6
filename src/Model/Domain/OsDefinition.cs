using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What the machine is and what it boots.</summary>
public sealed record OsDefinition : IMapped<OsDefinition>
{
    /// <summary>hvm: a whole machine.</summary>
    public OsType Type { get; init; }
    public string? Arch { get; init; }
    public string? Machine { get; init; }

    /// <summary>Which firmware is looked for among the host's.</summary>
    public Firmware? Firmware { get; init; }
    public ValueList<FirmwareFeature> FirmwareFeatures { get; init; }
    public string? Init { get; init; }
    public ValueList<InitArgument> InitArguments { get; init; }
    public Loader? Loader { get; init; }
    public NvramFile? Nvram { get; init; }
    public string? Kernel { get; init; }
    public string? Initrd { get; init; }
    public string? CommandLine { get; init; }
    public string? Dtb { get; init; }
    public string? AcpiTableType { get; init; }
    public string? AcpiTable { get; init; }
    public ValueList<BootDevice> Boot { get; init; }
    public bool? BootMenu { get; init; }
    public uint? BootMenuTimeout { get; init; }
    public bool? BiosSerial { get; init; }
    public int? RebootTimeout { get; init; }
    public SmbiosMode? Smbios { get; init; }

    public static OsDefinition Map(XmlMap x, OsDefinition v) => v with
    {
        Firmware = x.Enum("firmware", v.Firmware, unknown: word => $"unknown firmware value {word}", code: ErrorCode.XmlError),
        Arch = Architecture.Map(x.At("type"), v.Arch),
        Machine = x.At("type").Filled("machine", v.Machine),
        Type = x.At("type").Enum<OsType>(".", v.Type, unknown: word => $"unknown OS type {word}") ?? OsType.Unset,
        // In the order of their names, as libvirt tells them.
        FirmwareFeatures = [.. x.At("firmware").Children("feature", v.FirmwareFeatures).OrderBy(feature => feature.Name)],
        Init = x.Leaf("init", v.Init),
        InitArguments = x.Children("initarg", v.InitArguments),
        Loader = x.Child("loader", v.Loader),
        Nvram = x.Child("nvram", v.Nvram),
        Kernel = x.Leaf("kernel", v.Kernel),
        Initrd = x.Leaf("initrd", v.Initrd),
        CommandLine = x.Leaf("cmdline", v.CommandLine),
        Dtb = x.Leaf("dtb", v.Dtb),
        AcpiTableType = x.At("acpi").At("table").Text("type", v.AcpiTableType),
        AcpiTable = x.At("acpi").At("table").Text(".", v.AcpiTable),
        Boot = x.Children("boot", v.Boot),
        BootMenu = x.At("bootmenu").YesNo("enable", v.BootMenu),
        BootMenuTimeout = x.At("bootmenu").UInt("timeout", v.BootMenuTimeout),
        BiosSerial = x.At("bios").YesNo("useserial", v.BiosSerial),
        RebootTimeout = x.At("bios").Int("rebootTimeout", v.RebootTimeout),
        Smbios = x.At("smbios").Enum("mode", v.Smbios),
    };
}

public enum OsType { Unset, Hvm, Xen, Linux, Exe, Uml, Xenpvh }
public enum Firmware { Bios, Efi }
public enum SmbiosMode { None, Emulate, Host, Sysinfo }

public sealed record FirmwareFeature : IMapped<FirmwareFeature>
{
    public FirmwareFeatureName Name { get; init; }
    public bool? Enabled { get; init; }

    public static FirmwareFeature Map(XmlMap x, FirmwareFeature v) => v with
    {
        Enabled = x.YesNo("enabled", v.Enabled, required: true),
        Name = x.Need("name", v.Name),
    };
}

public enum FirmwareFeatureName { EnrolledKeys, SecureBoot }

public sealed record InitArgument : IMapped<InitArgument>
{
    public string? Value { get; init; }

    public static InitArgument Map(XmlMap x, InitArgument v) => v with { Value = x.Text(".", v.Value) };
}

/// <summary>The firmware's code.</summary>
public sealed record Loader : IMapped<Loader>
{
    public bool? ReadOnly { get; init; }
    public bool? Secure { get; init; }
    public LoaderType? Type { get; init; }
    public string? Format { get; init; }
    public bool? Stateless { get; init; }
    public string? Path { get; init; }

    public static Loader Map(XmlMap x, Loader v) => v with
    {
        ReadOnly = x.YesNo("readonly", v.ReadOnly),
        Secure = x.YesNo("secure", v.Secure),
        Type = x.Enum("type", v.Type),
        Stateless = x.YesNo("stateless", v.Stateless),
        Format = x.Text("format", v.Format),
        Path = x.Text(".", v.Path) is { Length: > 0 } path ? path : null,
    };
}

public enum LoaderType { None, Rom, Pflash }

/// <summary>The firmware's variables.</summary>
public sealed record NvramFile : IMapped<NvramFile>
{
    public string? Template { get; init; }
    public string? Format { get; init; }
    public DiskType? Type { get; init; }
    public string? Path { get; init; }
    public DiskSource? Source { get; init; }

    public static NvramFile Map(XmlMap x, NvramFile v)
    {
        var template = x.Text("template", v.Template);
        var type = x.Enum("type", v.Type);
        return v with
        {
            Template = template,
            Type = type,
            Format = x.Text("format", v.Format),
            Path = type is null ? x.Text(".", v.Path) is { Length: > 0 } path ? path : null : null,
            Source = type is { } known ? x.Child("source", v.Source, (y, source) => DiskSource.Map(y, source, known)) : null,
        };
    }
}

public sealed record BootDevice : IMapped<BootDevice>
{
    public BootKind Kind { get; init; }

    public static BootDevice Map(XmlMap x, BootDevice v) => v with { Kind = x.Need("dev", v.Kind) };
}

public enum BootKind { Fd, Cdrom, Hd, Network }
