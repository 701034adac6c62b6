using System.Diagnostics;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>Fifty clients read from all guests while one guest starts and ends all the time.</summary>
static class Load
{
    const int Clients = 50;

    static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    /// <returns>Calls answered in a second.</returns>
    public static async Task<double> Rate(Daemon daemon) => (await Run(daemon)).Count / Length.TotalSeconds;

    /// <returns>The wait that one call in a hundred exceeds, in milliseconds.</returns>
    public static async Task<double> Worst(Daemon daemon)
    {
        var waits = (await Run(daemon)).Order().ToArray();
        return waits[(int)(waits.Length * 0.99)];
    }

    // One run serves both figures.
    static readonly Dictionary<Daemon, Task<List<double>>> runs = [];

    static Task<List<double>> Run(Daemon daemon) => runs.TryGetValue(daemon, out var run) ? run : runs[daemon] = RunAsync(daemon);

    static async Task<List<double>> RunAsync(Daemon daemon)
    {
        using var end = new CancellationTokenSource();
        var pilot = StartAndEnd(daemon, end.Token);
        end.CancelAfter(Length);
        var readers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => Read(daemon, i, end.Token))));
        await pilot;
        return [.. readers.SelectMany(r => r)];
    }

    static async Task<List<double>> Read(Daemon daemon, int seed, CancellationToken end)
    {
        List<double> waits = [];
        await using var c = await VirtConnection.OpenAsync(daemon.Uri, cancel: CancellationToken.None);
        var random = new Random(seed);
        var domains = (await c.CallAsync(Remote.ConnectListAllDomains, new(true, 0), CancellationToken.None)).Domains;
        while (!end.IsCancellationRequested)
        {
            var domain = domains[random.Next(domains.Length)];
            waits.Add(await Case.Milliseconds(() => random.Next(3) switch
            {
                0 => c.CallAsync(Remote.DomainGetInfo, new(domain), CancellationToken.None),
                1 => c.CallAsync(Remote.DomainGetState, new(domain, 0), CancellationToken.None),
                _ => (Task)c.CallAsync(Remote.DomainGetXmlDesc, new(domain, 0), CancellationToken.None),
            }));
        }
        return waits;
    }

    static async Task StartAndEnd(Daemon daemon, CancellationToken end)
    {
        await using var c = await VirtConnection.OpenAsync(daemon.Uri, cancel: CancellationToken.None);
        var domain = (await c.CallAsync(Remote.DomainLookupByName, new("many0"), CancellationToken.None)).Domain;
        while (!end.IsCancellationRequested)
        {
            await c.CallAsync(Remote.DomainCreate, new(domain), CancellationToken.None);
            await c.CallAsync(Remote.DomainDestroy, new(domain), CancellationToken.None);
        }
    }
}
