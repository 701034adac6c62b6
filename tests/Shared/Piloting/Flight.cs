using Aerostat.Values;

namespace Aerostat.Tests.Shared.Piloting;

/// <summary>What a controller did to a host, and for it.</summary>
/// <param name="Saved">Share of what an all-knowing controller would have saved.</param>
/// <param name="Harm">Stalled seconds a guest and hour, beyond a host with memory without end.</param>
/// <param name="Kills">Processes killed in guests.</param>
/// <param name="HostKills">Guests killed by the host.</param>
/// <param name="Churn">Balloon moves a guest and hour, in guest sizes.</param>
/// <param name="Wait">Seconds until a sudden demand is met, 95th percentile.</param>
public readonly record struct Measures(double Saved, double Harm, int Kills, int HostKills, double Churn, double Wait)
{
    public static Measures Mean(IReadOnlyCollection<Measures> all) => new(all.Average(m => m.Saved), all.Average(m => m.Harm), all.Sum(m => m.Kills), all.Sum(m => m.HostKills), all.Average(m => m.Churn), all.Average(m => m.Wait));
}

/// <summary>Lets a controller fly a hidden host.</summary>
public static class Flight
{
    const double Dt = 0.5;

    public static Measures Fly(Scenario scenario, int seed, IController controller, Action<double, HiddenHost>? watch = null)
    {
        var (flown, host, hours) = FlyOnce(scenario, seed, controller, watch);
        var (_, endless, _) = FlyOnce(scenario with { Total = scenario.Guests.Sum(g => g.Max + 100) * 1.5 + 4096 }, seed, new Nothing(), null);
        return flown with { Harm = host.Guests.Zip(endless.Guests, (a, b) => Math.Max(0, a.Stalled - b.Stalled)).Sum() / hours };
    }

    static (Measures, HiddenHost, double Hours) FlyOnce(Scenario scenario, int seed, IController controller, Action<double, HiddenHost>? watch)
    {
        HiddenHost host = new(scenario, seed);
        var next = 0.0;
        double could = 0, did = 0, hours = 0;
        for (var now = 0.0; now < scenario.Seconds; now += Dt)
        {
            host.Step(now, Dt);
            foreach (var guest in host.Guests)
            {
                if (!guest.Runs(now)) continue;
                could += guest.Kind.Max - guest.Need;
                did += Math.Min(guest.Kind.Max - guest.Resident, guest.Kind.Max - guest.Need);
                hours += Dt / 3600;
            }
            if (now < next) continue;
            next = now + controller.Interval;
            foreach (var (name, target) in controller.Tick(host.Look(now)))
                if (host.Guests.FirstOrDefault(g => g.Kind.Name == name) is { } guest) guest.Target = Math.Min(guest.Kind.Max, (double)target.Value / (1 << 20));
            watch?.Invoke(now, host);
        }
        var waits = host.Guests.SelectMany(g => g.Waits).Order().ToList();
        return (new(did / Math.Max(1, could), host.Guests.Sum(g => g.Stalled) / hours, host.Guests.Sum(g => g.Kills), host.Guests.Sum(g => g.HostKills),
            host.Guests.Sum(g => g.Churn / g.Kind.Max) / hours, waits.Count == 0 ? 0 : waits[(int)(waits.Count * 0.95)]), host, hours);
    }
}
