using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The nodes that the guest sees.</summary>
public sealed record Numa : IMapped<Numa>
{
    public ValueList<NumaCell> Cells { get; init; }
    public ValueList<InterconnectLatency> Latencies { get; init; }
    public ValueList<InterconnectBandwidth> Bandwidths { get; init; }

    public static Numa Map(XmlMap x, Numa v) => v with
    {
        Cells = x.Children("cell", v.Cells),
        Latencies = x.At("interconnects").Children("latency", v.Latencies),
        Bandwidths = x.At("interconnects").Children("bandwidth", v.Bandwidths),
    };
}

public sealed record NumaCell : IMapped<NumaCell>
{
    public uint? Id { get; init; }
    public CpuSet? Cpus { get; init; }
    public Bytes Memory { get; init; }
    public MemoryAccess? Access { get; init; }
    public bool? Discard { get; init; }
    public ValueList<NumaDistance> Distances { get; init; }
    public ValueList<NumaCache> Caches { get; init; }

    public static NumaCell Map(XmlMap x, NumaCell v) => v with
    {
        Id = x.UInt("id", v.Id),
        Cpus = x.Cpus("cpus", v.Cpus),
        Memory = x.MemoryAttribute("memory", v.Memory),
        Access = x.Enum("memAccess", v.Access),
        Discard = x.YesNo("discard", v.Discard),
        Distances = x.At("distances").Children("sibling", v.Distances),
        Caches = x.Children("cache", v.Caches),
    };
}

public sealed record NumaDistance : IMapped<NumaDistance>
{
    public uint Id { get; init; }
    public uint Value { get; init; }

    public static NumaDistance Map(XmlMap x, NumaDistance v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) ?? 0,
        Value = x.UInt("value", v.Value, required: true) ?? 0,
    };
}

public sealed record NumaCache : IMapped<NumaCache>
{
    public uint Level { get; init; }
    public string? Associativity { get; init; }
    public string? Policy { get; init; }
    public Bytes Size { get; init; }
    public Bytes Line { get; init; }

    public static NumaCache Map(XmlMap x, NumaCache v) => v with
    {
        Level = x.UInt("level", v.Level, required: true) ?? 0,
        Associativity = x.Text("associativity", v.Associativity, required: true),
        Policy = x.Text("policy", v.Policy, required: true),
        Size = x.At("size").MemoryAttribute("value", v.Size),
        Line = x.At("line").BytesAttribute("value", v.Line),
    };
}

public sealed record InterconnectLatency : IMapped<InterconnectLatency>
{
    public uint Initiator { get; init; }
    public uint Target { get; init; }
    public uint? Cache { get; init; }
    public string? Type { get; init; }
    public ulong Value { get; init; }

    public static InterconnectLatency Map(XmlMap x, InterconnectLatency v) => v with
    {
        Initiator = x.UInt("initiator", v.Initiator, required: true) ?? 0,
        Target = x.UInt("target", v.Target, required: true) ?? 0,
        Cache = x.UInt("cache", v.Cache),
        Type = x.Text("type", v.Type, required: true),
        Value = x.ULong("value", v.Value, required: true) ?? 0,
    };
}

public sealed record InterconnectBandwidth : IMapped<InterconnectBandwidth>
{
    public uint Initiator { get; init; }
    public uint Target { get; init; }
    public uint? Cache { get; init; }
    public string? Type { get; init; }
    public Bytes Value { get; init; }

    public static InterconnectBandwidth Map(XmlMap x, InterconnectBandwidth v) => v with
    {
        Initiator = x.UInt("initiator", v.Initiator, required: true) ?? 0,
        Target = x.UInt("target", v.Target, required: true) ?? 0,
        Cache = x.UInt("cache", v.Cache),
        Type = x.Text("type", v.Type, required: true),
        Value = x.MemoryAttribute("value", v.Value),
    };
}
