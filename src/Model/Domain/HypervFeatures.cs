using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Enlightenments for guests that know Hyper-V.</summary>
public sealed record HypervFeatures : IMapped<HypervFeatures>
{
    /// <summary>custom, or passthrough: all that the host has.</summary>
    public HypervMode? Mode { get; init; }
    public bool? Relaxed { get; init; }
    public bool? Vapic { get; init; }
    public bool? Spinlocks { get; init; }
    public uint? SpinlockRetries { get; init; }
    public bool? VpIndex { get; init; }
    public bool? Runtime { get; init; }
    public bool? Synic { get; init; }
    public bool? Stimer { get; init; }
    public bool? StimerDirect { get; init; }
    public bool? Reset { get; init; }
    public bool? VendorId { get; init; }
    public string? VendorIdValue { get; init; }
    public bool? Frequencies { get; init; }
    public bool? Reenlightenment { get; init; }
    public bool? TlbFlush { get; init; }
    public bool? Ipi { get; init; }
    public bool? Evmcs { get; init; }
    public bool? AvIc { get; init; }

    public static HypervFeatures Map(XmlMap x, HypervFeatures v)
    {
        x.KeepFrame();
        return All(x, v);
    }

    static HypervFeatures All(XmlMap x, HypervFeatures v) => v with
    {
        Mode = x.Enum("mode", v.Mode) ?? HypervMode.Custom,
        Relaxed = x.At("relaxed").OnOff("state", v.Relaxed),
        Vapic = x.At("vapic").OnOff("state", v.Vapic),
        Spinlocks = x.At("spinlocks").OnOff("state", v.Spinlocks),
        SpinlockRetries = x.At("spinlocks").UInt("retries", v.SpinlockRetries),
        VpIndex = x.At("vpindex").OnOff("state", v.VpIndex),
        Runtime = x.At("runtime").OnOff("state", v.Runtime),
        Synic = x.At("synic").OnOff("state", v.Synic),
        Stimer = x.At("stimer").OnOff("state", v.Stimer),
        StimerDirect = x.At("stimer").At("direct").OnOff("state", v.StimerDirect),
        Reset = x.At("reset").OnOff("state", v.Reset),
        VendorId = x.At("vendor_id").OnOff("state", v.VendorId),
        VendorIdValue = x.At("vendor_id").Text("value", v.VendorIdValue),
        Frequencies = x.At("frequencies").OnOff("state", v.Frequencies),
        Reenlightenment = x.At("reenlightenment").OnOff("state", v.Reenlightenment),
        TlbFlush = x.At("tlbflush").OnOff("state", v.TlbFlush),
        Ipi = x.At("ipi").OnOff("state", v.Ipi),
        Evmcs = x.At("evmcs").OnOff("state", v.Evmcs),
        AvIc = x.At("avic").OnOff("state", v.AvIc),
    };
}

public enum HypervMode { None, Custom, Passthrough }
