using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>One share or limit of processor time. Source: <c>VIR_DOMAIN_SCHEDULER_*</c>, in libvirt's order; microseconds.</summary>
sealed record SchedulerField(string Name, ParameterKind Kind, Func<CpuTune, long?> Of, Func<CpuTune, long, CpuTune> With)
{
    const long MinPeriod = 1000, MaxPeriod = 1_000_000, MinQuota = 1000, MaxQuota = 17_592_186_044_415;

    public static readonly IReadOnlyList<SchedulerField> All =
    [
        new("cpu_shares", ParameterKind.ULong, t => (long?)t.Shares, (t, v) => t with { Shares = v == 0 ? null : (ulong)v }),
        Period("vcpu", t => t.Period, (t, v) => t with { Period = v }), Quota("vcpu", t => t.Quota, (t, v) => t with { Quota = v }),
        Period("emulator", t => t.EmulatorPeriod, (t, v) => t with { EmulatorPeriod = v }), Quota("emulator", t => t.EmulatorQuota, (t, v) => t with { EmulatorQuota = v }),
        Period("global", t => t.GlobalPeriod, (t, v) => t with { GlobalPeriod = v }), Quota("global", t => t.GlobalQuota, (t, v) => t with { GlobalQuota = v }),
        Period("iothread", t => t.IoThreadPeriod, (t, v) => t with { IoThreadPeriod = v }), Quota("iothread", t => t.IoThreadQuota, (t, v) => t with { IoThreadQuota = v }),
    ];

    static SchedulerField Period(string of, Func<CpuTune, ulong?> get, Func<CpuTune, ulong?, CpuTune> with) =>
        new($"{of}_period", ParameterKind.ULong, t => (long?)get(t), (t, v) => with(t, v == 0 ? null : (ulong)v));

    /// <summary>Below zero is no limit, and is kept as it was written.</summary>
    static SchedulerField Quota(string of, Func<CpuTune, long?> get, Func<CpuTune, long?, CpuTune> with) =>
        new($"{of}_quota", ParameterKind.Long, get, (t, v) => with(t, v == 0 ? null : v));

    public Parameter Parameter(CpuTune tune) => new(Name, Kind, Of(tune) ?? 0);

    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: out of the kernel's range.</exception>
    public static void Check(Parameter asked)
    {
        var (least, most) = asked.Name.EndsWith("_period", StringComparison.Ordinal) ? (MinPeriod, MaxPeriod) : (MinQuota, MaxQuota);
        if (asked.Name is not "cpu_shares" && (asked.Bits > 0 && asked.Bits < least || asked.Bits > most))
            throw Errors.Argument($"value of '{asked.Name}' is out of range [{least}, {most}]");
    }
}
