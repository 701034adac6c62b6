// The pilot beside what others do, on hosts by chance. Arguments: first seed, hosts of each scenario, names of scenarios (none: all).
// Prints means; kills are sums. With 'elsewhere' before the seed: hosts of another kind than those that the tuning saw; with 'waits': which sudden
// demands the pilot met late, and what it thought meanwhile. The one argument 'cost' measures a decision for 64 guests instead;
// 'sampling [GUESTS] [SECONDS] [awake]' what it costs the daemon to look at real ones, paused, or running and telling of their memory (AEROSTAT_PROGRAMS=DIR: of the programs there); 'killed FIRST HOSTS [NAMES]' who is killed under the pilot, and how it came;
// 'guests [SECONDS] [MIB] [WORK...]' real guests that share less than they might have.
using System.Diagnostics;
using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;

if (args is ["cost"])
{
    Cost();
    return;
}
if (args is ["sampling", .. var sizes])
{
    await Sampling.MeasureAsync(sizes.Length > 0 ? int.Parse(sizes[0]) : 200, sizes.Length > 1 ? int.Parse(sizes[1]) : 60, awake: sizes is [_, _, "awake"]);
    return;
}
if (args is ["guests", .. var work])
{
    await RealGuests.MeasureAsync(work.Length > 0 ? int.Parse(work[0]) : 210, work.Length > 1 ? int.Parse(work[1]) : 1024, work.Length > 2 ? work[2..] : ["cache:400", "stream:20", "burst:300"]);
    return;
}
if (args is ["killed", var from, var many, .. var which])
{
    Killed.Tell(int.Parse(from), int.Parse(many), which.Length > 0 ? which : [.. Scenarios.Names]);
    return;
}
var (late, elsewhere) = (args.Contains("waits"), args.Contains("elsewhere"));
args = [.. args.Where(word => word is not ("waits" or "elsewhere"))];
Func<string, int, Scenario> makeHost = elsewhere ? (n, seed) => Elsewhere.Make(n, seed) : (n, seed) => Scenarios.Make(n, seed);
var first = args.Length > 0 ? int.Parse(args[0]) : 1;
var hosts = args.Length > 1 ? int.Parse(args[1]) : 2;
var names = args.Length > 2 ? args[2..] : [.. elsewhere ? Elsewhere.Names : Scenarios.Names];
if (late)
{
    Waits.Tell(names.SelectMany(n => Enumerable.Range(first, hosts).Select(seed => (makeHost(n, seed), seed))));
    return;
}
(string Name, Func<Scenario, IController> Make)[] controllers =
[
    ("nothing", _ => new Nothing()), ("fixed sizes", s => new FixedSizes(s)), ("oVirt MOM", _ => new Mom()), ("Proxmox VE", _ => new Proxmox()),
    ("usable script", _ => new UsableScript()), ("the pilot", _ => new Pilot()),
];
foreach (var (name, make) in controllers)
{
    var flown = names.SelectMany(n => Enumerable.Range(first, hosts).Select(seed => (n, seed))).AsParallel().AsOrdered()
        .Select(x => (x.n, M: Flight.Fly(makeHost(x.n, x.seed), x.seed, make(makeHost(x.n, x.seed))))).ToList();
    Print(name, Measures.Mean([.. flown.Select(f => f.M)]));
    if (name == "the pilot") foreach (var group in flown.GroupBy(f => f.n)) Print($"  {group.Key}", Measures.Mean([.. group.Select(f => f.M)]));
}

static void Print(string name, Measures m) =>
    Console.WriteLine($"| {name,-14} | {m.Saved * 100,5:0} | {m.Harm,7:0.0} | {m.Kills,4} / {m.HostKills,-3} | {m.Churn,5:0.0} | {m.Wait,5:0.0} |");

static void Cost()
{
    List<Observation> views = [];
    Pilot pilot = new();
    HiddenHost host = new(Scenarios.Make("small", 1), 1);
    for (var now = 0.0; now < 600; now += 0.5)
    {
        host.Step(now, 0.5);
        if (now % 1 != 0) continue;
        views.Add(host.Look(now));
        foreach (var (name, target) in pilot.Tick(views[^1])) host.Guests.First(g => g.Kind.Name == name).Target = (double)target.Value / (1 << 20);
    }
    List<double> times = [];
    long bytes = 0;
    for (var round = 0; round < 20; round++)
    {
        var memory = PilotMemory.Empty;
        foreach (var seen in views)
        {
            var (began, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            (memory, _) = Balloons.Decide(seen, new(), memory);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }
    }
    times.Sort();
    Console.WriteLine($"64 guests: a decision takes {times[times.Count / 2]:0} us (99th percentile {times[times.Count * 99 / 100]:0}), {bytes / 1024} KiB");
}
