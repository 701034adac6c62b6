// Every case against aerostatd and libvirtd in one run, turn by turn, so that a busy machine is busy for both.
// Arguments: names of cases; none: all. Prints medians and their ratio.
using Aerostat.Bench.Macro;
using Aerostat.Tests.Shared;

await using var libvirtd = new Libvirtd();
await using var aerostatd = new AerostatDaemon();
var daemons = new List<Daemon>();
if (Libvirtd.Missing is null) daemons.Add(libvirtd);
if (AerostatDaemon.Missing is null) daemons.Add(aerostatd);
foreach (var daemon in daemons) await daemon.StartAsync();

Console.WriteLine($"| {"case",-34} | {string.Join(" | ", daemons.Select(d => $"{d.Name,12}"))} | ratio |");
Console.WriteLine($"|{new string('-', 36)}|{string.Concat(daemons.Select(_ => "-------------:|"))}------:|");
foreach (var bench in Cases.All.Where(c => args.Length == 0 || args.Contains(c.Name.Split(' ')[0])))
{
    var times = daemons.ToDictionary(d => d, _ => new List<double>());
    foreach (var daemon in daemons) await bench.Prepare(daemon);
    // The first round warms up.
    for (var round = 0; round <= bench.Rounds; round++)
        foreach (var daemon in daemons)
            if (await bench.Measure(daemon) is var figure && round > 0) times[daemon].Add(figure);
    foreach (var daemon in daemons) await bench.CleanUp(daemon);
    var medians = daemons.Select(d => Median(times[d])).ToArray();
    Console.WriteLine($"| {bench.Name,-34} | {string.Join(" | ", medians.Select(m => $"{m,9:0.00} {bench.Unit}"))} | {medians[^1] / medians[0],5:0.00} |");
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
