namespace Aerostat.Autopilot;

/// <summary>What a guest's own figures, and the host's, ask to be done with it now.</summary>
static class Moves
{
    const double MiB = 1 << 20;

    public static void Choose(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        if (seen.Actual < seen.Min - Learning.Tolerance(seen) && seen.Target < seen.Min) plan.Grow(seen.Min, Urgency.BelowFloor, Reason.Floor);
        else if (seen.Actual > seen.Max) Lower(plan, host, policy);
        else if (!plan.Fresh || double.IsNaN(trace.Used)) Blind(plan, host, clock, policy);
        else if (Starved(plan, policy)) Feed(plan, clock, policy);
        else if (plan.Inflating && clock.Now - trace.ProgressAt > 12) GiveUp(plan, clock);
        else if (AtCost(plan, host, clock, policy)) Collect(plan, host, clock, policy);
        else if (trace.Trial is not Trial.None) Trials.Watch(plan, clock, policy);
        else if (plan.Inflating) plan.Hold(Reason.Idle);
        else if (plan.Deflating) plan.Hold(Reason.Needed);
        else if (seen.AutoDeflate && seen.Actual > seen.Target + Learning.Tolerance(seen)) plan.Hold(Reason.Needed);
        else if (trace.Used + plan.Reserve * 0.85 > seen.Actual && plan.Goal > seen.Actual + 8 * MiB && host.Peaceful && trace.Growth > 0.002 * seen.Max) plan.Grow(plan.Goal, Urgency.Comfort, Reason.Needed);
        else Descent.Step(plan, host, clock, policy);
    }

    /// <summary>Its ceiling lies beneath what it has: it comes down where what it uses fits there, for whoever is squeezed further kills.</summary>
    static void Lower(Plan plan, Host host, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        // Less than the ceiling is asked for already: that much is given up in any case.
        var claims = seen.Target < seen.Max - MiB;
        if (claims) plan.Shrink(seen.Max, Reason.Ceiling);
        else if (!plan.Fresh || double.IsNaN(trace.Used)) plan.Hold(Reason.NoStats);
        else if (seen.Up < policy.BootGrace && !host.Pressed) plan.Hold(Reason.Starting, policy.BootGrace - seen.Up);
        else if (trace.Suffering >= 1) plan.Hold(Reason.Cooling);
        else if (trace.Used + trace.Growth * 2 + Needs.Least > seen.Max) plan.Hold(Reason.Ceiling);
        else plan.Shrink(seen.Max, Reason.Ceiling);
        if (plan.Target is not null) plan.Trace = trace with { Trial = Trial.None };
    }

    /// <summary>Little is left of its reserve.</summary>
    static bool Starved(Plan plan, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var left = Math.Min(seen.Actual, seen.Target) - trace.Used;
        // Who has its part of what there is has what it gets.
        if (plan.Short && Math.Min(seen.Actual, seen.Target) >= plan.Share - 2 * MiB) return false;
        return left < plan.Reserve * policy.Trigger && Math.Max(seen.Actual, seen.Target) < seen.Max - 1;
    }

    static void Feed(Plan plan, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        // Growth of need, times the delay of the loop; a claim of ours goes first of all.
        var want = Math.Clamp(trace.Used + plan.Reserve + trace.Growth * (clock.Step + seen.Age + 2), seen.Min, seen.Max);
        if (plan.Short) want = Math.Min(want, plan.Share);
        if (plan.Inflating) want = Math.Max(want, seen.Actual);
        if (want <= Math.Max(seen.Target, seen.Min) + 2 * MiB)
        {
            plan.Hold(Reason.Needed);
            return;
        }
        plan.Grow(want, want <= seen.Actual ? Urgency.Withdrawal : Urgency.Need, plan.Short ? Reason.Shortage : Reason.Needed);
    }

    /// <summary>Without statistics nothing shrinks: a claim that is open is given up, and room is given beforehand, for its need will not be seen.</summary>
    static void Blind(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var starting = seen.Up < policy.BootGrace;
        var full = seen.Actual - seen.Resident < 64 * MiB + seen.Max * 0.03;
        var roomy = host.Peaceful && !plan.Deflating && seen.Target < seen.Max;
        if (plan.Inflating) plan.Grow(seen.Actual, Urgency.Withdrawal, starting ? Reason.Starting : Reason.NoStats);
        else if (starting && roomy) plan.Grow(seen.Max, Urgency.Comfort, Reason.Starting);
        else if (roomy && (full || trace.PressureRate > 0.02) && clock.Now - trace.GrownAt > 2) plan.Grow(Math.Min(seen.Max, seen.Actual + seen.Max * policy.BlindStep), Urgency.Comfort, Reason.NoStats);
        else plan.Hold(starting ? Reason.Starting : Reason.NoStats);
        if (plan.Target is not null) plan.Trace = plan.Trace with { GrownAt = clock.Now };
    }

    /// <summary>It follows no more: who keeps asking robs the guest of what it frees next.</summary>
    static void GiveUp(Plan plan, Clock clock)
    {
        var trace = plan.Trace;
        plan.Trace = trace with { Trial = Trial.None, StuckUntil = clock.Now + trace.StuckBackOff, StuckBackOff = Math.Min(3600, trace.StuckBackOff * 2) };
        plan.Grow(plan.Seen.Actual, Urgency.Withdrawal, Reason.Stuck);
        plan.Until = trace.StuckBackOff;
    }

    /// <summary>It has more than its part, and the host needs it, or would if all took what they may.</summary>
    static bool AtCost(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var (over, worth) = (seen.Actual - plan.Share, Math.Max(8 * MiB, seen.Max * 0.005));
        if (over < worth) return false;
        // What was lent a moment ago is not called back for what may be wanted, only for what is.
        if (trace.Trial is Trial.Up && !host.Pressed) return false;
        if (Math.Min(over, Descent.Unused(plan)) >= worth) return true;
        // A step into cache is watched before the next, but where there is no time.
        return host.Pressed && (host.Emergency || trace.Trial is Trial.None or Trial.Up || trace.Trial is Trial.Down && clock.Now - trace.TrialAt > policy.SettlePressed);
    }

    static void Collect(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        if (plan.Inflating || clock.Now < trace.StuckUntil)
        {
            plan.Hold(clock.Now < trace.StuckUntil ? Reason.Stuck : Reason.HostPressure);
            return;
        }
        var unused = Descent.Unused(plan);
        var cache = host.Pressed && unused < seen.Max * 0.04;
        var share = trace.Trial is Trial.Up ? Math.Max(plan.Share, trace.TrialFrom) : plan.Share;
        var to = Math.Max(share, seen.Actual - (cache ? seen.Max * (host.Emergency ? 0.08 : 0.04) : unused));
        Trials.Begin(plan, to, !cache, clock);
        plan.Shrink(to, Reason.HostPressure);
    }
}
