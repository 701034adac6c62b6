using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What the guest's clock starts from, and what drives it.</summary>
public sealed record Clock : IMapped<Clock>
{
    public ClockOffset Offset { get; init; }

    /// <summary>variable: seconds off; utc and localtime: what becomes of a guest's own setting.</summary>
    public string? Adjustment { get; init; }
    public ClockBasis? Basis { get; init; }
    public string? Timezone { get; init; }
    public ulong? Start { get; init; }
    public ValueList<ClockTimer> Timers { get; init; }

    public static Clock Map(XmlMap x, Clock v)
    {
        var offset = x.EnumFilled<ClockOffset>("offset", v.Offset, word => $"unknown clock offset '{word}'") ?? ClockOffset.Utc;
        var read = v with
        {
            Offset = offset,
            Adjustment = x.Text("adjustment", v.Adjustment ?? (!x.Reading && offset is ClockOffset.Variable ? "0" : null)),
            Basis = offset is ClockOffset.Variable ? x.Enum("basis", v.Basis) ?? ClockBasis.Utc : null,
            Timezone = offset is ClockOffset.Timezone ? x.Text("timezone", v.Timezone) ?? throw x.Wrong("missing 'timezone' attribute for clock with offset='timezone'") : null,
            Start = offset is ClockOffset.Absolute ? x.ULong("start", v.Start, required: true) : null,
        };
        return read with { Timers = x.Children("timer", v.Timers) };
    }
}

public enum ClockOffset { Utc, Localtime, Variable, Timezone, Absolute }
public enum ClockBasis { Utc, Localtime }

public sealed record ClockTimer : IMapped<ClockTimer>
{
    public TimerName Name { get; init; }
    public TickPolicy? TickPolicy { get; init; }
    public bool? Present { get; init; }
    public TimerTrack? Track { get; init; }
    public ulong? Frequency { get; init; }
    public TimerMode? Mode { get; init; }
    public CatchUp? CatchUp { get; init; }

    public static ClockTimer Map(XmlMap x, ClockTimer v) => v with
    {
        Name = x.Need("name", v.Name),
        Present = x.YesNo("present", v.Present),
        TickPolicy = x.Enum("tickpolicy", v.TickPolicy),
        Track = x.Enum("track", v.Track),
        Frequency = x.ULong("frequency", v.Frequency),
        Mode = x.Enum("mode", v.Mode),
        CatchUp = x.Child("catchup", v.CatchUp),
    };
}

public enum TimerName { Platform, Pit, Rtc, Hpet, Tsc, Kvmclock, Hypervclock, Armvtimer }
public enum TickPolicy { Delay, Catchup, Merge, Discard }
public enum TimerTrack { Boot, Guest, Wall, Realtime }
public enum TimerMode { Auto, Native, Emulate, Paravirt, Smpsafe }

public sealed record CatchUp : IMapped<CatchUp>
{
    public uint? Threshold { get; init; }
    public uint? Slew { get; init; }
    public uint? Limit { get; init; }

    public static CatchUp Map(XmlMap x, CatchUp v) => v with
    {
        Threshold = x.UInt("threshold", v.Threshold),
        Slew = x.UInt("slew", v.Slew),
        Limit = x.UInt("limit", v.Limit),
    };
}
