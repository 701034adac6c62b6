namespace Aerostat.Autopilot;

/// <summary>Who has how much when there is not enough for all: first what each survives by, then cache that is worth something, then reserves, then what it holds, then room that it never touched.</summary>
/// <remarks>Shares weigh within a tier only, so an idle guest's shares buy no idleness, and a greedy one's need buys no hoard.</remarks>
static class Shortage
{
    const double MiB = 1 << 20;

    const int Lent = 3;

    static readonly Func<Plan, double>[] Levels =
    [
        p => Math.Min(p.Survive, Least(p)), p => p.Survive, p => p.Warm, p => p.Lent, p => p.Goal, Held, p => Math.Max(p.Goal, p.Seen.Actual),
    ];

    /// <returns>What is left where everyone has what it needs, and the cache that is worth something.</returns>
    public static double Share(IReadOnlyList<Plan> plans, Host host, Policy policy)
    {
        double resident = 0;
        foreach (var plan in plans) resident += plan.Seen.Resident;
        var all = resident + host.Available;
        // The further a tier lies from harm, the less of the host's own it may touch. Not all will want their reserves at once:
        // the more is left, the more often it may be promised.
        var kept = host.Reserve * host.Alarm;
        var spare = Math.Max(0, host.Available - kept - host.Pool);
        ReadOnlySpan<double> room =
        [
            all - host.Reserve * 0.3, all - host.Reserve * 0.5, all - kept - host.Pool * 0.4, all - kept - host.Pool * 0.4, all - kept - host.Pool - host.Unwilling * 0.3 + spare * policy.Overpromise,
            all - kept - host.Pool - host.Unwilling + spare * policy.Overpromise, all - kept - host.Pool - host.Unwilling + spare * policy.Overpromise,
        ];
        for (var tier = Levels.Length - 1; tier >= 0; tier--)
        {
            var sum = Sum(plans, Levels[tier]);
            if (sum > room[tier] && tier > 0) continue;
            if (tier == Levels.Length - 1) foreach (var plan in plans) plan.Share = Levels[tier](plan);
            else Fill(plans, Levels[tier], Levels[tier + 1], Math.Max(0, room[tier + 1] - sum));
            break;
        }
        return room[Lent] - Sum(plans, Levels[Lent]);
    }

    /// <summary>What the host pays for already.</summary>
    static double Held(Plan plan) => Math.Max(plan.Goal, Math.Min(plan.Seen.Actual, plan.Seen.Resident + 32 * MiB));

    /// <summary>A guest without swap cannot have less than it uses: it would kill. One that swaps gives up a part.</summary>
    static double Least(Plan plan) => plan.Seen.Swaps && plan.Fresh ? Math.Max(plan.Seen.Min, plan.Trace.Used * 0.8) : Math.Min(plan.Survive, plan.Seen.Actual);

    static double Sum(IReadOnlyList<Plan> plans, Func<Plan, double> level)
    {
        double sum = 0;
        foreach (var plan in plans) sum += level(plan);
        return sum;
    }

    /// <summary>Raises all from one level towards the next by what is left over, in proportion to shares; none above its next level.</summary>
    static void Fill(IReadOnlyList<Plan> plans, Func<Plan, double> from, Func<Plan, double> to, double left)
    {
        Span<double> wants = plans.Count <= 512 ? stackalloc double[plans.Count] : new double[plans.Count];
        Span<double> weights = plans.Count <= 512 ? stackalloc double[plans.Count] : new double[plans.Count];
        for (var i = 0; i < plans.Count; i++) (wants[i], weights[i]) = (Math.Max(0, to(plans[i]) - from(plans[i])), plans[i].Seen.Shares);
        Water.Fill(wants, weights, left);
        for (var i = 0; i < plans.Count; i++) plans[i].Share = from(plans[i]) + wants[i];
    }
}
