namespace Aerostat.Engine.Piloting;

/// <summary>A counter that is looked at now and then, as one looked at each interval would show it: what came in a long time is no rush.</summary>
public sealed class Spread
{
    double? last;
    double shown;

    /// <summary>The counter, less what has come in the intervals between. It grows by what came in the last one, were it the same in all.</summary>
    /// <param name="elapsed">Seconds since it was looked at before.</param>
    /// <param name="interval">Seconds.</param>
    public double Show(double counted, double elapsed, double interval)
    {
        if (last is not { } before || counted < before) shown = counted;
        else shown += (counted - before) * Math.Clamp(interval / Math.Max(elapsed, 1e-3), 0, 1);
        last = counted;
        return shown;
    }
}
