using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;
using Aerostat.Values;

/// <summary>Who is killed under the pilot, and how it came: whether all that the guests need would have fitted, and what the pilot had thought.</summary>
static class Killed
{
    public static void Tell(int first, int hosts, IReadOnlyList<string> names, Func<string, int, Scenario> make)
    {
        List<Measures> all = [];
        List<(Measures Knowing, Measures Quick)> best = [];
        foreach (var (measures, bounds, told) in names.SelectMany(name => Enumerable.Range(first, hosts).Select(seed => (name, seed))).AsParallel().AsOrdered().Select(x => Of(make(x.name, x.seed), x.seed)))
        {
            all.Add(measures);
            if (bounds is { } bound) best.Add(bound);
            foreach (var line in told) Console.WriteLine(line);
        }
        var mean = Measures.Mean(all);
        Console.WriteLine($"saved {mean.Saved:P1}, harm {mean.Harm:0.0} s, {mean.Kills} processes and {mean.HostKills} guests killed, churn {mean.Churn:0.00}");
        Console.WriteLine($"on the {best.Count} hosts where somebody was killed, who knows what comes and asks for all else at once has {best.Sum(b => b.Knowing.Kills)} and {best.Sum(b => b.Knowing.HostKills)} killed; the pilot, were balloons and its looks without delay, {best.Sum(b => b.Quick.Kills)} and {best.Sum(b => b.Quick.HostKills)}");
    }

    /// <summary>The same host, its balloons without inertia and its drivers telling all the time.</summary>
    static Scenario Quick(Scenario host) => host with
    {
        Guests = [.. host.Guests.Select(g => g.Speed <= 0 ? g : g with { Period = 0.5, Speed = 1, Physics = g.Physics with { Inflate = 1e6, Drop = 1e6, Deflate = 1e6 } })],
    };

    static (Measures Flown, (Measures Knowing, Measures Quick)? Bounds, List<string> Told) Of(Scenario scenario, int seed)
    {
        var name = scenario.Name;
        Dictionary<string, (int Processes, int Guest, double Available, double Need)> before = [];
        Dictionary<string, Decision> thought = [];
        List<string> told = [];
        var flown = Flight.Fly(scenario, seed, new Pilot { Says = (_, decision) => thought[decision.Guest] = decision }, (now, host) =>
        {
            var need = host.Guests.Where(g => g.Runs(now)).Sum(g => g.Need + 30) + 400 + scenario.Total * 0.01;
            foreach (var guest in host.Guests)
            {
                var (processes, killed, available, needed) = before.GetValueOrDefault(guest.Kind.Name);
                if (guest.Kills > processes || guest.HostKills > killed)
                    told.Add($"{name} {seed} {now,6:0} s {guest.Kind.Name,-12} {(guest.HostKills > killed ? "guest" : "process")}: has {guest.Actual:0} of {guest.Kind.Max:0} MiB, asked for {guest.Target:0}, uses {guest.Anonymous:0}, wants {guest.Kind.Demand(Math.Max(0, now)).Anonymous:0}, "
                        + $"{(guest.Kind.Balloon ? "" : "no balloon, ")}{(guest.Kind.Speed < 1 ? $"speed {guest.Kind.Speed:0.0#}, " : "")}tells each {guest.Kind.Period:0} s, {(guest.Kind.NewKernel ? "counts kills, " : "")}{(guest.Kind.Mute(now) ? "silent, " : "")}{(guest.Kind.Swap > 0 ? "swaps, " : "")}up {now - guest.StartedAt:0} s; host {available:0} then {host.Available:0} of {scenario.Total:0} available, {host.Swapped:0} of {scenario.Swap:0} swapped; needs {needed / scenario.Total:P0} then {need / scenario.Total:P0} of it; {(thought.TryGetValue(guest.Kind.Name, out var last) ? last.Word : "-")}");
                before[guest.Kind.Name] = (guest.Kills, guest.HostKills, host.Available, need);
            }
        });
        if (told.Count == 0) return (flown, null, told);
        var (knowing, quick) = (Flight.Fly(scenario, seed, new Clairvoyant(scenario)), Flight.Fly(Quick(scenario), seed, new Pilot(new() { Interval = 0.5 })));
        told.Add($"{name} {seed}: {flown.Kills} processes and {flown.HostKills} guests; who knows what comes has {knowing.Kills} and {knowing.HostKills}, the pilot without delay {quick.Kills} and {quick.HostKills}");
        return (flown, (knowing, quick), told);
    }
}
