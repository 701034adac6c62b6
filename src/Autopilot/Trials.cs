namespace Aerostat.Autopilot;

/// <summary>Experiments with page cache. The guest says that all of it is available; only its disks tell what it was worth.</summary>
static class Trials
{
    const double MiB = 1 << 20;

    public static void Watch(Plan plan, Clock clock, Policy policy)
    {
        var trace = plan.Trace;
        if (trace.Trial == Trial.Down) Down(plan, clock, policy);
        else if (trace.Trial == Trial.Back) Back(plan, clock, policy);
        else Up(plan, clock, policy);
    }

    /// <summary>A step down: what it does is watched, whoever wanted it.</summary>
    public static void Begin(Plan plan, double to, bool cold, Clock clock)
    {
        var trace = plan.Trace;
        var descending = clock.Now - trace.ShrunkAt < 300 && !double.IsNaN(trace.Baseline);
        plan.Trace = trace with
        {
            Trial = Trial.Down,
            TrialFrom = plan.Seen.Actual,
            TrialTo = to,
            TrialAt = clock.Now,
            TrialReached = double.NaN,
            // Where the host had no time to wait for the last step's effect, it is still being found out.
            TrialExcess = descending && !cold && trace.Trial is Trial.Down ? trace.TrialExcess : 0,
            TrialCold = cold,
            Baseline = descending ? Math.Min(trace.Baseline, (trace.Baseline + trace.ReadsSlow) / 2) : trace.ReadsSlow,
        };
    }

    static void Down(Plan plan, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var elapsed = clock.Now - trace.TrialAt;
        // A claim that was withdrawn, or granted otherwise, is never reached: the step is what came of it.
        var reached = seen.Actual <= trace.TrialTo + Learning.Tolerance(seen) || !plan.Inflating && elapsed > 4;
        var since = double.IsNaN(trace.TrialReached) ? reached ? clock.Now : double.NaN : trace.TrialReached;
        var expected = trace.Baseline * 1.3 + trace.ReadsNoise;
        var excess = Math.Max(0, trace.TrialExcess + (trace.Reads - expected) * clock.Step);
        plan.Trace = trace = trace with { TrialReached = since, TrialExcess = excess };

        var missed = !trace.TrialCold && excess > 4 * MiB + trace.ReadsNoise * 2;
        var hurts = trace.Suffering >= 1 && elapsed > 1;
        if (missed || hurts)
        {
            plan.Trace = trace with
            {
                Trial = Trial.Back,
                TrialAt = clock.Now,
                TrialRate = trace.Reads,
                Hot = Math.Max(0, Math.Min(trace.TrialFrom, seen.Max) - trace.Used - plan.Reserve),
                HotUntil = clock.Now + trace.HotBackOff,
                Step = policy.StepFirst,
            };
            plan.Grow(trace.TrialFrom, Urgency.Undo, Reason.Undo);
        }
        else if (!double.IsNaN(since) && clock.Now - since >= (trace.TrialCold ? 2 : policy.Settle))
        {
            plan.Trace = trace with
            {
                Trial = Trial.None,
                Step = trace.TrialCold ? trace.Step : Math.Min(policy.StepMost, trace.Step * 1.4),
                Hot = Math.Min(trace.Hot, Math.Max(0, seen.Actual - trace.Used - plan.Reserve)),
            };
            plan.Hold(Reason.Idle);
        }
        else
        {
            plan.Hold(trace.TrialCold ? Reason.Idle : Reason.Cache);
        }
    }

    /// <summary>The step is taken back. Reads that end with it were its doing; reads that go on have another cause.</summary>
    static void Back(Plan plan, Clock clock, Policy policy)
    {
        var trace = plan.Trace;
        // What was dropped has to be read again before its reads can end.
        var reading = Math.Clamp(2.5 * (trace.TrialFrom - trace.TrialTo) / Math.Max(trace.TrialRate, MiB), 14, 90);
        var ours = trace.Reads <= Math.Max(trace.Baseline + (trace.TrialRate - trace.Baseline) * 0.5, trace.TrialRate * policy.Spared) + MiB / 2;
        if (plan.Deflating || clock.Now - trace.TrialAt < (ours ? 14 : reading))
        {
            plan.Hold(Reason.Undo);
            return;
        }
        plan.Trace = ours
            ? trace with { Trial = Trial.None, HotUntil = clock.Now + trace.HotBackOff, HotBackOff = Math.Min(policy.CacheBackOffMost, trace.HotBackOff * 2) }
            : trace with { Trial = Trial.None, HotUntil = clock.Now + 20, Hot = 0, Baseline = trace.ReadsSlow, GrownAt = clock.Now };
        plan.Hold(Reason.Cooling);
    }

    /// <summary>Reads go on and all memory is in use: would they end if there were more of it? Asked before anything is taken.</summary>
    /// <returns>True: it is being tried.</returns>
    public static bool LookUp(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var reads = trace.ReadsSlow > MiB && trace.Reads > MiB;
        var harmless = seen.Counters.Pressure is not null && trace.PressureRate < 0.003;
        if (!Learning.Full(seen) || !reads || harmless || seen.Actual >= seen.Max - 8 * MiB || clock.Now < trace.UpNext) return false;
        if (clock.Now - trace.QuietSince > policy.QuietAfter && trace.PressureRate < 0.02) return false;
        var more = Math.Min(Room(host), Math.Max(64 * MiB, seen.Max * trace.UpShare));
        if (more < 32 * MiB) return false;
        var to = Math.Min(seen.Max, seen.Actual + more);
        plan.Trace = trace with { Trial = Trial.Up, TrialFrom = seen.Actual, TrialTo = to, TrialAt = clock.Now, TrialReached = double.NaN, TrialRate = trace.ReadsSlow };
        plan.Grow(to, Urgency.Comfort, Reason.Probe);
        return true;
    }

    /// <summary>What may be lent to see whether it spares reads.</summary>
    static double Room(Host host) => Math.Min(host.Slack, host.Available - host.Reserve - host.Pool * 0.5) * 0.5;

    static void Up(Plan plan, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var grown = seen.Actual - trace.TrialFrom;
        var spared = grown > 4 * MiB && trace.Reads < trace.TrialRate * policy.Spared && trace.ReadsSlow < trace.TrialRate * (policy.Spared + 1) / 2;
        // What was given has to be read before it can spare a read.
        var filling = Math.Clamp(2.5 * Math.Max(0, trace.TrialTo - trace.TrialFrom) / Math.Max(trace.TrialRate, MiB), 15, 150);
        if (!spared && clock.Now - trace.TrialAt < filling)
        {
            plan.Hold(Reason.Probe);
            return;
        }
        if (spared)
        {
            plan.Trace = trace with
            {
                Trial = Trial.None,
                Hot = Math.Max(0, seen.Actual - trace.Used - plan.Reserve),
                HotUntil = clock.Now + trace.HotBackOff,
                UpNext = clock.Now + 10,
                UpBackOff = 60,
            };
            plan.Hold(Reason.Calm);
            return;
        }
        if (grown < Math.Max(48 * MiB, seen.Max * 0.05))
        {
            // Too little came to tell anything.
            plan.Trace = trace with { Trial = Trial.None, UpNext = clock.Now + 20 };
            plan.Hold(Reason.Calm);
            return;
        }
        // Worth nothing: it streams.
        plan.Trace = trace with { Trial = Trial.None, UpNext = clock.Now + trace.UpBackOff, UpBackOff = Math.Min(3600, trace.UpBackOff * 2), UpShare = Math.Min(0.5, trace.UpShare * 1.5), UpReads = trace.ReadsSlow };
        if (grown > 0 && trace.TrialFrom > trace.Used + plan.Reserve) plan.Shrink(trace.TrialFrom, Reason.Undo);
        else plan.Hold(Reason.Calm);
    }
}
