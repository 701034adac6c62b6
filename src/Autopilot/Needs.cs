namespace Aerostat.Autopilot;

/// <summary>How much a guest should have: by what it uses, by what it did lately, by what its cache proved to be worth.</summary>
static class Needs
{
    const double MiB = 1 << 20;

    /// <summary>Beyond what it uses: with less nothing new starts in it.</summary>
    public const double Least = 64 * MiB;

    /// <summary>What a process may take between two reports.</summary>
    static double Unseen(GuestTrace trace, Policy policy) => Math.Max(0, trace.Spacing - 1) * policy.MortalSpeed;

    public static void Assess(Plan plan, Clock clock, Policy policy)
    {
        var (seen, trace) = (plan.Seen, plan.Trace);
        if (!plan.Fresh || double.IsNaN(trace.Used))
        {
            plan.Survive = plan.Warm = plan.Lent = plan.Goal = plan.Share = Math.Max(seen.Actual, seen.Min);
            return;
        }
        var usual = Math.Min(Math.Clamp(seen.Max * policy.ReserveShare, policy.ReserveLeast, policy.ReserveMost), seen.Max / 4);
        // At the end of its memory it kills: nothing comes in time but what is there already.
        if (!seen.Swaps && !seen.AutoDeflate) usual = Math.Max(usual, Math.Min(Math.Max(seen.Max * policy.MortalShare, policy.MortalLeast) + Unseen(trace, policy), policy.ReserveMost));
        if (seen.Reporting) usual = Math.Max(usual, seen.Max * policy.ReportingShare);
        if (seen.Up < policy.BootGrace) usual = Math.Max(usual, seen.Max * 0.12);
        var surge = Math.Min(trace.Surge * policy.SurgeKept, seen.Max * policy.SurgeMost);
        plan.Reserve = Math.Min(Math.Max(usual, surge) * trace.Comfort, seen.Max / 2);

        var ahead = trace.Growth * 2;
        double Within(double size) => Math.Clamp(size, seen.Min, seen.Max);
        // Who has nothing left would take more than anyone can see.
        var hidden = seen.Usable!.Value < 24 * MiB ? Math.Max(128 * MiB, seen.Max * 0.1) : 0;
        plan.Survive = Within(trace.Used + ahead + Least + hidden);
        var hot = clock.Now < trace.HotUntil ? trace.Hot : Math.Max(0, trace.Hot - trace.Step * seen.Max);
        plan.Warm = Within(Math.Max(plan.Survive, trace.Used + plan.Reserve * 0.35 + hot));
        // What is lent for an experiment is not called back in its midst, but for what others live by.
        plan.Lent = trace.Trial == Trial.Up ? Math.Max(plan.Warm, Within(trace.TrialTo)) : plan.Warm;
        plan.Goal = Within(Math.Max(plan.Lent, Math.Max(trace.Used + ahead, trace.HoldPeak) + plan.Reserve + hot));
        plan.Share = plan.Goal;
    }
}
