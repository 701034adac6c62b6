namespace Aerostat.Autopilot;

/// <summary>Growth is given out of what the host has now, never out of what was asked back.</summary>
static class Grants
{
    const double MiB = 1 << 20;

    public static void Serve(IReadOnlyList<Plan> plans, Host host)
    {
        // What was given before and has not arrived yet is spoken for.
        var left = host.Available;
        foreach (var plan in plans) if (plan.Target is null && plan.Deflating) left -= plan.Seen.Target - plan.Seen.Actual;
        for (var urgency = Urgency.Withdrawal; urgency <= Urgency.Comfort; urgency++) left = Serve(plans, urgency, left, Kept(urgency, host));
    }

    /// <summary>How much of the host's memory this urgency may not touch.</summary>
    static double Kept(Urgency urgency, Host host) => urgency switch
    {
        Urgency.Withdrawal or Urgency.BelowFloor => 0,
        Urgency.Need => host.Reserve * 0.3,
        Urgency.Undo => host.Reserve * 0.6,
        _ => host.Reserve + host.Pool * 0.5,
    };

    static double Serve(IReadOnlyList<Plan> plans, Urgency urgency, double left, double kept)
    {
        var asking = new List<Plan>();
        foreach (var plan in plans) if (plan.Target is { } target && plan.Urgency == urgency && target > From(plan)) asking.Add(plan);
        if (asking.Count == 0) return left;
        var wants = new double[asking.Count];
        var weights = new double[asking.Count];
        for (var i = 0; i < wants.Length; i++) (wants[i], weights[i]) = (asking[i].Target!.Value - From(asking[i]), asking[i].Seen.Shares);
        // What lies below the floor was promised before all else.
        var budget = urgency == Urgency.BelowFloor ? double.PositiveInfinity : Math.Max(0, left - kept);
        Water.Fill(wants, weights, budget);
        for (var i = 0; i < wants.Length; i++)
        {
            var plan = asking[i];
            left -= wants[i];
            var granted = From(plan) + wants[i];
            if (granted >= plan.Target - 1) continue;
            if (granted < Math.Max(plan.Seen.Target, From(plan)) + 2 * MiB) plan.Hold(Reason.Shortage);
            else (plan.Target, plan.Reason) = (granted, Reason.Shortage);
        }
        return left;
    }

    static double From(Plan plan) => Math.Min(plan.Seen.Actual, plan.Seen.Target);
}
