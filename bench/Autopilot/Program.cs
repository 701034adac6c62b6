// The pilot beside what others do, on hosts by chance. Arguments: first seed, hosts of each scenario, names of scenarios (none: all).
// Prints means; kills are sums.
using Aerostat.Tests.Shared.Piloting;

var first = args.Length > 0 ? int.Parse(args[0]) : 1;
var hosts = args.Length > 1 ? int.Parse(args[1]) : 2;
var names = args.Length > 2 ? args[2..] : [.. Scenarios.Names];
(string Name, Func<Scenario, IController> Make)[] controllers =
[
    ("nothing", _ => new Nothing()), ("fixed sizes", s => new FixedSizes(s)), ("oVirt MOM", _ => new Mom()), ("Proxmox VE", _ => new Proxmox()),
    ("usable script", _ => new UsableScript()), ("the pilot", _ => new Pilot()),
];
foreach (var (name, make) in controllers)
{
    var flown = names.SelectMany(n => Enumerable.Range(first, hosts).Select(seed => (n, seed))).AsParallel().AsOrdered()
        .Select(x => (x.n, M: Flight.Fly(Scenarios.Make(x.n, x.seed), x.seed, make(Scenarios.Make(x.n, x.seed))))).ToList();
    Print(name, Measures.Mean([.. flown.Select(f => f.M)]));
    if (name == "the pilot") foreach (var group in flown.GroupBy(f => f.n)) Print($"  {group.Key}", Measures.Mean([.. group.Select(f => f.M)]));
}

static void Print(string name, Measures m) =>
    Console.WriteLine($"| {name,-14} | {m.Saved * 100,5:0} | {m.Harm,7:0.0} | {m.Kills,4} / {m.HostKills,-3} | {m.Churn,5:0.0} | {m.Wait,5:0.0} |");
