using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The processor that the guest sees.</summary>
public sealed record CpuDefinition : IMapped<CpuDefinition>
{
    public CpuMode? Mode { get; init; }
    public CpuMatch? Match { get; init; }
    public CpuCheck? Check { get; init; }
    public bool? Migratable { get; init; }
    public string? Model { get; init; }
    public CpuFallback? Fallback { get; init; }

    /// <summary>Twelve letters that CPUID shows.</summary>
    public string? VendorId { get; init; }
    public string? Vendor { get; init; }
    public CpuTopology? Topology { get; init; }
    public CpuCache? Cache { get; init; }
    public uint? MaxPhysAddrBits { get; init; }
    public MaxPhysAddrMode? MaxPhysAddr { get; init; }
    public uint? MaxPhysAddrLimit { get; init; }
    public ValueList<CpuFeature> Features { get; init; }
    public Numa? Numa { get; init; }

    public static CpuDefinition Map(XmlMap x, CpuDefinition v) => v with
    {
        Mode = x.Enum("mode", v.Mode),
        Match = x.Enum("match", v.Match),
        Check = x.Enum("check", v.Check),
        Migratable = x.OnOff("migratable", v.Migratable),
        Fallback = x.At("model").Enum("fallback", v.Fallback),
        VendorId = x.At("model").Text("vendor_id", v.VendorId),
        Model = x.At("model").Text(".", v.Model) is { Length: > 0 } model ? model.Trim() : null,
        Vendor = x.Leaf("vendor", v.Vendor),
        Topology = x.Child("topology", v.Topology),
        Cache = x.Once("cache").Child("cache", v.Cache),
        MaxPhysAddr = x.At("maxphysaddr").Enum("mode", v.MaxPhysAddr),
        MaxPhysAddrBits = x.At("maxphysaddr").UInt("bits", v.MaxPhysAddrBits),
        MaxPhysAddrLimit = x.At("maxphysaddr").UInt("limit", v.MaxPhysAddrLimit),
        Features = x.Children("feature", v.Features),
        Numa = x.Child("numa", v.Numa),
    };
}

public enum CpuMode { Custom, HostModel, HostPassthrough, Maximum }
public enum CpuMatch { Minimum, Exact, Strict }
public enum CpuCheck { None, Partial, Full }
public enum CpuFallback { Allow, Forbid }
public enum MaxPhysAddrMode { Emulate, Passthrough }

public sealed record CpuTopology : IMapped<CpuTopology>
{
    public uint Sockets { get; init; }
    public uint Dies { get; init; } = 1;
    public uint Cores { get; init; }
    public uint Threads { get; init; }

    public static CpuTopology Map(XmlMap x, CpuTopology v) => v with
    {
        Sockets = Part(x, "sockets", v.Sockets),
        Dies = x.UInt("dies", v.Dies) ?? 1,
        Cores = Part(x, "cores", v.Cores),
        Threads = Part(x, "threads", v.Threads),
    };

    static uint Part(XmlMap x, string name, uint value) =>
        x.UInt(name, value, required: true) is not 0 and { } count ? count : throw x.Invalid(name, "0", "Zero is not permitted");
}

public sealed record CpuCache : IMapped<CpuCache>
{
    public uint? Level { get; init; }
    public CpuCacheMode Mode { get; init; }

    public static CpuCache Map(XmlMap x, CpuCache v) => v with
    {
        Level = x.UInt("level", v.Level),
        Mode = x.Need("mode", v.Mode),
    };
}

public enum CpuCacheMode { Emulate, Passthrough, Disable }

public sealed record CpuFeature : IMapped<CpuFeature>
{
    public CpuFeaturePolicy? Policy { get; init; }
    public string Name { get; init; } = "";

    public static CpuFeature Map(XmlMap x, CpuFeature v) => v with
    {
        Policy = x.Enum("policy", v.Policy),
        Name = x.Text("name", v.Name, required: true)!,
    };
}

public enum CpuFeaturePolicy { Force, Require, Optional, Disable, Forbid }
