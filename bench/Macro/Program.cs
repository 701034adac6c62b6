// Every case against aerostatd, libvirtd and, where there is one, the floor, in one run, turn by turn, so that a busy machine is busy for all.
// Arguments: the first words of cases; none: all. Prints medians, and how many times ours libvirtd's is; less than 1 where libvirtd is better.
using Aerostat.Bench.Macro;
using Aerostat.Tests.Shared;

using MemoryFolder one = new(), other = new();
await using var aerostatd = new AerostatDaemon();
await using var libvirtd = new Libvirtd();
Daemon[] daemons = [aerostatd, libvirtd];
if (Libvirtd.Missing is { } missing) throw new InvalidOperationException(missing);
one.ServeAsRunOf(aerostatd);
other.ServeAsRunOf(libvirtd);
foreach (var daemon in daemons) await daemon.StartAsync();

Console.WriteLine($"| {"case",-30} | {"aerostatd",12} | {"libvirtd",12} | {"ratio",7} | {"floor",12} |");
Console.WriteLine($"|{new string('-', 32)}|-------------:|-------------:|--------:|-------------:|");
foreach (var bench in Cases.All.Where(c => args.Length == 0 || args.Contains(c.Name.Split(' ', ':')[0])))
{
    var times = daemons.ToDictionary(d => d, _ => new List<double>());
    List<double> floor = [];
    foreach (var daemon in daemons) await bench.Prepare(daemon);
    // The first round warms up, where there are more.
    var warm = bench.Rounds > 1 ? 1 : 0;
    for (var round = -warm; round < bench.Rounds; round++)
    {
        foreach (var daemon in daemons)
            if (await bench.Measure(daemon) is var figure && round >= 0) times[daemon].Add(figure);
        if (bench.Floor is { } bare && await bare(aerostatd) is var least && round >= 0) floor.Add(least);
    }
    foreach (var daemon in daemons) await bench.CleanUp(daemon);
    var (ours, theirs) = (Median(times[aerostatd]), Median(times[libvirtd]));
    Console.WriteLine($"| {bench.Name,-30} | {ours,8:0.00} {bench.Unit} | {theirs,8:0.00} {bench.Unit} | {theirs / ours,7:0.00} | {(floor.Count > 0 ? $"{Median(floor),8:0.00} {bench.Unit}" : ""),12} |");
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
