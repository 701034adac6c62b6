using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;
using Aerostat.Values;

/// <summary>Knows what every guest will want, and asks for all else at once, from the first second on: whom this does not save, no controller saves.</summary>
/// <param name="scenario">The host, with all that is hidden from others.</param>
/// <remarks>It is no all-knowing optimum of savings or harm: it drops no hot cache, and looks so far ahead as a balloon may need.</remarks>
sealed class Clairvoyant(Scenario scenario) : IController
{
    /// <summary>Seconds.</summary>
    const double Ahead = 40;

    public double Interval => 0.5;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        var now = seen.Time!.Value - scenario.Clock(seen.Time.Value);
        foreach (var guest in seen.Guests)
        {
            var kind = scenario.Guests.First(g => g.Name == guest.Name);
            if (!guest.Balloon) continue;
            double most = 0;
            for (var t = 0.0; t < Ahead; t += 0.5) most = Math.Max(most, Need(kind, Math.Max(0, now + t)));
            yield return (guest.Name, new((ulong)(Math.Min(kind.Max, most) * (1 << 20))));
        }
    }

    /// <summary>MiB, with what the kernel keeps.</summary>
    static double Need(GuestKind kind, double now)
    {
        var demand = kind.Demand(now);
        return 24 + kind.Max * 0.015 + demand.Anonymous + demand.Hot + kind.Physics.Floor + 24;
    }
}
