using System.Text.Json;
using Aerostat.Engine.Events;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Follows QEMU's events for as long as the process lives; a monitor that closes before is looked for again. What changes the state takes a turn; what is only seen is published at once.</summary>
    async Task WatchAsync(Guest live)
    {
        try
        {
            while (true)
            {
                if (!live.IsConnected) await ReachLaterAsync(live);
                await foreach (var happened in live.Monitor.Events.ReadAllAsync(live.Gone))
                {
                    host.Events.Publish(new MonitorEvent(State.Ident, happened.Name, happened.Seconds, happened.Micros, happened.DataText));
                    await SeeAsync(live, happened);
                }
                // Where the process ends too, it ends now.
                await Task.WhenAny(live.Process.Exited, Task.Delay(Farewell, host.Time, live.Gone));
                if (live.Process.Exited.IsCompleted) return;
                Log.MonitorSilent(host.Logger, State.Name, State.Running?.Process.Pid ?? 0, await live.Monitor.Closed);
                host.Events.Publish(new ControlErrorEvent(State.Ident));
                await live.LoseAsync();
            }
        }
        catch (OperationCanceledException) { /* the process has ended, and the ending follows */ }
    }

    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    Task SeeAsync(Guest live, QmpEvent happened)
    {
        var ident = State.Ident;
        switch (happened.Name)
        {
            case "BALLOON_CHANGE":
                Bytes actual = new(happened.UInt64("actual"));
                Observe(seen => seen with { Balloon = actual });
                host.Events.Publish(new BalloonChangeEvent(ident, actual));
                return Task.CompletedTask;
            case "RESET":
                live.Agent.Drop();
                Pilot.WasReset();
                host.Events.Publish(new RebootEvent(ident));
                return Task.CompletedTask;
            case "RTC_CHANGE":
                host.Events.Publish(new RtcChangeEvent(ident, happened.Int64("offset")));
                return Task.CompletedTask;
            case "WATCHDOG":
                return WatchdogAsync(live, happened.Text("action"));
            case "BLOCK_IO_ERROR":
                return IoErrorAsync(live, happened);
            case "MIGRATION_PASS":
                host.Events.Publish(new MigrationIterationEvent(ident, (int)happened.Int64("pass")));
                return Task.CompletedTask;
            case "STOP" or "RESUME" or "SUSPEND" or "WAKEUP" or "GUEST_PANICKED":
                return After(live, "reconcile", turn => ReconcileAsync(live, turn));
            case "SHUTDOWN":
                live.Agent.Drop();
                return After(live, "end", turn => ShutdownSeenAsync(live, turn, byGuest: happened.Flag("guest"), reason: happened.Text("reason")));
            case "DEVICE_DELETED" when happened.Text("device") is { } vcpu && vcpu.StartsWith("vcpu", StringComparison.Ordinal):
                return After(live, "vcpu gone", VcpusChangedAsync);
            case "DEVICE_DELETED" when happened.Text("device") is { } alias:
                return After(live, "finish unplug", turn => FinishUnplugAsync(turn, alias));
            case "DEVICE_UNPLUG_GUEST_ERROR" or "ACPI_DEVICE_OST" when Qemu.Plug.RefusedBy(happened) is { } alias:
                host.Events.Publish(new DeviceRemovalFailedEvent(ident, alias));
                return After(live, "unplug refused", turn => UnplugRefusedAsync(turn, alias));
            case "DEVICE_TRAY_MOVED" when happened.Text("id") is { } tray:
                return After(live, "tray", turn => TrayMovedAsync(turn, tray, happened.Flag("tray-open")));
            case "VSERPORT_CHANGE" when happened.Text("id") is { } port:
                if (!happened.Flag("open") && State.Running is { } running && AgentOf(running.Live)?.Alias == port) live.Agent.Drop();
                if (happened.Flag("open")) Pilot.AgentIsMute = false;
                return After(live, "port", turn => PortChangedAsync(turn, port, happened.Flag("open")));
            case "BLOCK_WRITE_THRESHOLD":
                ThresholdPassed(happened.Text("node-name") ?? "", happened.UInt64("write-threshold"), happened.UInt64("amount-exceeded"));
                return Task.CompletedTask;
            case "MEMORY_FAILURE":
                host.Events.Publish(new MemoryFailureEvent(ident, happened.Text("recipient") is "guest" ? 1 : 0, Math.Max(0, Array.IndexOf(MemoryActions, happened.Text("action"))),
                    (happened.Flag("flags", "action-required") ? 1u : 0) | (happened.Flag("flags", "recursive") ? 2u : 0)));
                return Task.CompletedTask;
            case "MEMORY_DEVICE_SIZE_CHANGE" when happened.Text("id") is { } memory:
                return After(live, "memory device", turn => MemorySizedAsync(turn, memory, new(happened.UInt64("size"))));
            default:
                if (ViewerEvents.Of(ident, happened) is { } viewer) host.Events.Publish(viewer);
                return Task.CompletedTask;
        }
    }

    /// <remarks>Source: QAPI <c>MemoryFailureAction</c>; libvirt's numbers are in the same order.</remarks>
    static readonly string[] MemoryActions = ["ignore", "inject", "fatal", "reset"];

    /// <summary>Queues a turn behind those in line and goes on reading: a turn that awaits an event must not wait for this reader.</summary>
    Task After(Guest live, string what, Func<Turns.Turn, Task> step)
    {
        follow = FollowAsync(follow);
        return Task.CompletedTask;

        async Task FollowAsync(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (live.Gone.IsCancellationRequested) return;
            try
            {
                await turns.FollowAsync(what, async turn =>
                {
                    if (turn.State.IsActive) await step(turn);
                }, live.Gone);
            }
            catch (Exception e) when (e is OperationCanceledException or VirtException or QmpException)
            {
                if (!live.Gone.IsCancellationRequested) Log.EventNotFollowed(host.Logger, State.Name, what, e.Message);
            }
        }
    }

    Task follow = Task.CompletedTask;

    /// <summary>Asks QEMU what is true, whatever the order in which events and our own orders met.</summary>
    async Task ReconcileAsync(Guest live, Turns.Turn turn)
    {
        var status = await live.AskAsync(new QueryStatus());
        var state = turn.State;
        if (!state.Running!.Started) return;
        var phase = PhaseOf(status.Status, state.Phase);
        if (phase.State == state.Phase.State) return;
        // Who ended it, the guest or the host, is told by an event of its own.
        if (phase.State is RunPhase.Shutdown) return;

        var next = state with { Phase = phase };
        await turn.BecomeAsync(next);
        switch (phase.State)
        {
            case RunPhase.Running when state.Phase.State is RunPhase.PmSuspended:
                host.Events.Publish(new PmWakeupEvent(state.Ident));
                host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Started, 4));
                break;
            case RunPhase.Running:
                host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Resumed, 0));
                break;
            case RunPhase.PmSuspended:
                host.Events.Publish(new PmSuspendEvent(state.Ident));
                host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.PmSuspended, 0));
                break;
            case RunPhase.Crashed:
                host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Crashed, 0));
                await AfterPanicAsync(live, turn);
                break;
            case RunPhase.Paused:
                host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Suspended, phase == Phase.PausedByIoError ? 2 : phase == Phase.PausedByWatchdog ? 3 : 0));
                break;
        }
    }

    /// <summary>QEMU's run state in libvirt's words.</summary>
    /// <remarks>Source: QAPI <c>RunState</c>.</remarks>
    static Phase PhaseOf(string status, Phase before) => status switch
    {
        "running" => before.State is RunPhase.Running ? before : before.State is RunPhase.PmSuspended ? Phase.WokenUp : Phase.Unpaused,
        "suspended" => Phase.PmSuspended,
        "guest-panicked" => Phase.CrashedPanicked,
        "shutdown" => Phase.ShuttingDown,
        "io-error" => Phase.PausedByIoError,
        "watchdog" => Phase.PausedByWatchdog,
        _ => before.State is RunPhase.Paused ? before : Phase.PausedUnknown,
    };

    /// <summary>QEMU runs with -no-shutdown: the guest has ended, the process waits to be told.</summary>
    async Task ShutdownSeenAsync(Guest live, Turns.Turn turn, bool byGuest, string? reason)
    {
        var state = turn.State;
        // Its memory is in a file: it does not shut down, it goes on some other time.
        if (live.Ending == Phase.OffSaved) return;
        var definition = state.Running!.Live;
        if (reason is "host-signal")
        {
            // It had ended already, and was only told to go.
            if (state.Phase.State is RunPhase.Shutdown) return;
            await turn.BecomeAsync(state with { Phase = Phase.ShuttingDown });
            host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Shutdown, 2));
            return;
        }
        if (byGuest && reason is not "guest-reset" && (live.RebootAtShutdown || definition.OnPoweroff is LifecycleAction.Restart))
        {
            live.RebootAtShutdown = false;
            await live.AskAsync(new SystemReset());
            await live.AskAsync(new Cont());
            return;
        }
        await turn.BecomeAsync(state with { Phase = Phase.ShuttingDown });
        host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Shutdown, byGuest ? 1 : 0));
        if (definition.OnPoweroff is LifecycleAction.Preserve) return;
        live.Ending ??= Phase.OffShutdown;
        live.Process.Signal(Linux.Signal.Term);
    }

    async Task AfterPanicAsync(Guest live, Turns.Turn turn)
    {
        switch (turn.State.Running!.Live.OnCrash)
        {
            case LifecycleAction.Restart or LifecycleAction.CoredumpRestart:
                await live.AskAsync(new SystemReset());
                await live.AskAsync(new Cont());
                await turn.BecomeAsync(turn.State with { Phase = Phase.Restarted });
                host.Events.Publish(new LifecycleEvent(turn.State.Ident, Lifecycle.Resumed, 0));
                break;
            case LifecycleAction.Destroy or LifecycleAction.CoredumpDestroy or null:
                live.Ending ??= Phase.OffCrashed;
                live.Process.Signal(Linux.Signal.Term);
                break;
        }
    }

    Task WatchdogAsync(Guest live, string? action)
    {
        host.Events.Publish(new WatchdogEvent(State.Ident, action switch
        {
            "pause" => 1,
            "reset" => 2,
            "poweroff" => 3,
            "shutdown" => 4,
            "debug" => 5,
            "inject-nmi" => 6,
            _ => 0,
        }));
        return Task.CompletedTask;
    }

    Task IoErrorAsync(Guest live, QmpEvent happened)
    {
        var state = State;
        var node = happened.Text("node-name");
        var disk = state.Running?.Live.Devices.Disks.FirstOrDefault(d => d.Alias is { } alias && happened.Text("device") == alias || $"libvirt-{d.Source?.Index}-format" == node);
        var action = happened.Text("action") switch { "stop" => 1, "report" => 2, _ => 0 };
        host.Events.Publish(new IoErrorEvent(state.Ident, disk?.Source?.Path ?? "", disk?.Alias ?? "", action, happened.Flag("nospace") ? "enospc" : ""));
        return Task.CompletedTask;
    }
}
