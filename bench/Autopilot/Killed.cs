using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;
using Aerostat.Values;

/// <summary>Who is killed under the pilot, and how it came: whether all that the guests need would have fitted, and what the pilot had thought.</summary>
static class Killed
{
    public static void Tell(int first, int hosts, IReadOnlyList<string> names)
    {
        List<Measures> all = [];
        foreach (var (measures, told) in names.SelectMany(name => Enumerable.Range(first, hosts).Select(seed => (name, seed))).AsParallel().AsOrdered().Select(x => Of(x.name, x.seed)))
        {
            all.Add(measures);
            foreach (var line in told) Console.WriteLine(line);
        }
        var mean = Measures.Mean(all);
        Console.WriteLine($"saved {mean.Saved:P1}, harm {mean.Harm:0.0} s, {mean.Kills} processes and {mean.HostKills} guests killed, churn {mean.Churn:0.00}");
    }

    /// <summary>Asks for all at once, whatever it does to the guests: whom this does not save, no balloon does.</summary>
    sealed class Grab : IController
    {
        public double Interval => 1;

        public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen) =>
            seen.Guests.Where(g => g is { Balloon: true, Statistics.Usable: not null, Actual: not null }).Select(g => (g.Name, g.Actual!.Value - Bytes.Min(g.Statistics!.Usable!.Value, g.Actual.Value)));
    }

    static (Measures, List<string>) Of(string name, int seed)
    {
        var scenario = Scenarios.Make(name, seed);
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
        if (flown.HostKills > 0)
        {
            var early = 0;
            Flight.Fly(scenario with { Seconds = 30 }, seed, new Grab(), (_, host) => early = host.Guests.Sum(g => g.HostKills));
            told.Add($"{name} {seed}: of its {flown.HostKills} guests {early} are killed in the first 30 s also where all that is usable is taken at once");
        }
        return (flown, told);
    }
}
