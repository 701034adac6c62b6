using Aerostat.Engine.Events;
using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>How long a QEMU that was told to end may take, before it is killed.</summary>
    static readonly TimeSpan TermGrace = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Halts the guest's processors.</summary>
    /// <remarks>Source: QAPI <c>stop</c>, libvirt <c>virDomainSuspend</c>.</remarks>
    public Task SuspendAsync(CancellationToken cancel) => turns.TakeAsync("suspend", async turn =>
    {
        var state = turn.State;
        var live = Live();
        switch (state.Phase.State)
        {
            case RunPhase.PmSuspended: throw Errors.Invalid("domain is pmsuspended");
            case RunPhase.Paused: return;
        }
        await live.AskAsync(new Stop());
        await turn.BecomeAsync(state with { Phase = Phase.PausedByUser });
        host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Suspended, 0));
    }, cancel);

    /// <summary>Lets the guest's processors go on.</summary>
    /// <remarks>Source: QAPI <c>cont</c>, libvirt <c>virDomainResume</c>.</remarks>
    public Task ResumeAsync(CancellationToken cancel) => turns.TakeAsync("resume", async turn =>
    {
        var state = turn.State;
        var live = Live();
        switch (state.Phase.State)
        {
            case RunPhase.PmSuspended: throw Errors.Invalid("domain is pmsuspended");
            case RunPhase.Running: throw Errors.Invalid("domain is already running");
            case RunPhase.Shutdown: throw Errors.Invalid("domain is being shut down");
        }
        if (state.Phase == Phase.PausedAfterPanic) await live.AskAsync(new SystemReset());
        await live.AskAsync(new Cont());
        await turn.BecomeAsync(state with { Phase = Phase.Unpaused });
        host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Resumed, 0));
    }, cancel);

    /// <summary>Presses the reset button.</summary>
    /// <remarks>Source: QAPI <c>system_reset</c>, libvirt <c>virDomainReset</c>.</remarks>
    public Task ResetAsync(CancellationToken cancel) => turns.TakeAsync("reset", async turn =>
    {
        await Live().AskAsync(new SystemReset());
    }, cancel);

    /// <summary>Ends the guest, whatever it does.</summary>
    /// <param name="flags">Graceful: never SIGKILL; an error where it does not end in time.</param>
    /// <param name="cancel">Ends the wait, not the ending.</param>
    /// <returns>When all is cleaned up: it may be started again.</returns>
    /// <remarks>
    /// Never queues behind a turn: the signals go by pidfd at once, and a turn that waits for the monitor ends with the process.
    /// SIGTERM first, so that QEMU writes back what it holds of its images; at once SIGKILL where it cannot answer.
    /// </remarks>
    public async Task DestroyAsync(DestroyFlags flags, CancellationToken cancel)
    {
        if (ending is { } end && guest is { } live)
        {
            live.Ending ??= Phase.OffDestroyed;
            await KillAsync(live, graceful: flags.HasFlag(DestroyFlags.Graceful), cancel);
            await end.WaitAsync(cancel);
            if (flags.HasFlag(DestroyFlags.RemoveLogs)) host.Folders.RemoveLogs(State.Name);
            return;
        }
        if (State.Running is not { } starting) throw Errors.NotRunning();
        // It is about to start, or about to be found again: its process is known, and that is enough.
        using var process = starting.Process.TryOpen();
        process?.Signal(Signal.Kill);
    }

    async Task KillAsync(Guest live, bool graceful, CancellationToken cancel)
    {
        var wasSilent = live.IsSilent;
        live.Process.Signal(Signal.Term);
        try
        {
            await (graceful ? live.Process.Exited : ExitedOrDeafAsync(live, wasSilent)).WaitAsync(TermGrace, host.Time, cancel);
        }
        catch (TimeoutException)
        {
            if (graceful)
            {
                live.Ending = null;
                throw new VirtException(ErrorCode.OperationFailed, "operation failed: failed to terminate process with SIGTERM: it still runs")
                {
                    Hint = "Destroy it without --graceful.",
                };
            }
            live.Process.Signal(Signal.Kill);
        }
    }

    /// <summary>Kills at once a process that cannot hear: its monitor was silent before, or it is stopped, now or while it ends.</summary>
    /// <remarks>A monitor that falls silent only now is a QEMU at its last work: it writes back what it holds of its images.</remarks>
    async Task ExitedOrDeafAsync(Guest live, bool wasSilent)
    {
        while (!live.Process.Exited.IsCompleted)
        {
            if (wasSilent || ProcessStat.TryRead(State.Running?.Process.Pid ?? 0) is { IsStopped: true }) live.Process.Signal(Signal.Kill);
            await Task.WhenAny(live.Process.Exited, Task.Delay(Look, host.Time));
        }
    }
}
