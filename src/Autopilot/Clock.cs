namespace Aerostat.Autopilot;

/// <summary>The pilot's own time: it follows the observations', but never goes back and never leaps.</summary>
/// <param name="Now">Seconds since the first observation.</param>
/// <param name="Step">Seconds since the last.</param>
/// <param name="Seen">The last observation's time.</param>
public readonly record struct Clock(double Now, double Step, double? Seen)
{
    const double Longest = 300;

    public Clock Advance(double? time)
    {
        var seen = time is { } t && double.IsFinite(t) ? t : Seen;
        if (Seen is not { } before || seen is not { } now) return new(Now, Step is 0 ? 1 : Step, seen);
        // Back, or far ahead: someone set the clock. As much time has passed as passed before.
        var step = now - before;
        var passed = step is >= 0 and <= Longest ? step : Math.Clamp(Step, 1, Longest);
        return new(Now + passed, passed, seen);
    }
}
