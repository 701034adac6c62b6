namespace Aerostat.Autopilot;

/// <summary>What the host has left, and what of it may be given.</summary>
/// <param name="Available">Bytes; 0 where it is not known.</param>
/// <param name="Reserve">What stays the host's.</param>
/// <param name="Pool">What is kept for sudden needs.</param>
/// <param name="Unwilling">What guests that cannot be steered may still take without asking.</param>
sealed record Host(double Total, double Available, double Reserve, double Pool, double Alarm, double Unwilling)
{
    const double MiB = 1 << 20;

    /// <summary>What is left where every guest has what it needs, and the cache that is worth something.</summary>
    public double Slack { get; init; }

    /// <summary>Half the reserve is gone: everyone helps.</summary>
    public bool Emergency => Available < Reserve * 0.5;

    public bool Pressed => Available < Reserve + Pool * 0.5;

    public bool Peaceful => Available > Reserve + Pool;

    public static (Host, HostTrace) Of(HostMemory seen, double unwilling, double standing, HostTrace before, IReadOnlyList<Plan> guests, Clock clock, Policy policy)
    {
        const double most = 1L << 52;
        double resident = standing, surge = 0;
        foreach (var guest in guests)
        {
            resident += guest.Seen.Resident;
            surge = Math.Max(surge, guest.Trace.Surge);
        }
        var available = Math.Min((seen.Available ?? seen.Free)?.Value ?? 0, most);
        var total = Math.Min(seen.Total?.Value ?? 0, most);
        total = Math.Max(total, available);
        var reserve = Math.Min(total / 4, policy.HostReserve?.Value ?? Math.Clamp(total * policy.HostReserveShare, 256 * MiB, 8192 * MiB));
        // A budget is what guests may hold: the host's reserve lies beyond it.
        if (policy.Budget is { } budget)
        {
            available = Math.Min(available, Math.Max(0, budget.Value + reserve - resident));
            total = Math.Min(total, budget.Value + reserve);
        }
        var swapping = before.SwapUsed is { } used && seen.SwapUsed is { } now && now.Value > used + 4 * MiB;
        var waiting = Counters.Grown(before.PressureSome, seen.PressureSome) / 1e6 / Math.Max(clock.Step, 0.5) > 0.05;
        var alarm = swapping || waiting ? Math.Min(4, before.Alarm * 1.3) : 1 + (before.Alarm - 1) * Math.Exp(-clock.Step / 60);
        var fell = double.IsNaN(before.Available) ? 0 : (before.Available - available) / Math.Max(clock.Step, 0.5);
        var fall = Math.Max(0, Math.Max(before.Fall * Math.Exp(-clock.Step / 8), before.Fall + (fell - before.Fall) * (1 - Math.Exp(-clock.Step / 3))));
        var pool = Math.Clamp(surge, total * policy.PoolShare, total * policy.PoolShare * 2.5) + Math.Min(fall * policy.FallAhead, total / 5);
        return (new(total, available, reserve, pool, alarm, unwilling),
            before with { PressureSome = seen.PressureSome, SwapUsed = seen.SwapUsed?.Value, Available = available, Fall = fall, Alarm = alarm });
    }
}
