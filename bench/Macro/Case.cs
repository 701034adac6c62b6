using System.Diagnostics;
using Aerostat.Client;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>One thing that is measured. Preparation and cleaning up are not timed.</summary>
sealed record Case(string Name, int Rounds, Func<Daemon, Task<double>> Measure, string Unit = "ms ")
{
    public Func<Daemon, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    public Func<Daemon, Task> CleanUp { get; init; } = _ => Task.CompletedTask;

    /// <summary>The same work without a daemon, in the folder of aerostatd; null where there is none.</summary>
    public Func<Daemon, Task<double>>? Floor { get; init; }

    /// <summary>A call that has no answer by then has this figure: a libvirtd whose guest hangs may never answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A case over one connection, which is kept open. What <paramref name="before"/> does is not timed.</summary>
    public static Case Call(string name, int rounds, Func<VirtConnection, Task> call, Func<VirtConnection, Task>? before = null) => new(name, rounds, async daemon =>
    {
        await using var connection = await VirtConnection.OpenAsync(daemon.Uri);
        if (before is not null) await before(connection);
        return await Milliseconds(() => Patiently(call(connection)));
    });

    static async Task Patiently(Task call)
    {
        try
        {
            await call.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            // The figure says it.
        }
    }

    public static async Task<double> Milliseconds(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
