// Twenty clients work on fifty guests, most of them paused, for so many minutes (the argument; 60). Each minute is told: calls, latency, memory, descriptors.
// It ends with 1 where memory or descriptors have grown, an event was lost, or the last minute was slower than the first.
using System.Globalization;
using Aerostat.Bench.Soak;
using Aerostat.Tests.Shared;

const int Guests = 50, Clients = 20;
var minutes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
await using var daemon = new AerostatDaemon();
await daemon.StartAsync();
await using var ears = await Ears.OpenAsync(daemon.Uri);
for (var i = 0; i < Guests - Clients / 4; i++)
    await Client.Virsh(daemon).Do($"create --paused {daemon.At.Write("paused.xml", SmallGuest.Xml($"paused{i}"))}");
ears.Expect(started: Guests - Clients / 4, stopped: 0);

List<Minute> told = [];
using CancellationTokenSource over = new();
var workers = Enumerable.Range(0, Clients).Select(number => new Worker(daemon, number, ears)).ToArray();
var working = Task.WhenAll(workers.Select(worker => Task.Run(() => worker.WorkAsync(over.Token))));
// The first is not counted: what is made once is made in it.
for (var minute = 0; minute <= minutes && !working.IsFaulted; minute++)
{
    await Task.WhenAny(working, Task.Delay(TimeSpan.FromMinutes(1)));
    var now = Minute.Of(daemon.Pid, [.. workers.SelectMany(worker => worker.Waits())]);
    told.Add(now);
    Console.WriteLine($"{minute,4}: {now}");
}
await over.CancelAsync();
await working;
await ears.HeardAllAsync();
Console.WriteLine(ears);
var (first, last) = (told[1], told[^1]);
return ears.IsWhole && last.Megabytes <= first.Megabytes * 1.1 + 8 && last.Descriptors <= first.Descriptors + Clients && last.Slow <= 2 * first.Slow + 50 ? 0 : 1;
