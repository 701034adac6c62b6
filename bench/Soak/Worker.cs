using System.Collections.Concurrent;
using System.Diagnostics;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Soak;

/// <summary>One client: it reads of all guests, tunes some, starts and ends its own, and comes back by another connection now and then.</summary>
sealed class Worker(Daemon daemon, int number, Ears ears)
{
    readonly ConcurrentBag<double> waits = [];
    readonly Random random = new(number);

    public double[] Waits()
    {
        List<double> taken = [];
        while (waits.TryTake(out var wait)) taken.Add(wait);
        return [.. taken];
    }

    public async Task WorkAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await using var connection = await VirtConnection.OpenAsync(daemon.Uri, cancel: CancellationToken.None);
            if (number % 4 == 0) await LiveAsync(connection);
            for (var i = 0; i < 200 && !over.IsCancellationRequested; i++)
            {
                await ReadAsync(connection);
                await Task.Delay(random.Next(40), CancellationToken.None);
            }
        }
    }

    async Task ReadAsync(VirtConnection connection)
    {
        var paused = $"paused{random.Next(45)}";
        var domain = (await TimedAsync(() => connection.CallAsync(Remote.DomainLookupByName, new(paused)))).Domain;
        switch (random.Next(6))
        {
            case 0: await TimedAsync(() => connection.CallAsync(Remote.DomainGetXmlDesc, new(domain, 0))); break;
            case 1: await TimedAsync(() => connection.CallAsync(Remote.ConnectGetAllDomainStats, new([domain], 0, 0))); break;
            case 2: await TimedAsync(() => connection.CallAsync(Remote.DomainSetMemoryFlags, new(domain, 1024 * (ulong)random.Next(16, 33), 1))); break;
            default: await TimedAsync(() => connection.CallAsync(Remote.DomainGetInfo, new(domain))); break;
        }
    }

    /// <summary>A guest of its own, from its start to its end.</summary>
    async Task LiveAsync(VirtConnection connection)
    {
        const uint Paused = 1;
        var domain = (await connection.CallAsync(Remote.DomainCreateXml, new(SmallGuest.Xml($"own{number}"), Paused))).Domain;
        ears.Expect(started: 1, stopped: 1);
        await connection.CallAsync(Remote.DomainDestroy, new(domain));
    }

    async Task<T> TimedAsync<T>(Func<Task<T>> call)
    {
        var since = Stopwatch.GetTimestamp();
        var answer = await call();
        waits.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        return answer;
    }
}
