using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What the guest reads about its machine in SMBIOS, or in QEMU's fw_cfg.</summary>
public sealed record SysInfo : IMapped<SysInfo>
{
    public SysInfoType Type { get; init; }
    public ValueList<SysInfoEntry> Bios { get; init; }
    public ValueList<SysInfoEntry> System { get; init; }
    public ValueList<SysInfoBoard> BaseBoards { get; init; }
    public ValueList<SysInfoEntry> Chassis { get; init; }
    public ValueList<SysInfoString> OemStrings { get; init; }
    public ValueList<FwCfgEntry> FwCfg { get; init; }

    public static SysInfo Map(XmlMap x, SysInfo v)
    {
        var type = x.Need("type", v.Type);
        return type is SysInfoType.Fwcfg
            ? v with { Type = type, FwCfg = x.Children("entry", v.FwCfg) }
            : v with
            {
                Type = type,
                Bios = Told(x.At("bios").Children("entry", v.Bios), "vendor", "version", "date", "release"),
                System = Told(x.At("system").Children("entry", v.System), "manufacturer", "product", "version", "serial", "uuid", "sku", "family"),
                BaseBoards = [.. x.Children("baseBoard", v.BaseBoards).Where(board => !board.Entries.IsEmpty)],
                Chassis = Told(x.At("chassis").Children("entry", v.Chassis), "manufacturer", "version", "serial", "asset", "sku"),
                OemStrings = x.At("oemStrings").Children("entry", v.OemStrings),
            };
    }

    /// <summary>Those that there are, in libvirt's order; one that says nothing is none.</summary>
    internal static ValueList<SysInfoEntry> Told(ValueList<SysInfoEntry> entries, params string[] names) =>
        [.. from name in names let entry = entries.FirstOrDefault(entry => entry.Name == name) where !string.IsNullOrEmpty(entry?.Value) select entry];
}

public enum SysInfoType { Smbios, Fwcfg }

public sealed record SysInfoEntry : IMapped<SysInfoEntry>
{
    public string Name { get; init; } = "";
    public string? Value { get; init; }

    public static SysInfoEntry Map(XmlMap x, SysInfoEntry v) => v with { Name = x.Text("name", v.Name) ?? "", Value = x.Text(".", v.Value) };
}

public sealed record SysInfoBoard : IMapped<SysInfoBoard>
{
    public ValueList<SysInfoEntry> Entries { get; init; }

    public static SysInfoBoard Map(XmlMap x, SysInfoBoard v) => v with
    {
        Entries = SysInfo.Told(x.Children("entry", v.Entries), "manufacturer", "product", "version", "serial", "asset", "location"),
    };
}

public sealed record SysInfoString : IMapped<SysInfoString>
{
    public string? Value { get; init; }

    public static SysInfoString Map(XmlMap x, SysInfoString v) => v with { Value = x.Text(".", v.Value) };
}

public sealed record FwCfgEntry : IMapped<FwCfgEntry>
{
    public string? Name { get; init; }
    public string? File { get; init; }
    public string? Value { get; init; }

    public static FwCfgEntry Map(XmlMap x, FwCfgEntry v) => v with
    {
        Name = x.Text("name", v.Name),
        File = x.Text("file", v.File),
        Value = x.Text(".", v.Value) is { Length: > 0 } value ? value : null,
    };
}
