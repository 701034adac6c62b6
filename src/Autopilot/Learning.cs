namespace Aerostat.Autopilot;

/// <summary>What one more observation teaches about a guest. It moves nothing.</summary>
static class Learning
{
    const double MiB = 1 << 20;

    /// <param name="lesson">What another pilot had learned of it.</param>
    public static GuestTrace Learn(GuestTrace? before, Reading seen, Lesson? lesson, Clock clock, Policy policy)
    {
        // A reset guest is another guest; what its kind is capable of stays known.
        if (before is null) before = lesson is null ? Begin(null, seen, clock, policy) : lesson.Teach(Begin(null, seen, clock, policy), seen, clock, policy);
        else if (seen.Up + 1 < before.Up) before = Begin(before, seen, clock, policy);
        var trace = before with { Up = seen.Up, Actual = seen.Actual, Target = seen.Target, Counters = seen.Counters };
        trace = Reads(trace, before, seen, clock);
        if (Fresh(seen, policy) && clock.Now - seen.Age > before.SampledAt + 0.4) trace = Sample(trace, before, seen, clock, policy);
        trace = Progress(trace, before, seen, clock, policy);
        return Quiet(trace, seen, clock, policy);
    }

    /// <summary>They tell of now, and of this kernel.</summary>
    public static bool Fresh(Reading seen, Policy policy) => seen.Age <= policy.StaleAfter && seen.Age <= seen.Up;

    static GuestTrace Begin(GuestTrace? dead, Reading seen, Clock clock, Policy policy) => new(seen.Name)
    {
        Up = seen.Up,
        Since = clock.Now,
        Actual = seen.Actual,
        Target = seen.Target,
        Counters = seen.Counters,
        Surge = dead?.Surge ?? 0,
        CoolDown = policy.CoolDown,
        Step = policy.StepFirst,
        HotBackOff = policy.CacheBackOff,
        UpNext = clock.Now + 20,
        UpBackOff = 60,
        UpShare = policy.UpShare,
        ProgressAt = clock.Now,
        StuckBackOff = 60,
        QuietSince = clock.Now,
        PeakTurn = clock.Now,
        ComfortAt = clock.Now,
    };

    static GuestTrace Reads(GuestTrace trace, GuestTrace before, Reading seen, Clock clock)
    {
        var seconds = Math.Max(clock.Step, 0.5);
        var rate = Counters.Grown(before.Counters.DiskRead, seen.Counters.DiskRead) / seconds;
        var reads = Smooth(before.Reads, rate, seconds, 3);
        var slow = Smooth(before.ReadsSlow, rate, seconds, 20);
        return trace with { Reads = reads, ReadsSlow = slow, ReadsNoise = Smooth(before.ReadsNoise, Math.Abs(reads - slow), seconds, 30) };
    }

    static GuestTrace Sample(GuestTrace trace, GuestTrace before, Reading seen, Clock clock, Policy policy)
    {
        var at = clock.Now - seen.Age;
        var seconds = Math.Clamp(at - before.SampledAt, 0.5, 60);
        var still = Math.Abs(seen.Actual - before.Actual) < MiB;
        var overhead = before.Overhead;
        if (seen.Total is { } total && !seen.AutoDeflate && total <= seen.Actual && (still || double.IsNaN(overhead)))
            overhead = Math.Min(seen.Actual - total, seen.Max / 4 + 128 * MiB);
        // With autodeflate MemTotal keeps what the balloon holds; then only the size tells what is in use.
        var usable = seen.Usable!.Value;
        var used = seen.Total is { } t && !seen.AutoDeflate && !double.IsNaN(overhead) ? t - Math.Min(usable, t) + overhead
            : (seen.Age >= clock.Step / 2 ? before.Actual : seen.Actual) - usable;
        used = Math.Clamp(used, 0, Math.Max(seen.Max, seen.Actual));

        var first = double.IsNaN(before.Used);
        var low = first ? used : Math.Min(before.Used, Math.Min(Known(before.Used1, used), Known(before.Used2, used)));
        var growth = first ? 0 : Math.Max(0, used - before.Used) / seconds;
        var surge = Math.Max(0, used - low);
        var suffers = Suffering(before, seen, seconds, clock, trace);
        trace = trace with
        {
            SampledAt = at,
            Spacing = first ? before.Spacing : before.Spacing + (Math.Min(seconds, 20) - before.Spacing) * 0.1,
            Overhead = overhead,
            Used = used,
            Used1 = before.Used,
            Used2 = before.Used1,
            Used3 = before.Used2,
            Growth = Math.Max(growth, before.Growth * 0.4),
            // Boot is no surge: everything grows then.
            Surge = seen.Up < 60 ? before.Surge : Math.Max(surge, before.Surge * Math.Exp(-seconds / policy.SurgeMemory)),
            Suffering = suffers,
            PressureRate = Smooth(before.PressureRate, Counters.Grown(before.Counters.Pressure, seen.Counters.Pressure) / 1e6 / Math.Max(clock.Step, 0.5), seconds, 5),
        };
        trace = Peak(trace, clock);
        return Comfort(trace, seconds, clock);
    }

    /// <summary>0 in peace. What a step of our own did a moment ago is judged by the step's watch, not here.</summary>
    static double Suffering(GuestTrace before, Reading seen, double seconds, Clock clock, GuestTrace trace)
    {
        double Rate(double? was, double? now) => Counters.Grown(was, now) / seconds;
        var (was, now) = (before.Counters, seen.Counters);
        var swap = Rate(was.SwapIn, now.SwapIn) / (1 * MiB) + Rate(was.SwapOut, now.SwapOut) / (2 * MiB);
        var stalls = Rate(was.Stalls, now.Stalls) / 20 + Rate(was.DirectScans, now.DirectScans) / (16 * MiB);
        var kills = Counters.Grown(was.Kills, now.Kills) > 0 ? 4 : 0;
        var pressure = Counters.Grown(was.Pressure, now.Pressure) / 1e6 / Math.Max(clock.Step, 0.5) / 0.04;
        var sum = swap + stalls + kills + pressure;
        return double.IsFinite(sum) ? Math.Min(sum, 10) : 0;
    }

    static GuestTrace Peak(GuestTrace trace, Clock clock) => clock.Now - trace.PeakTurn > Math.Max(60, trace.CoolDown)
        ? trace with { PeakBefore = trace.Peak, Peak = trace.Used, PeakTurn = clock.Now }
        : trace with { Peak = Math.Max(trace.Peak, trace.Used) };

    /// <summary>Who suffered is given more room, and loses it slowly.</summary>
    static GuestTrace Comfort(GuestTrace trace, double seconds, Clock clock)
    {
        if (trace.Suffering >= 1 && clock.Now - trace.ComfortAt >= 3) return trace with { Comfort = Math.Min(4, trace.Comfort * 1.5), ComfortAt = clock.Now };
        return trace with { Comfort = 1 + (trace.Comfort - 1) * Math.Exp(-seconds / 900) };
    }

    static GuestTrace Progress(GuestTrace trace, GuestTrace before, Reading seen, Clock clock, Policy policy)
    {
        var owed = Math.Abs(seen.Actual - seen.Target);
        var moved = Math.Abs(seen.Actual - before.Actual) >= MiB;
        return owed <= Tolerance(seen) || moved || Math.Abs(seen.Target - before.Target) >= MiB ? trace with { ProgressAt = clock.Now, StuckBackOff = moved ? 60 : trace.StuckBackOff } : trace;
    }

    public static double Tolerance(Reading seen) => 2 * MiB + seen.Max * 0.001;

    static GuestTrace Quiet(GuestTrace trace, Reading seen, Clock clock, Policy policy)
    {
        var experimenting = trace.Trial is not Trial.None || clock.Now - Math.Max(trace.ShrunkAt, trace.GrownAt) < 60;
        var stirred = double.IsNaN(trace.QuietUsed) || Math.Abs(trace.Used - trace.QuietUsed) > seen.Max * 0.03 + 32 * MiB
            || !experimenting && Math.Abs(trace.ReadsSlow - trace.QuietReads) > 3 * MiB + trace.QuietReads * 0.5;
        // It is not quiet while nobody knows what it reads for.
        stirred |= Full(seen) && trace.ReadsSlow > 2 * MiB && trace.UpBackOff <= 60;
        var usual = Smooth(trace.QuietReads, trace.ReadsSlow, clock.Step, 240);
        var moved = Math.Max(0, trace.Moved - seen.Max * policy.QuietMoves / 2 / 3600 * clock.Step);
        // Other reads than those that more memory did not spare: the question is open again.
        if (trace.ReadsSlow > 4 * MiB + trace.UpReads * 2 && trace.UpNext > clock.Now + 30 && trace.Trial is Trial.None) trace = trace with { UpNext = clock.Now + 10, UpBackOff = 60, UpReads = trace.ReadsSlow };
        return stirred ? trace with { QuietSince = clock.Now, QuietUsed = trace.Used, QuietReads = usual, Moved = moved } : trace with { QuietReads = usual, Moved = moved };
    }

    /// <summary>All its memory is in use, if only for cache.</summary>
    public static bool Full(Reading seen) => seen.Free < Math.Max(96 * MiB, seen.Max * 0.04);

    static double Known(double value, double otherwise) => double.IsNaN(value) ? otherwise : value;

    static double Smooth(double old, double now, double seconds, double over) => old + (now - old) * (1 - Math.Exp(-seconds / over));
}
