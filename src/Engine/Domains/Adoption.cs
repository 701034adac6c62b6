using Aerostat.Engine.Events;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu.Launch;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>A QEMU that says nothing for so long is adopted without its monitor, which is tried again until it answers.</summary>
    static readonly TimeSpan AdoptionPatience = TimeSpan.FromMilliseconds(500), Again = TimeSpan.FromSeconds(2);

    /// <summary>Finds the guest that an earlier daemon left, and carries on; or cleans up after one that ended meanwhile.</summary>
    /// <remarks>For every event that this daemon acts on there is a query here that replaces it.</remarks>
    internal Task AdoptAsync(CancellationToken cancel) => turns.TakeAsync("adopt", async turn =>
    {
        var state = turn.State;
        var running = state.Running!;
        if (running.Process.TryOpen() is not { } process)
        {
            await CleanUpAsync(turn, null, state.Phase.State is RunPhase.Shutdown ? Phase.OffShutdown : Phase.OffWhileAway);
            return;
        }
        // A start that nobody was told of is undone.
        if (!running.Started)
        {
            process.Signal(Signal.Kill);
            await process.Exited;
            process.Dispose();
            await CleanUpAsync(turn, null, Phase.OffFailed);
            return;
        }
        host.Images.Adopt(running.Owned);
        foreach (var port in running.Live.Devices.Graphics.Select(g => g.Port)) if (port is > 0) host.Ledger.TryTake(Claim.TcpPort, $"{port}", state.Uuid);

        Guest live = new(process, running.Process.Pid, await ReachAsync(running, cancel), host.Time);
        Attend(live);
        if (!live.IsConnected)
        {
            Log.MonitorSilent(host.Logger, state.Name, running.Process.Pid, "no greeting");
            return;
        }
        await turn.BecomeAsync(await CompareAsync(live, turn.State));
        if (live.Unanswered > 0) comparing = CompareLaterAsync(live);
        // Behind this turn: a script that hangs keeps no daemon from its start.
        told = turns.FollowAsync("reconnect hook", _ => host.Hooks.TellAsync("reconnect", running.Live, "begin"), CancellationToken.None);
        Log.Adopted(host.Logger, state.Name, running.Process.Pid, turn.State.Phase);
    }, cancel);

    /// <summary>What a guest would not tell at once is being asked for again.</summary>
    Task comparing = Task.CompletedTask;

    /// <summary>The administrator's scripts hear of a guest that was found again, or that was gone.</summary>
    Task told = Task.CompletedTask;

    async Task<IQmpClient?> ReachAsync(RunState running, CancellationToken cancel)
    {
        try
        {
            return await QemuLaunch.ReconnectAsync(running.Folder, AdoptionPatience, host.Time, cancel);
        }
        catch (Exception e) when (e is TimeoutException or QmpException or LinuxException)
        {
            return null;
        }
    }

    /// <summary>Tries until there is a monitor that greets.</summary>
    /// <exception cref="OperationCanceledException">The process is no more.</exception>
    async Task ReachLaterAsync(Guest live)
    {
        while (true)
        {
            await Task.Delay(Again, host.Time, live.Gone);
            if (State.Running is not { } running || await ReachAsync(running, live.Gone) is not { } monitor) continue;
            live.Connect(monitor);
            comparing = CompareLaterAsync(live);
            return;
        }
    }

    /// <summary>Compares until all is told, the monitor is lost again, or the process is gone.</summary>
    async Task CompareLaterAsync(Guest live)
    {
        try
        {
            for (var whole = false; !whole && !live.IsCutOff; await Task.Delay(whole ? TimeSpan.Zero : Again, host.Time, live.Gone))
                whole = !live.IsSilent && await TryCompareAsync(live);
        }
        catch (Exception e) when (e is OperationCanceledException or VirtException or QmpException)
        {
            if (!live.Gone.IsCancellationRequested) Log.MonitorSilent(host.Logger, State.Name, State.Running?.Process.Pid ?? 0, e.Message);
        }
    }

    async Task<bool> TryCompareAsync(Guest live)
    {
        var whole = true;
        await turns.FollowAsync("adopt", async turn =>
        {
            if (!turn.State.IsActive) return;
            var before = live.Unanswered;
            await turn.BecomeAsync(await CompareAsync(live, turn.State));
            whole = live.Unanswered == before;
        }, live.Gone);
        return whole;
    }

    /// <summary>The state as QEMU tells it, beside what was stored.</summary>
    async Task<DomainState> CompareAsync(Guest live, DomainState state)
    {
        var running = state.Running!;
        if (await live.TryAskAsync(new QueryStatus()) is not { } status)
        {
            Log.MonitorSilent(host.Logger, state.Name, running.Process.Pid, "no answer to query-status");
            return state;
        }
        var vcpus = await live.TryAskAsync(new QueryCpusFast());
        var balloon = running.Live.HasBalloon ? await live.TryAskAsync(new QueryBalloon()) : null;
        Observe(_ => new()
        {
            VcpuThreads = VcpuThread.Of(vcpus ?? []),
            Balloon = balloon?.Actual ?? (Bytes.Min(running.Live.HasBalloon ? running.Live.Boot : running.Live.Memory, running.Live.BalloonMaximum)),
        });
        var next = await DevicesAsync(live, state) with { Phase = PhaseOf(status.Status, state.Phase) };
        // Arm's virt has no places to tell of, and its vCPUs stay as they are.
        if (!running.Live.Vcpus.IsEmpty && await live.TryAskAsync(new QueryHotpluggableCpus()) is { } places) next = WithVcpus(next, places);
        if (next.Running!.Job is not null) cutOff = AfterCutOffAsync(live);
        if (next.Phase.State is RunPhase.Shutdown)
        {
            // The guest ended while nobody listened: end it as the event would have.
            host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Shutdown, 1));
            live.Ending = Phase.OffShutdown;
            live.Process.Signal(Signal.Term);
        }
        return next;
    }
}
