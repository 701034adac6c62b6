namespace Aerostat.Autopilot;

/// <summary>Who has how much when there is not enough for all: first what each survives by, then cache that is worth something, then reserves.</summary>
/// <remarks>Shares weigh within a tier only, so an idle guest's shares buy no idleness, and a greedy one's need buys no hoard.</remarks>
static class Shortage
{
    public static void Share(IReadOnlyList<Plan> plans, Host host)
    {
        double held = 0, goals = 0, warm = 0, survive = 0;
        foreach (var plan in plans)
        {
            held += Math.Min(plan.Seen.Actual, plan.Inflating ? plan.Seen.Target : plan.Seen.Actual);
            goals += plan.Goal;
            warm += plan.Warm;
            survive += plan.Survive;
        }
        // The further a tier lies from harm, the less of the host's own it may touch.
        var all = held + host.Available - host.Reserve * host.Alarm - host.Pool;
        if (goals <= all) return;
        var forWarm = all + host.Pool * 0.6;
        var forSurvival = all + host.Pool + host.Reserve * 0.5;
        if (warm <= forWarm) Fill(plans, p => p.Warm, p => p.Goal, Math.Max(0, all - warm));
        else if (survive <= forSurvival) Fill(plans, p => p.Survive, p => p.Warm, Math.Max(0, forWarm - survive));
        else Fill(plans, p => Math.Min(p.Survive, Least(p)), p => p.Survive, Math.Max(0, forSurvival - plans.Sum(p => Math.Min(p.Survive, Least(p)))));
    }

    /// <summary>A guest without swap cannot have less than it uses: it would kill. One that swaps gives up a part.</summary>
    static double Least(Plan plan) => plan.Seen.Swaps && plan.Fresh ? Math.Max(plan.Seen.Min, plan.Trace.Used * 0.8) : Math.Min(plan.Survive, plan.Seen.Actual);

    /// <summary>Raises all from one level towards the next by what is left over, in proportion to shares; none above its next level.</summary>
    static void Fill(IReadOnlyList<Plan> plans, Func<Plan, double> from, Func<Plan, double> to, double left)
    {
        Span<double> wants = plans.Count <= 512 ? stackalloc double[plans.Count] : new double[plans.Count];
        Span<double> weights = plans.Count <= 512 ? stackalloc double[plans.Count] : new double[plans.Count];
        for (var i = 0; i < plans.Count; i++) (wants[i], weights[i]) = (Math.Max(0, to(plans[i]) - from(plans[i])), plans[i].Seen.Shares);
        Water.Fill(wants, weights, left);
        for (var i = 0; i < plans.Count; i++) plans[i].Share = Math.Min(plans[i].Goal, from(plans[i]) + wants[i]);
    }
}
