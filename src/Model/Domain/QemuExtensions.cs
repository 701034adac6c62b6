using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Words for QEMU's command line that nobody checks; the domain is tainted.</summary>
public sealed record QemuCommandLine : IMapped<QemuCommandLine>
{
    public ValueList<QemuArgument> Arguments { get; init; }
    public ValueList<QemuVariable> Environment { get; init; }

    public static QemuCommandLine Map(XmlMap x, QemuCommandLine v) => v with
    {
        Arguments = x.Children("qemu:arg", v.Arguments),
        Environment = x.Children("qemu:env", v.Environment),
    };
}

public sealed record QemuArgument : IMapped<QemuArgument>
{
    public string Value { get; init; } = "";

    public static QemuArgument Map(XmlMap x, QemuArgument v) => v with { Value = x.Text("value", v.Value) ?? throw x.Error(ErrorCode.InternalError, ErrorDomain.Domain, "No qemu command-line argument specified") };
}

public sealed record QemuVariable : IMapped<QemuVariable>
{
    public string Name { get; init; } = "";
    public string? Value { get; init; }

    public static QemuVariable Map(XmlMap x, QemuVariable v)
    {
        var name = x.Text("name", v.Name) ?? throw x.Error(ErrorCode.InternalError, ErrorDomain.Domain, "No qemu environment name specified");
        return v with { Name = name, Value = x.Text("value", v.Value) };
    }
}

/// <summary>Overrules what was probed of QEMU.</summary>
public sealed record QemuCapabilities : IMapped<QemuCapabilities>
{
    public ValueList<QemuCapability> Added { get; init; }
    public ValueList<QemuCapability> Removed { get; init; }

    public static QemuCapabilities Map(XmlMap x, QemuCapabilities v) => v with
    {
        Added = x.Children("qemu:add", v.Added),
        Removed = x.Children("qemu:del", v.Removed),
    };
}

public sealed record QemuCapability : IMapped<QemuCapability>
{
    public string Name { get; init; } = "";

    public static QemuCapability Map(XmlMap x, QemuCapability v) => v with { Name = x.Text("capability", v.Name) ?? throw x.Error(ErrorCode.InternalError, ErrorDomain.Domain, "No qemu capability name specified") };
}

/// <summary>Properties of QEMU's devices, by alias.</summary>
public sealed record QemuOverrides : IMapped<QemuOverrides>
{
    public ValueList<QemuDeviceOverride> Devices { get; init; }

    public static QemuOverrides Map(XmlMap x, QemuOverrides v) => v with { Devices = x.Children("qemu:device", v.Devices) };
}

public sealed record QemuDeviceOverride : IMapped<QemuDeviceOverride>
{
    public string? Alias { get; init; }
    public ValueList<QemuProperty> Properties { get; init; }

    public static QemuDeviceOverride Map(XmlMap x, QemuDeviceOverride v) => v with
    {
        Alias = x.Text("alias", v.Alias),
        Properties = x.At("qemu:frontend").Children("qemu:property", v.Properties),
    };
}

public sealed record QemuProperty : IMapped<QemuProperty>
{
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? Value { get; init; }

    public static QemuProperty Map(XmlMap x, QemuProperty v) => v with
    {
        Name = x.Text("name", v.Name),
        Type = x.Text("type", v.Type),
        Value = x.Text("value", v.Value),
    };
}

/// <summary>What happens where QEMU says that something is deprecated.</summary>
public sealed record QemuDeprecation : IMapped<QemuDeprecation>
{
    public string? Behavior { get; init; }

    public static QemuDeprecation Map(XmlMap x, QemuDeprecation v) => v with { Behavior = x.Text("behavior", v.Behavior) };
}
