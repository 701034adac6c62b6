namespace Aerostat.Autopilot;

/// <summary>An experiment that goes on with a guest.</summary>
enum Trial
{
    None,

    /// <summary>A step down is watched.</summary>
    Down,

    /// <summary>A step was taken back: do the reads end?</summary>
    Back,

    /// <summary>More was given: do the reads end?</summary>
    Up,
}

/// <summary>What is remembered of one guest. Bytes; seconds by <see cref="Clock.Now"/>; rates a second.</summary>
sealed record GuestTrace(string Name)
{
    public double Up { get; init; }
    public double Since { get; init; }
    public double Actual { get; init; }
    public double Target { get; init; }
    public required Counters Counters { get; init; }

    // Need.
    public double SampledAt { get; init; } = double.NegativeInfinity;

    /// <summary>Seconds from one of its reports to the next, as a mean: so long nothing is known of it.</summary>
    public double Spacing { get; init; } = 1;
    public double Overhead { get; init; } = double.NaN;
    public double Used { get; init; } = double.NaN;
    public double Used1 { get; init; } = double.NaN;
    public double Used2 { get; init; } = double.NaN;
    public double Used3 { get; init; } = double.NaN;
    public double Growth { get; init; }
    public double Surge { get; init; }
    public double Peak { get; init; }
    public double PeakBefore { get; init; }
    public double PeakTurn { get; init; }

    // Signs of harm.
    public double Reads { get; init; }
    public double ReadsSlow { get; init; }
    public double ReadsNoise { get; init; }
    public double PressureRate { get; init; }
    public double Suffering { get; init; }
    public double Comfort { get; init; } = 1;
    public double ComfortAt { get; init; } = double.NegativeInfinity;

    // Growth and calm.
    public double GrownAt { get; init; } = double.NegativeInfinity;
    public double ShrunkAt { get; init; } = double.NegativeInfinity;
    public double ShrunkFrom { get; init; }
    public double CoolDown { get; init; }
    public double QuietSince { get; init; }
    public double QuietUsed { get; init; } = double.NaN;
    public double QuietReads { get; init; }
    public double Moved { get; init; }

    // Experiments.
    public Trial Trial { get; init; }
    public double TrialFrom { get; init; }
    public double TrialTo { get; init; }
    public double TrialAt { get; init; }
    public double TrialReached { get; init; } = double.NaN;
    public double TrialExcess { get; init; }
    public double TrialRate { get; init; }
    public bool TrialCold { get; init; }

    /// <summary>Reads when the descent began: each step is held against them, not against the last step.</summary>
    public double Baseline { get; init; } = double.NaN;
    public double Step { get; init; }

    /// <summary>Page cache that proved to be worth something.</summary>
    public double Hot { get; init; }
    public double HotUntil { get; init; } = double.NegativeInfinity;
    public double HotBackOff { get; init; }
    public double UpNext { get; init; }
    public double UpBackOff { get; init; }
    public double UpShare { get; init; }

    /// <summary>Reads that more memory did not spare.</summary>
    public double UpReads { get; init; }

    // A balloon that does not follow.
    public double ProgressAt { get; init; }
    public double StuckUntil { get; init; } = double.NegativeInfinity;
    public double StuckBackOff { get; init; }

    public double HoldPeak => Math.Max(Peak, PeakBefore);
}
