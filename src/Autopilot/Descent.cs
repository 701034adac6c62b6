namespace Aerostat.Autopilot;

/// <summary>Takes what nobody uses, a step at a time.</summary>
static class Descent
{
    const double MiB = 1 << 20;

    /// <summary>Free pages that may go at once: nothing has to be reclaimed for them.</summary>
    public static double Unused(Plan plan) => Math.Max(0, plan.Seen.Free - Math.Max(72 * MiB, plan.Seen.Max * 0.02) - plan.Trace.Growth * 3);

    public static void Step(Plan plan, Host host, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var excess = seen.Actual - Math.Min(plan.Share, plan.Goal);
        var held = seen.Resident - Math.Min(plan.Share, plan.Goal);
        var band = Math.Max(16 * MiB, seen.Max * policy.DeadBand);
        // What was never touched costs the host nothing.
        excess = Math.Min(excess, held);
        if (Trials.LookUp(plan, host, clock, policy)) return;
        if (excess < band) plan.Hold(AtItsEnd(plan, policy) ? Reason.Ceiling : Reason.Calm);
        else if (seen.Up < policy.BootGrace || clock.Now - trace.Since < 8) plan.Hold(Reason.Starting, policy.BootGrace - seen.Up);
        else if (clock.Now < trace.StuckUntil) plan.Hold(Reason.Stuck, trace.StuckUntil - clock.Now);
        else if (clock.Now < trace.GrownAt + trace.CoolDown) plan.Hold(Reason.Cooling, trace.GrownAt + trace.CoolDown - clock.Now);
        else if (trace.Suffering >= 1) plan.Hold(Reason.Cooling);
        else Take(plan, excess, clock, policy);
    }

    /// <summary>It has all that it may have, and little of it is left: more is nobody's to give but an administrator's.</summary>
    static bool AtItsEnd(Plan plan, Policy policy) => Math.Min(plan.Seen.Actual, plan.Seen.Target) >= plan.Seen.Max - 1 && plan.Seen.Max - plan.Trace.Used < plan.Reserve * policy.Trigger * 0.5;

    static void Take(Plan plan, double excess, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        var filling = Learning.Full(seen) ? 0 : trace.ReadsSlow * policy.Filling;
        var free = Math.Min(Math.Max(0, Unused(plan) - filling), seen.Max * policy.FreeStep);
        if (free <= 0 && filling > policy.Filling * MiB)
        {
            // It is just being filled with what is read: nobody knows yet what that is worth.
            plan.Hold(Reason.Cooling);
            return;
        }
        var step = seen.Max * trace.Step;
        var cold = free >= step;
        step = Math.Min(excess, cold ? free : Math.Max(step, free));
        if (clock.Now - trace.QuietSince > policy.QuietAfter)
        {
            // Half of what is left: the step may have to be taken back.
            step = Math.Min(step, (seen.Max * policy.QuietMoves / 2 - trace.Moved) / 2);
            if (step < Math.Max(8 * MiB, seen.Max * 0.004))
            {
                plan.Hold(Reason.Calm);
                return;
            }
        }
        var onTrial = trace.Hot > 0 && clock.Now >= trace.HotUntil;
        Trials.Begin(plan, seen.Actual - step, cold, clock);
        plan.Shrink(seen.Actual - step, onTrial ? Reason.Probe : cold ? Reason.Idle : Reason.Cache);
    }
}
