namespace Aerostat.Autopilot;

/// <summary>The last word on every target: whatever was thought before, this holds.</summary>
static class Laws
{
    const double MiB = 1 << 20;

    public static void Hold(Plan plan, Clock clock, Policy policy)
    {
        if (plan.Target is not { } wanted) return;
        var (seen, trace) = (plan.Seen, plan.Trace);
        var target = Math.Clamp(Math.Floor(wanted / MiB) * MiB, Math.Min(seen.Min, seen.Actual), seen.Max);
        // Whole MiB are rounded down, so that growth stays within its grant; a step down must not pass its aim.
        if (wanted < seen.Actual) target = Math.Clamp(Math.Ceiling(wanted / MiB) * MiB, Math.Min(seen.Min, seen.Actual), seen.Max);
        if (target < seen.Actual && (seen.Age > policy.StaleAfter || !plan.Fresh))
        {
            // A claim may be withdrawn in part where the host has no more; it may not grow.
            if (target <= seen.Target)
            {
                plan.Hold(Reason.NoStats);
                return;
            }
        }
        target = Math.Floor(target);
        // Who suffers gives nothing; a claim may be withdrawn.
        if (target < Math.Min(seen.Actual, seen.Target) && trace.Suffering >= 1)
        {
            plan.Hold(Reason.Cooling);
            plan.Trace = trace with { Trial = Trial.None };
            return;
        }
        if (target == Math.Floor(seen.Target))
        {
            plan.Hold(plan.Reason);
            return;
        }
        plan.Target = target;
        plan.Trace = Remember(trace, plan, target, clock, policy);
    }

    static GuestTrace Remember(GuestTrace trace, Plan plan, double target, Clock clock, Policy policy)
    {
        var seen = plan.Seen;
        var moved = clock.Now - trace.QuietSince > policy.QuietAfter ? trace.Moved + Math.Abs(target - seen.Target) : 0;
        if (target < Math.Min(seen.Actual, seen.Target)) return trace with { ShrunkAt = clock.Now, ShrunkFrom = seen.Actual, Moved = moved, ProgressAt = clock.Now };
        if (target <= seen.Actual) return trace with { Moved = moved };
        if (plan.Urgency is not (Urgency.Need or Urgency.BelowFloor)) return trace with { Moved = moved };
        // What was taken was needed again soon: next time it stays longer.
        var soon = clock.Now - trace.ShrunkAt < 3 * trace.CoolDown && clock.Now - trace.GrownAt > 10;
        var late = clock.Now - trace.ShrunkAt > 12 * trace.CoolDown && clock.Now - trace.GrownAt > 12 * trace.CoolDown;
        return trace with
        {
            GrownAt = clock.Now,
            CoolDown = soon ? Math.Min(policy.CoolDownMost, trace.CoolDown * 2) : late ? Math.Max(policy.CoolDown, trace.CoolDown / 2) : trace.CoolDown,
            Moved = moved,
            Trial = Trial.None,
        };
    }
}
