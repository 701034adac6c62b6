using System.Globalization;
using Aerostat.Autopilot;
using Aerostat.Engine.Events;
using Aerostat.Engine.Piloting;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    internal GuestPilot Pilot { get; }

    /// <summary>No question and no order of the pilot's is under way.</summary>
    internal Task PilotAtRest => Task.WhenAll(Pilot.Asking, Pilot.AskingAgent, Pilot.Acting);

    /// <summary>Asks the guest's monitor what a tick of the pilot needs and is due; one that still owes an answer is not asked again.</summary>
    internal void LookAt(PilotSettings settings, Countdown awaited)
    {
        if (!Pilot.Asking.IsCompleted || guest is not { IsConnected: true } live || State is not { Running: { } running } state) return;
        Pilot.Follow(running.Process);
        LookThroughAgent(live);
        var definition = running.Live;
        var (balloon, hasDisks) = (definition.HasBalloon ? definition.Devices.Memballoon?.Alias : null, !definition.Devices.Disks.IsEmpty);
        if (Pilot.Look is not { } look || !look.IsOf(live, balloon, hasDisks)) Pilot.Look = look = new(live, balloon, hasDisks, host.Time);
        if (look.IsOwed) return;
        var interval = settings.Interval.TotalSeconds;
        var told = Pilot.Seen?.Stats?.LastUpdate;
        Beat beat = new(state.Phase.State is RunPhase.Running, Pilot.PolicyOf(definition).Mode ?? settings.Mode,
            Pilot.Polled ? 1 : definition.Devices.Memballoon?.StatsPeriod ?? 0, Pilot.Up, told, told is null ? 0 : Pilot.Frozen);
        awaited.Add();
        if (look.Ask(beat, Pilot.Stirs, interval, Told) is { } asking) Pilot.Asking = asking;
        else awaited.Signal();

        void Told()
        {
            if (ReferenceEquals(Pilot.Look, look)) Pilot.Saw(look.Stats, look.Read(interval), look.SinceStats);
            awaited.Signal();
        }
    }

    /// <summary>The guest as the pilot sees it now; null: it has just ended.</summary>
    internal GuestSeen? Seen(PilotSettings settings)
    {
        var state = State;
        if (state.Running is not { } running) return null;
        var definition = running.Live;
        var own = Pilot.PolicyOf(definition);
        var hindrance = Aerostat.Engine.Piloting.Hindrance.Of(definition);
        var stats = Pilot.Seen?.Stats?.Stats;
        var actual = Observed.Balloon ?? definition.Boot;
        var most = definition.BalloonMaximum;
        var ceiling = Bytes.Min(own.Ceiling ?? most, most);
        return new(this, new(state.Name)
        {
            Maximum = ceiling,
            Minimum = Bytes.Min(own.Floor ?? settings.Floor ?? definition.MemTune?.MinGuarantee ?? most * 0.25, ceiling),
            Shares = own.Shares ?? settings.Shares,
            Up = Pilot.Up,
            Balloon = hindrance is null && stats is not null,
            AutoDeflate = definition.Devices.Memballoon?.AutoDeflate is true,
            FreePageReporting = definition.Devices.Memballoon?.FreePageReporting is true,
            Actual = actual,
            Target = running.BalloonTarget ?? actual,
            Resident = guest?.Memory.TryRead(),
            DiskRead = Pilot.Seen?.DiskRead is { } read ? new((ulong)read) : null,
            Agent = Pilot.AgentSeen(settings.Interval)?.ForPilot,
            Statistics = stats is null ? null : new()
            {
                Age = Pilot.Age,
                Total = Size(stats.TotalMemory),
                Free = Size(stats.FreeMemory),
                Usable = Size(stats.AvailableMemory) ?? Pilot.AgentSeen(settings.Interval)?.Usable,
                Caches = Size(stats.DiskCaches) ?? Pilot.AgentSeen(settings.Interval)?.Caches,
                SwapIn = Size(stats.SwapIn)?.Value,
                SwapOut = Size(stats.SwapOut)?.Value,
                MajorFaults = Size(stats.MajorFaults)?.Value,
                MinorFaults = Size(stats.MinorFaults)?.Value,
                OutOfMemoryKills = Size(stats.OutOfMemoryKills)?.Value,
                AllocationStalls = Size(stats.AllocationStalls)?.Value,
                AsyncScans = Size(stats.AsyncScans)?.Value,
                DirectScans = Size(stats.DirectScans)?.Value,
            },
        }, own.Mode ?? settings.Mode, running.BalloonOrder is not null, hindrance);

        // QEMU says -1 for what the driver does not tell.
        static Bytes? Size(ulong? value) => value is { } known and not ulong.MaxValue ? new(known) : null;
    }

    /// <summary>A guest that has been given to the pilot is asked for statistics; one that was taken from it has its memory back.</summary>
    internal void FollowMode(GuestSeen seen)
    {
        if (seen.Mode is PilotMode.Off) Pilot.ThinkNothing();
        if (!Pilot.Acting.IsCompleted || State.Running is not { Live: { HasBalloon: true } live } running) return;
        // Whom a balloon helps no more since a device was plugged has its memory back, too.
        var steered = seen is { Mode: PilotMode.On, Hindrance: null };
        if (steered && !Pilot.Polled && live.Devices.Memballoon?.StatsPeriod is null or 0) Pilot.Acting = PollAsync(seconds: 1);
        else if (!steered && Pilot.Polled) Pilot.Acting = PollAsync(seconds: 0);
        else if (!steered && running is { BalloonTarget: not null, BalloonOrder: null }) Pilot.Acting = ReleaseAsync();
    }

    /// <summary>What the pilot thought becomes known, and is done where it may be.</summary>
    internal void Heed(GuestSeen seen, Decision? decision)
    {
        var memory = seen.Memory;
        var from = memory.Actual ?? Bytes.Zero;
        var (reason, target, numbers) = decision is { } d ? (d.Reason, d.Target, d.Numbers)
            : seen.Hindrance is null && memory.Statistics is null && memory.Up < Rhythm.Boot ? (Reason.Starting, (Bytes?)null, "it has just started, and its driver has told nothing yet")
            : (Reason.NoStats, null, seen.Hindrance ?? (memory.Statistics is null ? "the guest has never told of its memory" : "its statistics do not say what is usable"));
        if (seen.Ordered) (reason, target, numbers) = (Reason.Ordered, null, $"an administrator set {State.Running?.BalloonOrder?.InMib} MiB");
        var acts = seen.Mode is PilotMode.On && target is not null;
        if (acts && !Pilot.Acting.IsCompleted) return;
        PilotNote note = new(host.Time.GetUtcNow(), from, target, reason, numbers, acts);
        if (!Pilot.Note(note)) return;
        if (acts) (Pilot.Acting, Pilot.MovedAt) = (MoveAsync(target!.Value), host.Time.GetTimestamp());
        Log.Piloted(host.Logger, acts ? Microsoft.Extensions.Logging.LogLevel.Information : Microsoft.Extensions.Logging.LogLevel.Debug, State.Name, note.Word, from.InMib, (target ?? from).InMib, numbers);
        host.Events.Publish(new MonitorEvent(State.Ident, "AEROSTAT_AUTOPILOT", note.At.ToUnixTimeSeconds(), (uint)(note.At.Millisecond * 1000), string.Create(CultureInfo.InvariantCulture,
            $$"""{"reason":"{{note.Word}}","from":{{from.Value}},"to":{{(target ?? from).Value}},"acted":{{(acts ? "true" : "false")}},"numbers":"{{numbers}}"}""")));
    }

    /// <summary>In a turn, so that it never crosses an administrator's own order.</summary>
    Task MoveAsync(Bytes target) => QuietlyAsync("autopilot", async (turn, live) =>
    {
        if (turn.State.Running is not { BalloonOrder: null } running) return;
        // The target cannot be asked back: it is written down first.
        await turn.BecomeAsync(turn.State with { Running = running with { BalloonTarget = target } });
        await live.TryAskAsync(new SetBalloon(target));
    });

    Task ReleaseAsync() => QuietlyAsync("autopilot off", async (turn, live) =>
    {
        var running = turn.State.Running!;
        await turn.BecomeAsync(turn.State with { Running = running with { BalloonTarget = null } });
        await live.TryAskAsync(new SetBalloon(running.Live.Boot));
    });

    Task PollAsync(int seconds) => QuietlyAsync("autopilot statistics", async (turn, live) =>
    {
        if (await live.TryAskAsync(new QomSet($"/machine/peripheral/{turn.State.Running!.Live.Devices.Memballoon!.Alias}", "guest-stats-polling-interval", seconds)) is not null)
            Pilot.Polled = seconds > 0;
    });

    /// <summary>A step of the pilot's that may come to nothing: the next tick tries again.</summary>
    async Task QuietlyAsync(string what, Func<Turns.Turn, Guest, Task> step)
    {
        try
        {
            await turns.TakeAsync(what, async turn =>
            {
                if (turn.State.IsActive && guest is { IsConnected: true } live) await step(turn, live);
            }, CancellationToken.None);
        }
        catch (VirtException e)
        {
            Log.PilotHeld(host.Logger, State.Name, what, e.Message);
        }
    }
}
