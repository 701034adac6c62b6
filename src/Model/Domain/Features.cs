using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What the machine has beside its devices.</summary>
public sealed record Features : IMapped<Features>
{
    public bool Pae { get; init; }
    public bool Acpi { get; init; }
    public Apic? Apic { get; init; }
    public bool? Hap { get; init; }
    public bool Viridian { get; init; }
    public bool Privnet { get; init; }
    public HypervFeatures? Hyperv { get; init; }
    public KvmFeatures? Kvm { get; init; }
    public ValueList<XenFeature> Xen { get; init; }
    public bool? PvSpinlock { get; init; }
    public bool? Pmu { get; init; }
    public bool? VmPort { get; init; }
    public Gic? Gic { get; init; }
    public Smm? Smm { get; init; }
    public IoApicDriver? IoApic { get; init; }
    public Hpt? Hpt { get; init; }
    public bool? Htm { get; init; }
    public bool? NestedHv { get; init; }
    public string? Capabilities { get; init; }
    public bool? VmCoreInfo { get; init; }
    public bool? CcfAssist { get; init; }
    public MsrsUnknown? Msrs { get; init; }
    public string? Cfpc { get; init; }
    public string? Sbbc { get; init; }
    public string? Ibs { get; init; }
    public Tcg? Tcg { get; init; }
    public bool? AsyncTeardown { get; init; }

    public static Features Map(XmlMap x, Features v)
    {
        var read = All(x, v);
        return x.Untaken is { } stranger ? throw x.Unsupported($"unexpected feature '{stranger}'") : read;
    }

    static Features All(XmlMap x, Features v) => v with
    {
        Acpi = x.Flag("acpi", v.Acpi),
        Apic = x.Child("apic", v.Apic, keepEmpty: true),
        Pae = x.Flag("pae", v.Pae),
        Viridian = x.Flag("viridian", v.Viridian),
        Privnet = x.Flag("privnet", v.Privnet),
        Hap = x.State("hap", v.Hap),
        Hyperv = x.Child("hyperv", v.Hyperv, keepEmpty: true),
        Kvm = x.Child("kvm", v.Kvm, keepEmpty: true),
        Xen = x.At("xen").Each(v.Xen, feature => feature.Name, XenFeature.Read, XenFeature.Write),
        PvSpinlock = x.State("pvspinlock", v.PvSpinlock),
        Pmu = x.State("pmu", v.Pmu),
        VmPort = x.State("vmport", v.VmPort),
        Gic = x.Child("gic", v.Gic, keepEmpty: true),
        Smm = x.Child("smm", v.Smm, keepEmpty: true),
        IoApic = x.At("ioapic").Enum("driver", v.IoApic),
        Hpt = x.Child("hpt", v.Hpt),
        Htm = x.State("htm", v.Htm),
        NestedHv = x.State("nested-hv", v.NestedHv),
        Capabilities = x.At("capabilities").Text("policy", v.Capabilities),
        VmCoreInfo = x.State("vmcoreinfo", v.VmCoreInfo),
        CcfAssist = x.State("ccf-assist", v.CcfAssist),
        Msrs = x.At("msrs").Enum("unknown", v.Msrs),
        Cfpc = x.At("cfpc").Text("value", v.Cfpc),
        Sbbc = x.At("sbbc").Text("value", v.Sbbc),
        Ibs = x.At("ibs").Text("value", v.Ibs),
        Tcg = x.Child("tcg", v.Tcg),
        AsyncTeardown = x.At("async-teardown").YesNo("enabled", v.AsyncTeardown),
    };
}

public enum IoApicDriver { Qemu, Kvm }
public enum MsrsUnknown { Ignore, Fault }

public sealed record Apic : IMapped<Apic>
{
    public bool? Eoi { get; init; }

    public static Apic Map(XmlMap x, Apic v) => v with { Eoi = x.OnOff("eoi", v.Eoi) };
}

/// <summary>The Arm machine's interrupt controller.</summary>
public sealed record Gic : IMapped<Gic>
{
    /// <summary>2, 3 or host; null: the best that there is.</summary>
    public GicVersion? Version { get; init; }

    public static Gic Map(XmlMap x, Gic v) => v with { Version = x.Enum("version", v.Version) };
}

public enum GicVersion { V2, V3, V4, Host }

public sealed record Smm : IMapped<Smm>
{
    public bool? State { get; init; }
    public Bytes? Tseg { get; init; }

    public static Smm Map(XmlMap x, Smm v) => v with
    {
        State = x.OnOff("state", v.State) ?? (x.Reading ? true : null),
        Tseg = x.Reading ? x.At("tseg").Amount(null, "MiB") : TsegOf(x, v.Tseg),
    };

    /// <summary>In the largest unit that is whole, as libvirt prints it.</summary>
    static Bytes? TsegOf(XmlMap x, Bytes? size)
    {
        var unit = size?.Value switch
        {
            null or 0 => "bytes",
            var bytes when bytes % (1UL << 30) == 0 => "GiB",
            var bytes when bytes % (1UL << 20) == 0 => "MiB",
            var bytes when bytes % (1UL << 10) == 0 => "KiB",
            _ => "bytes",
        };
        return x.At("tseg").Amount(size, unit);
    }
}

public sealed record Hpt : IMapped<Hpt>
{
    public HptResizing? Resizing { get; init; }
    public Bytes? MaxPageSize { get; init; }

    public static Hpt Map(XmlMap x, Hpt v) => v with
    {
        Resizing = x.Enum("resizing", v.Resizing),
        MaxPageSize = x.At("maxpagesize").Memory(v.MaxPageSize),
    };
}

public enum HptResizing { Enabled, Disabled, Required }

public sealed record Tcg : IMapped<Tcg>
{
    public Bytes? TbCache { get; init; }

    public static Tcg Map(XmlMap x, Tcg v) => v with { TbCache = x.At("tb-cache").Memory(v.TbCache) };
}

public sealed record KvmFeatures : IMapped<KvmFeatures>
{
    public bool? Hidden { get; init; }
    public bool? HintDedicated { get; init; }
    public bool? PollControl { get; init; }
    public bool? PvIpi { get; init; }
    public bool? DirtyRing { get; init; }
    public uint? DirtyRingSize { get; init; }

    public static KvmFeatures Map(XmlMap x, KvmFeatures v) => v with
    {
        Hidden = x.At("hidden").OnOff("state", v.Hidden),
        HintDedicated = x.At("hint-dedicated").OnOff("state", v.HintDedicated),
        PollControl = x.At("poll-control").OnOff("state", v.PollControl),
        PvIpi = x.At("pv-ipi").OnOff("state", v.PvIpi),
        DirtyRing = x.At("dirty-ring").OnOff("state", v.DirtyRing),
        DirtyRingSize = x.At("dirty-ring").UInt("size", v.DirtyRingSize),
    };
}

public sealed record XenFeature(string Name, bool? State, string? Mode)
{
    internal static XenFeature? Read(XmlMap x, string name) =>
        name is "e820_host" or "passthrough" ? new(name, x.OnOff("state", null), x.Text("mode", null)) : null;

    internal static void Write(XmlMap x, XenFeature v)
    {
        _ = x.OnOff("state", v.State);
        _ = x.Text("mode", v.Mode);
    }
}
