// The pilot beside what others do, on hosts by chance. Arguments: first seed, hosts of each scenario, names of scenarios (none: all).
// Prints means; kills are sums. 'each:SECONDS' lets the pilot look so often, 'nopsi' shows it no pressure of host or guest, 'nostats' no statistics, 'one' leaves each host one guest. With 'elsewhere' before the seed: hosts of another kind than those that the tuning saw; with 'alone': only the pilot; with 'waits': which sudden
// demands the pilot met late, and what it thought meanwhile. The one argument 'cost' measures a decision for 64 guests instead;
// 'sampling [GUESTS] [SECONDS] [awake|agent|waiting]' what it costs the daemon to look at real ones, paused, or running and telling of their memory, by an agent too (AEROSTAT_PROGRAMS=DIR: of the programs there); 'killed FIRST HOSTS [elsewhere] [NAMES]' who is killed under the pilot, how it came, and who would be killed under one that knows what comes, or that has no delay;
// 'guests [SECONDS] [MIB] [WORK...] [MODE...]' real guests that share less than they might have: with room for all, off, fixed, on.
using System.Diagnostics;
using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;
using Aerostat.Values;

if (args is ["cost"])
{
    Cost();
    return;
}
if (args is ["sampling", .. var sizes])
{
    await Sampling.MeasureAsync(sizes.Length > 0 ? int.Parse(sizes[0]) : 200, sizes.Length > 1 ? int.Parse(sizes[1]) : 60, sizes.Length > 2 ? sizes[2] : null);
    return;
}
if (args is ["guests", .. var work])
{
    await RealGuests.MeasureAsync(work.Length > 0 ? int.Parse(work[0]) : 210, work.Length > 1 ? int.Parse(work[1]) : 1024, work[Math.Min(2, work.Length)..].Where(word => word.Contains(':')).ToArray() is { Length: > 0 } works ? works : ["cache:400", "stream:20", "burst:300"],
        work[Math.Min(2, work.Length)..].Where(word => !word.Contains(':')).ToArray() is { Length: > 0 } modes ? modes : ["room", "off", "fixed", "on"]);
    return;
}
if (args is ["killed", var from, var many, .. var which])
{
    var there = which is ["elsewhere", ..];
    if (there) which = which[1..];
    Killed.Tell(int.Parse(from), int.Parse(many), which.Length > 0 ? which : [.. there ? Elsewhere.Names : Scenarios.Names], (name, seed) => there ? Elsewhere.Make(name, seed) : Scenarios.Make(name, seed));
    return;
}
var (late, elsewhere, alone) = (args.Contains("waits"), args.Contains("elsewhere"), args.Contains("alone"));
var each = args.FirstOrDefault(word => word.StartsWith("each:", StringComparison.Ordinal)) is { } often ? double.Parse(often[5..]) : new Policy().Interval;
var blind = args.Where(word => word is "nopsi" or "nostats").ToList();
var one = args.Contains("one");
args = [.. args.Where(word => word is not ("waits" or "elsewhere" or "alone" or "nopsi" or "nostats" or "one") && !word.StartsWith("each:", StringComparison.Ordinal))];
Func<string, int, Scenario> makeHost = (n, seed) =>
{
    var made = elsewhere ? Elsewhere.Make(n, seed) : Scenarios.Make(n, seed);
    return one ? made with { Guests = [.. made.Guests.Take(1)], Total = Math.Round(made.Guests[0].Max * 0.9 + 600) } : made;
};
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
    ("usable script", _ => new UsableScript()), ("the pilot", _ => new Dimmed(new Pilot(new() { Interval = each }), blind)),
];
foreach (var (name, make) in alone ? controllers[^1..] : controllers)
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
    Measure("64 guests", views);
    // Eight such hosts as one.
    Bytes? Eightfold(Bytes? size) => size is { } s ? new(s.Value * 8) : null;
    Measure("512 guests", [.. views.Take(120).Select(seen => seen with
    {
        Host = seen.Host with { Total = Eightfold(seen.Host.Total), Available = Eightfold(seen.Host.Available), Free = Eightfold(seen.Host.Free), SwapTotal = Eightfold(seen.Host.SwapTotal), SwapUsed = Eightfold(seen.Host.SwapUsed) },
        Guests = Enumerable.Range(0, 8).SelectMany(i => seen.Guests.Select(g => g with { Name = $"{g.Name}-{i}" })).ToValueList(),
    })]);
}

static void Measure(string what, IReadOnlyList<Observation> views)
{
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
    Console.WriteLine($"{what}: a decision takes {times[times.Count / 2]:0} us (99th percentile {times[times.Count * 99 / 100]:0}), {bytes / 1024} KiB");
}
