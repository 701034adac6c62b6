using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Which processors run what, and for how long.</summary>
public sealed record CpuTune : IMapped<CpuTune>
{
    public ulong? Shares { get; init; }

    // microseconds; a quota of -1 is none
    public ulong? Period { get; init; }
    public long? Quota { get; init; }
    public ulong? GlobalPeriod { get; init; }
    public long? GlobalQuota { get; init; }
    public ulong? EmulatorPeriod { get; init; }
    public long? EmulatorQuota { get; init; }
    public ulong? IoThreadPeriod { get; init; }
    public long? IoThreadQuota { get; init; }
    public ValueList<VcpuPin> VcpuPins { get; init; }
    public CpuSet? EmulatorPin { get; init; }
    public ValueList<IoThreadPin> IoThreadPins { get; init; }
    public ValueList<Scheduler> VcpuSchedulers { get; init; }
    public ValueList<Scheduler> IoThreadSchedulers { get; init; }
    public Scheduler? EmulatorScheduler { get; init; }
    public ValueList<CacheTune> CacheTunes { get; init; }
    public ValueList<MemoryTune> MemoryTunes { get; init; }

    public static CpuTune Map(XmlMap x, CpuTune v) => v with
    {
        Shares = x.At("shares").ULong(".", v.Shares),
        Period = x.At("period").ULong(".", v.Period),
        Quota = x.At("quota").Long(".", v.Quota),
        GlobalPeriod = x.At("global_period").ULong(".", v.GlobalPeriod),
        GlobalQuota = x.At("global_quota").Long(".", v.GlobalQuota),
        EmulatorPeriod = x.At("emulator_period").ULong(".", v.EmulatorPeriod),
        EmulatorQuota = x.At("emulator_quota").Long(".", v.EmulatorQuota),
        IoThreadPeriod = x.At("iothread_period").ULong(".", v.IoThreadPeriod),
        IoThreadQuota = x.At("iothread_quota").Long(".", v.IoThreadQuota),
        VcpuPins = x.Children("vcpupin", v.VcpuPins),
        EmulatorPin = x.At("emulatorpin").Cpus("cpuset", v.EmulatorPin),
        IoThreadPins = x.Children("iothreadpin", v.IoThreadPins),
        VcpuSchedulers = x.Children("vcpusched", v.VcpuSchedulers, (y, s) => Scheduler.Map(y, s, "vcpus")),
        IoThreadSchedulers = x.Children("iothreadsched", v.IoThreadSchedulers, (y, s) => Scheduler.Map(y, s, "iothreads")),
        EmulatorScheduler = x.Child("emulatorsched", v.EmulatorScheduler, (y, s) => Scheduler.Map(y, s, null)),
        CacheTunes = x.Children("cachetune", v.CacheTunes),
        MemoryTunes = x.Children("memorytune", v.MemoryTunes),
    };
}

public sealed record VcpuPin : IMapped<VcpuPin>
{
    public uint Vcpu { get; init; }
    public CpuSet Cpus { get; init; }

    public static VcpuPin Map(XmlMap x, VcpuPin v) => v with
    {
        Vcpu = x.UInt("vcpu", v.Vcpu, required: true) ?? 0,
        Cpus = x.Cpus("cpuset", v.Cpus) ?? throw x.Missing("cpuset"),
    };
}

public sealed record IoThreadPin : IMapped<IoThreadPin>
{
    public uint IoThread { get; init; }
    public CpuSet Cpus { get; init; }

    public static IoThreadPin Map(XmlMap x, IoThreadPin v) => v with
    {
        IoThread = x.UInt("iothread", v.IoThread, required: true) ?? 0,
        Cpus = x.Cpus("cpuset", v.Cpus) ?? throw x.Missing("cpuset"),
    };
}

public sealed record Scheduler
{
    public CpuSet? Of { get; init; }
    public SchedulerKind Kind { get; init; }
    public int? Priority { get; init; }

    internal static Scheduler Map(XmlMap x, Scheduler v, string? of) => v with
    {
        Of = of is null ? null : x.Cpus(of, v.Of) ?? throw x.Missing(of),
        Kind = x.Need("scheduler", v.Kind),
        Priority = x.Int("priority", v.Priority),
    };
}

public enum SchedulerKind { Other, Batch, Idle, Fifo, Rr }

/// <summary>A part of the host's cache for some of the processors.</summary>
public sealed record CacheTune : IMapped<CacheTune>
{
    public string? Id { get; init; }
    public CpuSet Vcpus { get; init; }
    public ValueList<CacheShare> Caches { get; init; }
    public ValueList<ResourceMonitor> Monitors { get; init; }

    public static CacheTune Map(XmlMap x, CacheTune v) => v with
    {
        Vcpus = x.Cpus("vcpus", v.Vcpus) ?? throw x.Missing("vcpus"),
        Id = x.Live.Text("id", v.Id),
        Caches = x.Children("cache", v.Caches),
        Monitors = x.Children("monitor", v.Monitors),
    };
}

public sealed record CacheShare : IMapped<CacheShare>
{
    public uint Id { get; init; }
    public uint Level { get; init; }
    public string? Type { get; init; }
    public Bytes Size { get; init; }

    public static CacheShare Map(XmlMap x, CacheShare v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) ?? 0,
        Level = x.UInt("level", v.Level, required: true) ?? 0,
        Type = x.Text("type", v.Type, required: true),
        Size = x.Size(v.Size, x.Reading ? null : v.Size.Value % 1024 == 0 ? "KiB" : "B") ?? default,
    };
}

public sealed record ResourceMonitor : IMapped<ResourceMonitor>
{
    public uint? Level { get; init; }
    public CpuSet Vcpus { get; init; }

    public static ResourceMonitor Map(XmlMap x, ResourceMonitor v) => v with
    {
        Level = x.UInt("level", v.Level),
        Vcpus = x.Cpus("vcpus", v.Vcpus) ?? throw x.Missing("vcpus"),
    };
}

public sealed record MemoryTune : IMapped<MemoryTune>
{
    public CpuSet Vcpus { get; init; }
    public ValueList<MemoryShare> Nodes { get; init; }
    public ValueList<ResourceMonitor> Monitors { get; init; }

    public static MemoryTune Map(XmlMap x, MemoryTune v) => v with
    {
        Vcpus = x.Cpus("vcpus", v.Vcpus) ?? throw x.Missing("vcpus"),
        Nodes = x.Children("node", v.Nodes),
        Monitors = x.Children("monitor", v.Monitors),
    };
}

public sealed record MemoryShare : IMapped<MemoryShare>
{
    public uint Id { get; init; }
    public uint Bandwidth { get; init; }

    public static MemoryShare Map(XmlMap x, MemoryShare v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) ?? 0,
        Bandwidth = x.UInt("bandwidth", v.Bandwidth, required: true) ?? 0,
    };
}
