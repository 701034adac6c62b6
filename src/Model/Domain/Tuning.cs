using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The domain's share of the host's block devices.</summary>
public sealed record BlkioTune : IMapped<BlkioTune>
{
    public uint? Weight { get; init; }
    public ValueList<BlkioDevice> Devices { get; init; }

    public static BlkioTune Map(XmlMap x, BlkioTune v) => v with
    {
        Weight = x.At("weight").UInt(".", v.Weight is 0 ? null : v.Weight),
        Devices = x.Children("device", v.Devices),
    };
}

public sealed record BlkioDevice : IMapped<BlkioDevice>
{
    public string? Path { get; init; }
    public uint? Weight { get; init; }
    public uint? ReadIops { get; init; }
    public uint? WriteIops { get; init; }
    public ulong? ReadBytes { get; init; }
    public ulong? WriteBytes { get; init; }

    public static BlkioDevice Map(XmlMap x, BlkioDevice v) => v with
    {
        Path = x.Leaf("path", v.Path),
        Weight = x.At("weight").UInt(".", v.Weight),
        ReadIops = x.At("read_iops_sec").UInt(".", v.ReadIops),
        WriteIops = x.At("write_iops_sec").UInt(".", v.WriteIops),
        ReadBytes = x.At("read_bytes_sec").ULong(".", v.ReadBytes),
        WriteBytes = x.At("write_bytes_sec").ULong(".", v.WriteBytes),
    };
}

/// <summary>How much of the host's memory the whole process may take.</summary>
public sealed record MemTune : IMapped<MemTune>
{
    public Bytes? HardLimit { get; init; }
    public Bytes? SoftLimit { get; init; }
    public Bytes? MinGuarantee { get; init; }
    public Bytes? SwapHardLimit { get; init; }

    /// <summary>libvirt's word for no limit, in KiB.</summary>
    public const ulong UnlimitedKib = 9007199254740991;

    public static MemTune Map(XmlMap x, MemTune v) => v with
    {
        HardLimit = Limit(x, "hard_limit", v.HardLimit),
        SoftLimit = Limit(x, "soft_limit", v.SoftLimit),
        MinGuarantee = x.At("min_guarantee").Memory(v.MinGuarantee is { Value: 0 } ? null : v.MinGuarantee),
        SwapHardLimit = Limit(x, "swap_hard_limit", v.SwapHardLimit),
    };

    static Bytes? Limit(XmlMap x, string name, Bytes? value) => x.At(name).Memory(value) is { } limit && limit.InKib < UnlimitedKib ? limit : null;
}

/// <summary>What the guest's memory is made of.</summary>
public sealed record MemoryBacking : IMapped<MemoryBacking>
{
    public HugePages? HugePages { get; init; }
    public bool NoSharePages { get; init; }
    public bool Locked { get; init; }
    public MemorySourceType? Source { get; init; }
    public MemoryAccess? Access { get; init; }
    public AllocationMode? Allocation { get; init; }
    public uint? AllocationThreads { get; init; }
    public bool Discard { get; init; }

    public static MemoryBacking Map(XmlMap x, MemoryBacking v) => v with
    {
        HugePages = x.Child("hugepages", v.HugePages, keepEmpty: true),
        NoSharePages = x.Flag("nosharepages", v.NoSharePages),
        Locked = x.Flag("locked", v.Locked),
        Source = x.At("source").Enum("type", v.Source),
        Access = x.At("access").Enum("mode", v.Access),
        Allocation = x.At("allocation").Enum("mode", v.Allocation),
        AllocationThreads = x.At("allocation").UInt("threads", v.AllocationThreads),
        Discard = x.Flag("discard", v.Discard),
    };
}

public enum MemorySourceType { None, File, Anonymous, Memfd }
public enum AllocationMode { Immediate, Ondemand }

public sealed record HugePages : IMapped<HugePages>
{
    public ValueList<HugePage> Pages { get; init; }

    public static HugePages Map(XmlMap x, HugePages v) => v with { Pages = x.Children("page", v.Pages) };
}

public sealed record HugePage : IMapped<HugePage>
{
    public Bytes Size { get; init; }
    public CpuSet? Nodes { get; init; }

    public static HugePage Map(XmlMap x, HugePage v) => v with { Size = x.MemoryAttribute("size", v.Size), Nodes = x.Cpus("nodeset", v.Nodes) };
}

/// <summary>How many processors the guest can have and has.</summary>
public sealed record VcpuCount : IMapped<VcpuCount>
{
    public uint? Maximum { get; init; }
    public uint? Current { get; init; }
    public VcpuPlacement? Placement { get; init; }
    public CpuSet? Cpus { get; init; }

    public static VcpuCount Map(XmlMap x, VcpuCount v) => v with
    {
        Placement = x.Enum("placement", v.Placement),
        Cpus = x.Cpus("cpuset", v.Cpus),
        Current = x.UInt("current", v.Current),
        Maximum = x.UInt(".", v.Maximum, invalid: "maximum vcpus count must be an integer") ?? (x.Reading ? throw x.Wrong("maximum vcpus count must be an integer") : null),
    };

    public uint Max => Maximum ?? 1;
    public uint Online => Current ?? Max;
}

public enum VcpuPlacement { Static, Auto }

public sealed record Vcpu : IMapped<Vcpu>
{
    public uint Id { get; init; }
    public bool Enabled { get; init; }
    public bool? Hotpluggable { get; init; }
    public uint? Order { get; init; }

    public static Vcpu Map(XmlMap x, Vcpu v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) ?? 0,
        Enabled = x.YesNo("enabled", v.Enabled, required: true) ?? false,
        Hotpluggable = x.YesNo("hotpluggable", v.Hotpluggable),
        Order = x.UInt("order", v.Order),
    };
}

public sealed record IoThread : IMapped<IoThread>
{
    public uint Id { get; init; }
    public uint? PoolMin { get; init; }
    public uint? PoolMax { get; init; }

    public static IoThread Map(XmlMap x, IoThread v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) is not 0 and { } id ? id : throw x.Invalid("id", "0", "Zero is not permitted"),
        PoolMin = x.UInt("thread_pool_min", v.PoolMin),
        PoolMax = x.UInt("thread_pool_max", v.PoolMax),
    };
}

public sealed record DefaultIoThread : IMapped<DefaultIoThread>
{
    public uint? PoolMin { get; init; }
    public uint? PoolMax { get; init; }

    public static DefaultIoThread Map(XmlMap x, DefaultIoThread v) => v with
    {
        PoolMin = x.UInt("thread_pool_min", v.PoolMin),
        PoolMax = x.UInt("thread_pool_max", v.PoolMax),
    };
}

/// <summary>Where memory comes from on a host with several nodes.</summary>
public sealed record NumaTune : IMapped<NumaTune>
{
    public NumaMode? Mode { get; init; }
    public VcpuPlacement? Placement { get; init; }
    public CpuSet? Nodes { get; init; }
    public ValueList<NumaCellTune> Cells { get; init; }

    public static NumaTune Map(XmlMap x, NumaTune v) => v with
    {
        Mode = x.At("memory").Enum("mode", v.Mode),
        Placement = x.Reading ? x.At("memory").Enum("placement", v.Placement) : v.Placement,
        Nodes = x.At("memory").Cpus("nodeset", v.Nodes),
        Cells = x.Reading ? x.Children("memnode", v.Cells) : WritePlacement(x, v),
    };

    static ValueList<NumaCellTune> WritePlacement(XmlMap x, NumaTune v)
    {
        if (v.Nodes is null) _ = x.At("memory").Enum("placement", v.Placement);
        return x.Children("memnode", v.Cells);
    }
}

public enum NumaMode { Strict, Preferred, Interleave, Restrictive }

public sealed record NumaCellTune : IMapped<NumaCellTune>
{
    public uint Cell { get; init; }
    public NumaMode? Mode { get; init; }
    public CpuSet? Nodes { get; init; }

    public static NumaCellTune Map(XmlMap x, NumaCellTune v) => v with
    {
        Cell = x.UInt("cellid", v.Cell, required: true) ?? 0,
        Mode = x.Enum("mode", v.Mode),
        Nodes = x.Cpus("nodeset", v.Nodes),
    };
}

/// <summary>The host's own grouping of its guests.</summary>
public sealed record Resource : IMapped<Resource>
{
    public string? Partition { get; init; }
    public string? FibreChannelAppId { get; init; }

    public static Resource Map(XmlMap x, Resource v) => v with
    {
        Partition = x.Leaf("partition", v.Partition),
        FibreChannelAppId = x.At("fibrechannel").Text("appid", v.FibreChannelAppId),
    };
}
