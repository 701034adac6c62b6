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
                Bios = x.At("bios").Children("entry", v.Bios),
                System = x.At("system").Children("entry", v.System),
                BaseBoards = x.Children("baseBoard", v.BaseBoards),
                Chassis = x.At("chassis").Children("entry", v.Chassis),
                OemStrings = x.At("oemStrings").Children("entry", v.OemStrings),
            };
    }
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

    public static SysInfoBoard Map(XmlMap x, SysInfoBoard v) => v with { Entries = x.Children("entry", v.Entries) };
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
