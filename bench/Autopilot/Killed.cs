using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;

/// <summary>Who is killed under the pilot, and how it came: whether all that the guests need would have fitted, and what the pilot had thought.</summary>
static class Killed
{
    public static void Tell(int first, int hosts, IReadOnlyList<string> names)
    {
        foreach (var told in names.SelectMany(name => Enumerable.Range(first, hosts).Select(seed => (name, seed))).AsParallel().AsOrdered().SelectMany(x => Of(x.name, x.seed)))
            Console.WriteLine(told);
    }

    static List<string> Of(string name, int seed)
    {
        var scenario = Scenarios.Make(name, seed);
        Dictionary<string, (int Processes, int Guest, double Available, double Need)> before = [];
        Dictionary<string, Decision> thought = [];
        List<string> told = [];
        Flight.Fly(scenario, seed, new Pilot { Says = (_, decision) => thought[decision.Guest] = decision }, (now, host) =>
        {
            var need = host.Guests.Where(g => g.Runs(now)).Sum(g => g.Need + 30) + 400 + scenario.Total * 0.01;
            foreach (var guest in host.Guests)
            {
                var (processes, killed, available, needed) = before.GetValueOrDefault(guest.Kind.Name);
                if (guest.Kills > processes || guest.HostKills > killed)
                    told.Add($"{name} {seed} {now,6:0} s {guest.Kind.Name,-12} {(guest.HostKills > killed ? "guest" : "process")}: has {guest.Actual:0} of {guest.Kind.Max:0} MiB, asked for {guest.Target:0}, uses {guest.Anonymous:0}, wants {guest.Kind.Demand(Math.Max(0, now)).Anonymous:0}, "
                        + $"{(guest.Kind.Balloon ? "" : "no balloon, ")}{(guest.Kind.Speed < 0.2 ? "slow, " : "")}{(guest.Kind.Mute(now) ? "silent, " : "")}{(guest.Kind.Swap > 0 ? "swaps, " : "")}up {now - guest.StartedAt:0} s; host {available:0} then {host.Available:0} of {scenario.Total:0} available, {host.Swapped:0} swapped; needs {needed / scenario.Total:P0} then {need / scenario.Total:P0} of it; {(thought.TryGetValue(guest.Kind.Name, out var last) ? last.Word : "-")}");
                before[guest.Kind.Name] = (guest.Kills, guest.HostKills, host.Available, need);
            }
        });
        return told;
    }
}
