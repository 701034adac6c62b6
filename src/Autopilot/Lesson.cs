namespace Aerostat.Autopilot;

/// <summary>What a guest has taught the pilot and would have to teach again, at its own cost. Bytes; seconds.</summary>
/// <param name="Guest">Its name.</param>
/// <param name="Up">How long it had run by then.</param>
/// <param name="Surge">The largest sudden need: true of its kind.</param>
/// <param name="CoolDown">How long it is let alone after growth; this and the rest are true of this start of it.</param>
/// <param name="Comfort">How much more of a reserve it has, for it suffered.</param>
/// <param name="Hot">Page cache that proved to be worth something.</param>
/// <param name="HotBackOff">How long that is believed.</param>
/// <param name="UpBackOff">How long more memory is not tried, for it spared no reads.</param>
public sealed record Lesson(string Guest, double Up, double Surge, double CoolDown, double Comfort, double Hot, double HotBackOff, double UpBackOff)
{
    internal static Lesson Of(GuestTrace trace) => new(trace.Name, trace.Up, trace.Surge, trace.CoolDown, trace.Comfort, trace.Hot, trace.HotBackOff, trace.UpBackOff);

    /// <summary>What a beginner knows, and this. Whoever wrote it down may have been anyone.</summary>
    internal GuestTrace Teach(GuestTrace beginner, Reading seen, Clock clock, Policy policy)
    {
        var taught = beginner with { Surge = Within(Surge, 0, seen.Max) };
        if (!(seen.Up >= Up)) return taught;
        var hot = Within(Hot, 0, seen.Max);
        var backOff = Within(HotBackOff, policy.CacheBackOff, policy.CacheBackOffMost);
        return taught with
        {
            CoolDown = Within(CoolDown, policy.CoolDown, policy.CoolDownMost),
            Comfort = Within(Comfort, 1, 4),
            Hot = hot,
            HotBackOff = backOff,
            HotUntil = hot > 0 ? clock.Now + backOff : double.NegativeInfinity,
            UpBackOff = Within(UpBackOff, beginner.UpBackOff, 3600),
        };
    }

    static double Within(double told, double low, double high) => double.IsFinite(told) ? Math.Clamp(told, low, high) : low;
}
