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

        Guest live = new(process, await ReachAsync(running, cancel), host.Time);
        Attend(live);
        if (!live.IsConnected)
        {
            Log.MonitorSilent(host.Logger, state.Name, running.Process.Pid, "no greeting");
            reaching = ReachLaterAsync(live, running);
            return;
        }
        await turn.BecomeAsync(await CompareAsync(live, turn.State));
        // Behind this turn: a script that hangs keeps no daemon from its start.
        told = turns.FollowAsync("reconnect hook", _ => host.Hooks.TellAsync("reconnect", running.Live, "begin"), CancellationToken.None);
        Log.Adopted(host.Logger, state.Name, running.Process.Pid, turn.State.Phase);
    }, cancel);

    Task reaching = Task.CompletedTask;

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

    /// <summary>Tries until the monitor answers or the process is gone.</summary>
    async Task ReachLaterAsync(Guest live, RunState running)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Again, host.Time, live.Gone);
                if (await ReachAsync(running, live.Gone) is not { } monitor) continue;
                live.Connect(monitor);
                watching = WatchAsync(live);
                await turns.FollowAsync("adopt", async turn => await turn.BecomeAsync(await CompareAsync(live, turn.State)), live.Gone);
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The guest has ended: its end is followed by its process.
        }
        catch (VirtException e)
        {
            Log.MonitorSilent(host.Logger, State.Name, running.Process.Pid, e.Message);
        }
    }

    /// <summary>Follows the events of a monitor that answered late.</summary>
    Task watching = Task.CompletedTask;

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
            Balloon = balloon?.Actual ?? (running.Live.HasBalloon ? running.Live.Boot : running.Live.Memory),
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
