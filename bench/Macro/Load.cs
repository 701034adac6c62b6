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

    /// <summary>Those that run all the time; the one that starts and ends comes before them.</summary>
    public static readonly IEnumerable<int> Running = Enumerable.Range(1, 20);

    /// <returns>Calls answered in a second.</returns>
    public static async Task<double> Rate(Daemon daemon) => (await Run(daemon)).Reads.Count / Length.TotalSeconds;

    /// <returns>The wait that one call in a hundred exceeds, in milliseconds.</returns>
    public static async Task<double> Worst(Daemon daemon)
    {
        var waits = (await Run(daemon)).Reads.Order().ToArray();
        return waits[(int)(waits.Length * 0.99)];
    }

    /// <returns>The median wait of one more client, who asks for the statistics of what runs, in milliseconds.</returns>
    public static async Task<double> Stats(Daemon daemon) => (await Run(daemon)).Stats is { Count: > 0 } waits ? waits.Order().ElementAt(waits.Count / 2) : double.PositiveInfinity;

    sealed record Waits(List<double> Reads, List<double> Stats);

    // One run serves all figures.
    static readonly Dictionary<Daemon, Task<Waits>> runs = [];

    static Task<Waits> Run(Daemon daemon) => runs.TryGetValue(daemon, out var run) ? run : runs[daemon] = RunAsync(daemon);

    static async Task<Waits> RunAsync(Daemon daemon)
    {
        using var end = new CancellationTokenSource();
        var pilot = StartAndEnd(daemon, end.Token);
        end.CancelAfter(Length);
        var asker = AskStats(daemon, end.Token);
        var readers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => Read(daemon, i, end.Token))));
        await pilot;
        return new([.. readers.SelectMany(r => r)], await asker);
    }

    static async Task<List<double>> AskStats(Daemon daemon, CancellationToken end)
    {
        const uint active = 1; // VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE
        List<double> waits = [];
        await using var c = await VirtConnection.OpenAsync(daemon.Uri, cancel: CancellationToken.None);
        while (!end.IsCancellationRequested)
            // libvirtd fails the whole where the one guest ends meanwhile: an answer all the same.
            waits.Add(await Case.Milliseconds(() => Cases.Quietly(() => c.CallAsync(Remote.ConnectGetAllDomainStats, new([], 0, active), CancellationToken.None))));
        return waits;
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
