using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;
using Aerostat.Values;

/// <summary>A controller that is shown less than there is: <c>nopsi</c> no pressure of host or guest, <c>nostats</c> no statistics.</summary>
sealed class Dimmed(IController pilot, IReadOnlyCollection<string> without) : IController
{
    public double Interval => pilot.Interval;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        if (without.Contains("nopsi")) seen = seen with { Host = seen.Host with { PressureSome = 0, PressureFull = 0 }, Guests = seen.Guests.Select(g => g with { Agent = null }).ToValueList() };
        if (without.Contains("nostats")) seen = seen with { Guests = seen.Guests.Select(g => g with { Statistics = null }).ToValueList() };
        return pilot.Tick(seen);
    }
}
