using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>How the host confines the guest's process.</summary>
public sealed record Seclabel : IMapped<Seclabel>
{
    public SeclabelType? Type { get; init; }
    public string? Model { get; init; }
    public bool? Relabel { get; init; }
    public string? Label { get; init; }
    public string? ImageLabel { get; init; }
    public string? BaseLabel { get; init; }

    public static Seclabel Map(XmlMap x, Seclabel v)
    {
        var type = x.Enum("type", v.Type, unknown: word => $"invalid security type '{word}'");
        // What a dynamic label became is the running guest's.
        var made = type is SeclabelType.Static ? x : x.Live;
        return v with
        {
            Type = type,
            Model = x.Text("model", v.Model),
            Relabel = x.YesNo("relabel", v.Relabel),
            Label = made.Leaf("label", v.Label),
            ImageLabel = x.Live.Leaf("imagelabel", v.ImageLabel),
            BaseLabel = x.Leaf("baselabel", v.BaseLabel),
        };
    }
}

public enum SeclabelType { None, Dynamic, Static }

/// <summary>The label of one source of a device.</summary>
public sealed record DeviceSeclabel : IMapped<DeviceSeclabel>
{
    public string? Model { get; init; }
    public bool? LabelSkip { get; init; }
    public bool? Relabel { get; init; }
    public string? Label { get; init; }

    public static DeviceSeclabel Map(XmlMap x, DeviceSeclabel v) => v with
    {
        Model = x.Text("model", v.Model),
        LabelSkip = x.YesNo("labelskip", v.LabelSkip),
        Relabel = x.YesNo("relabel", v.Relabel),
        Label = x.Leaf("label", v.Label),
    };
}

/// <summary>The guest's memory is encrypted by the processor.</summary>
public sealed record LaunchSecurity : IMapped<LaunchSecurity>
{
    public LaunchSecurityType Type { get; init; }
    public bool? KernelHashes { get; init; }
    public uint? CBitPos { get; init; }
    public uint? ReducedPhysBits { get; init; }
    public uint? Policy { get; init; }
    public string? DhCert { get; init; }
    public string? Session { get; init; }

    public static LaunchSecurity Map(XmlMap x, LaunchSecurity v) => v with
    {
        Type = x.Need("type", v.Type),
        KernelHashes = x.YesNo("kernelHashes", v.KernelHashes),
        CBitPos = x.At("cbitpos").UInt(".", v.CBitPos),
        ReducedPhysBits = x.At("reducedPhysBits").UInt(".", v.ReducedPhysBits),
        Policy = x.At("policy").Hex(".", v.Policy, 4),
        DhCert = x.Leaf("dhCert", v.DhCert),
        Session = x.Leaf("session", v.Session),
    };
}

public enum LaunchSecurityType { Sev, S390Pv }
