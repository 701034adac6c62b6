namespace Aerostat.Autopilot;

/// <summary>What a guest's own figures, and the host's, ask to be done with it now.</summary>
static class Moves
{
    const double MiB = 1 << 20;

    public static void Choose(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        if (seen.Actual < seen.Min - Learning.Tolerance(seen) && seen.Target < seen.Min) plan.Grow(seen.Min, Urgency.BelowFloor, Reason.Floor);
        else if (!plan.Fresh || double.IsNaN(trace.Used)) Blind(plan, host, clock, policy);
        else if (Starved(plan, policy)) Feed(plan, clock, policy);
        else if (plan.Inflating && clock.Now - trace.ProgressAt > 12) GiveUp(plan, clock);
        else if (AtCost(plan, host, policy)) Collect(plan, host, clock, policy);
        else if (trace.Trial is not Trial.None) Trials.Watch(plan, host, clock, policy);
        else if (plan.Inflating) plan.Hold(Reason.Idle);
        else if (plan.Deflating) plan.Hold(Reason.Needed);
        else if (seen.AutoDeflate && seen.Actual > seen.Target + Learning.Tolerance(seen)) plan.Hold(Reason.Needed);
        else if (trace.Used + plan.Reserve * 0.85 > seen.Actual && plan.Goal > seen.Actual + 8 * MiB && host.Peaceful && trace.Growth > 0.002 * seen.Max) plan.Grow(plan.Goal, Urgency.Comfort, Reason.Needed);
        else Descent.Step(plan, host, clock, policy);
    }

    /// <summary>Little is left of its reserve.</summary>
    static bool Starved(Plan plan, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var left = Math.Min(seen.Actual, seen.Target) - trace.Used;
        return left < plan.Reserve * policy.Trigger && Math.Max(seen.Actual, seen.Target) < seen.Max - 1;
    }

    static void Feed(Plan plan, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        // Growth of need, times the delay of the loop; a claim of ours goes first of all.
        var want = Math.Clamp(trace.Used + plan.Reserve + trace.Growth * (clock.Step + seen.Age + 2), seen.Min, seen.Max);
        if (plan.Inflating) want = Math.Max(want, seen.Actual);
        if (want <= Math.Max(seen.Target, seen.Min) + 2 * MiB)
        {
            plan.Hold(Reason.Needed);
            return;
        }
        plan.Grow(want, want <= seen.Actual ? Urgency.Withdrawal : Urgency.Need, plan.Short ? Reason.Shortage : Reason.Needed);
    }

    /// <summary>Without statistics nothing shrinks: a claim that is open is given up, and who visibly suffers is helped.</summary>
    static void Blind(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var starting = seen.Up < policy.BootGrace;
        if (plan.Inflating) plan.Grow(seen.Actual, Urgency.Withdrawal, starting ? Reason.Starting : Reason.NoStats);
        else if (starting && host.Peaceful && seen.Target < seen.Max) plan.Grow(seen.Max, Urgency.Comfort, Reason.Starting);
        else if (host.Peaceful && !plan.Deflating && trace.PressureRate > 0.02 && clock.Now - trace.GrownAt > 5) plan.Grow(Math.Min(seen.Max, seen.Actual * 1.1), Urgency.Comfort, Reason.NoStats);
        else plan.Hold(starting ? Reason.Starting : Reason.NoStats);
    }

    /// <summary>It follows no more: who keeps asking robs the guest of what it frees next.</summary>
    static void GiveUp(Plan plan, Clock clock)
    {
        var trace = plan.Trace;
        plan.Trace = trace with { Trial = Trial.None, StuckUntil = clock.Now + trace.StuckBackOff, StuckBackOff = Math.Min(3600, trace.StuckBackOff * 2) };
        plan.Grow(plan.Seen.Actual, Urgency.Withdrawal, Reason.Stuck);
        plan.Until = trace.StuckBackOff;
    }

    /// <summary>The host has less than it needs, and this guest has more than its part.</summary>
    static bool AtCost(Plan plan, Host host, Policy policy) =>
        plan.Short && host.Pressed && plan.Seen.Actual > plan.Share + Math.Max(8 * MiB, plan.Seen.Max * 0.005) && (host.Emergency || plan.Seen.Up >= policy.BootGrace / 4);

    static void Collect(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        if (plan.Inflating || clock.Now < trace.StuckUntil)
        {
            plan.Hold(clock.Now < trace.StuckUntil ? Reason.Stuck : Reason.HostPressure);
            return;
        }
        var step = Math.Max(seen.Max * (host.Emergency ? 0.08 : 0.04), Descent.Unused(plan) * 0.8);
        plan.Trace = trace with { Trial = Trial.None };
        plan.Shrink(Math.Max(plan.Share, seen.Actual - step), Reason.HostPressure);
    }
}
