namespace Aerostat.Autopilot;

/// <summary>How much a growth matters: the lower, the earlier it is served.</summary>
enum Urgency
{
    /// <summary>A claim is given up: it costs nothing that the guest has not got.</summary>
    Withdrawal,
    BelowFloor,
    Need,
    Undo,
    Comfort,
}

/// <summary>What is to become of one guest, while the tick is thought through.</summary>
sealed class Plan(Reading seen, GuestTrace trace)
{
    readonly GuestTrace learned = trace;

    public Reading Seen => seen;
    public GuestTrace Trace { get; set; } = trace;

    /// <summary>What to remember. Of a guest that is only watched no experiment is: it would never end.</summary>
    public GuestTrace Kept => seen.Watched ? learned with { Trial = Trial.None } : Trace;

    /// <summary>The statistics tell of now.</summary>
    public bool Fresh { get; init; }

    /// <summary>What it should have beyond its need.</summary>
    public double Reserve { get; set; }

    /// <summary>Below this it stalls, swaps or kills.</summary>
    public double Survive { get; set; }

    /// <summary>With the cache that proved its worth.</summary>
    public double Warm { get; set; }

    /// <summary>With what it was lent to see whether it needs more.</summary>
    public double Lent { get; set; }

    /// <summary>With reserve: where it is well.</summary>
    public double Goal { get; set; }

    /// <summary>Its part of what there is: above the goal where there is enough, below it where there is not.</summary>
    public double Share { get; set; }

    public bool Short => Share < Goal - 1;

    /// <summary>The new target; null leaves the old one.</summary>
    public double? Target { get; set; }
    public Reason Reason { get; set; }
    public Urgency Urgency { get; set; }
    public double Until { get; set; }

    public bool Inflating => seen.Target < seen.Actual - Learning.Tolerance(seen);
    public bool Deflating => seen.Target > seen.Actual + Learning.Tolerance(seen);

    public void Grow(double to, Urgency urgency, Reason reason) => (Target, Urgency, Reason) = (to, urgency, reason);

    public void Shrink(double to, Reason reason) => (Target, Reason) = (to, reason);

    public void Hold(Reason reason, double until = 0) => (Target, Reason, Until) = (null, reason, until);
}
