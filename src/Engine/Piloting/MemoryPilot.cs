using Aerostat.Autopilot;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Events;

namespace Aerostat.Engine.Piloting;

/// <summary>Looks at host and guests each interval, lets <see cref="Balloons"/> decide, and has it done. It waits for no guest.</summary>
public sealed class MemoryPilot : IAsyncDisposable
{
    /// <summary>Who has not answered by then is seen as it was.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    readonly Hypervisor host;
    volatile PilotSettings settings;
    readonly CancellationTokenSource ended = new();
    readonly long began;
    readonly PilotNotebook notebook;
    PilotMemory flying = PilotMemory.Empty, watching = PilotMemory.Empty;
    Task running = Task.CompletedTask;

    internal MemoryPilot(Hypervisor host, PilotSettings settings)
    {
        (this.host, this.settings) = (host, settings);
        began = host.Time.GetTimestamp();
        notebook = new(host.Folders, host.Logger, host.Time);
    }

    /// <summary>What holds for guests that say nothing else; may be changed at any time, and holds from the next look on.</summary>
    public PilotSettings Settings { get => settings; set => settings = value; }

    /// <summary>The host as it was last seen.</summary>
    public HostMemory Host { get; private set; } = HostView.Read();

    /// <summary>The host's memory now.</summary>
    public HostMemory Look() => Host = HostView.Read();

    internal void Start()
    {
        flying = watching = PilotMemory.Knowing(notebook.Read());
        running = RunAsync(ended.Token);
    }

    async Task RunAsync(CancellationToken cancel)
    {
        using PeriodicTimer timer = new(settings.Interval, host.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                if (timer.Period != settings.Interval) timer.Period = settings.Interval;
                await TryTickAsync(cancel);
            }
        }
        catch (OperationCanceledException) { /* the daemon ends; guests keep what they have */ }
    }

    /// <summary>Whatever goes wrong at one moment, the next may do better: nobody would notice a pilot that is no more.</summary>
    async Task TryTickAsync(CancellationToken cancel)
    {
        try
        {
            await TickAsync(cancel);
            notebook.Keep(flying, watching);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.PilotStumbled(host.Logger, $"{e.GetType().Name}: {e.Message}");
        }
    }

    internal async Task TickAsync(CancellationToken cancel)
    {
        Domain[] guests = [.. host.Domains.All.Where(d => d.State.Running is { Started: true })];
        if (guests.Length == 0) return;
        var settings = this.settings;
        Countdown awaited = new();
        foreach (var guest in guests) guest.LookAt(settings, awaited);
        awaited.Signal();
        if (!awaited.Done.IsCompleted) await Task.WhenAny(awaited.Done, Task.Delay(Patience, host.Time, cancel));
        cancel.ThrowIfCancellationRequested();

        Host = HostView.Read();
        var now = host.Time.GetElapsedTime(began).TotalSeconds;
        Policy policy = new() { Interval = settings.Interval.TotalSeconds, HostReserve = settings.HostReserve, Budget = settings.Budget };
        GuestSeen[] seen = [.. guests.Select(g => g.Seen(settings)).OfType<GuestSeen>()];
        foreach (var one in seen) one.Domain.FollowMode(one);

        (flying, var decisions) = Balloons.Decide(new(now, Host, seen.Select(s => s.Mode is PilotMode.On ? s.Memory : s.Standing).ToValueList()), policy, flying);
        Carry(decisions, seen, PilotMode.On);
        if (!seen.Any(s => s.Mode is PilotMode.Observe)) return;
        (watching, var thoughts) = Balloons.Decide(new(now, Host, seen.Select(s => s.Mode is PilotMode.Off ? s.Standing : s.Memory with { Watched = true }).ToValueList()), policy, watching);
        Carry(thoughts, seen, PilotMode.Observe);
    }

    static void Carry(ValueList<Decision> decisions, GuestSeen[] seen, PilotMode mode)
    {
        var decided = decisions.ToDictionary(d => d.Guest);
        foreach (var one in seen)
            if (one.Mode == mode) one.Domain.Heed(one, decided.TryGetValue(one.Memory.Name, out var decision) ? decision : null);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await running;
        notebook.Keep(flying, watching, last: true);
        foreach (var domain in host.Domains.All) await domain.PilotAtRest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
    }
}

/// <summary>A guest at one tick: what the pilot sees of it, and what it may do with it.</summary>
/// <param name="Hindrance">Why no balloon can help; null: it can.</param>
sealed record GuestSeen(Domain Domain, GuestMemory Memory, PilotMode Mode, bool Ordered, string? Hindrance)
{
    /// <summary>As others see it who may not move it: it may still take all that it has.</summary>
    public GuestMemory Standing => Memory with { Balloon = false, Maximum = Memory.Actual ?? Memory.Maximum };
}
