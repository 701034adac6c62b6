using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;

/// <summary>Which sudden demands were met late under the pilot, in what kind of guest, and what was thought meanwhile.</summary>
static class Waits
{
    public static void Tell(IEnumerable<(Scenario Scenario, int Seed)> hosts)
    {
        foreach (var (scenario, seed) in hosts)
        {
            Dictionary<string, Decision> thought = [];
            Dictionary<string, int> seen = [];
            Dictionary<string, List<string>> trail = [];
            Flight.Fly(scenario, seed, new Pilot { Says = (_, decision) => thought[decision.Guest] = decision }, (now, host) =>
            {
                foreach (var guest in host.Guests)
                {
                    var steps = trail.TryGetValue(guest.Kind.Name, out var known) ? known : trail[guest.Kind.Name] = [];
                    var met = guest.Waits.Count;
                    if (met > seen.GetValueOrDefault(guest.Kind.Name) && guest.Waits[^1] > 8)
                        Console.WriteLine($"{scenario.Name} {seed} {now,6:0} s {guest.Kind.Name}: met after {guest.Waits[^1]:0.0} s; max {guest.Kind.Max:0}, swap {guest.Kind.Swap:0}, speed {guest.Kind.Speed:0.0}, period {guest.Kind.Period:0}, {(guest.Kind.AutoDeflate ? "deflates, " : "")}{(guest.Kind.Reporting ? "reports, " : "")}{(guest.Kind.Balloon ? "" : "no balloon, ")}{guest.Kills} kills\n    {string.Join("\n    ", steps)}");
                    seen[guest.Kind.Name] = met;
                    if (guest.IsWaiting is false) steps.Clear();
                    else if (steps.Count < 12) steps.Add($"{now:0} s wants {guest.Kind.Demand(Math.Max(0, now)).Anonymous:0}, uses {guest.Anonymous:0}, swapped {guest.Swapped:0}, free {guest.Free:0}, cold {guest.Cold:0}, hot {guest.Hot:0}, has {guest.Actual:0}, asked {guest.Target:0}, host {host.Available:0}; {(thought.TryGetValue(guest.Kind.Name, out var last) ? last.Word : "-")}");
                }
            });
        }
    }
}
