using Aerostat.Engine.Events;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu.Launch;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Waits for the process's end, then cleans up after it.</summary>
    async Task EndAsync(Guest live, Task watching)
    {
        await live.Process.Exited;
        // What QEMU said last is in the monitor's queue: read it before the guest is declared gone.
        await Task.WhenAny(watching, Task.Delay(TimeSpan.FromMilliseconds(200), host.Time));
        await follow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        live.End();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (true)
        {
            try
            {
                await turns.TakeAsync("clean up", turn => EndedAsync(turn, live), CancellationToken.None);
                return;
            }
            catch (VirtException e) when (e.Code is ErrorCode.OperationTimeout)
            {
                Log.CleanUpFailed(host.Logger, State.Name, "waiting for the turn", e.Message);
            }
        }
    }

    async Task EndedAsync(Turns.Turn turn, Guest live)
    {
        if (guest != live) return;
        var state = turn.State;
        var phase = live.Ending ?? (state.Phase.State is RunPhase.Shutdown ? Phase.OffShutdown : Phase.OffCrashed);
        await CleanUpAsync(turn, live, phase);
        Log.Ended(host.Logger, state.Name, phase);
        host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Stopped, phase switch
        {
            _ when phase == Phase.OffShutdown => 0,
            _ when phase == Phase.OffDestroyed => 1,
            _ when phase == Phase.OffSaved => 4,
            _ when phase == Phase.OffCrashed && live.Ending is not null => 2,
            _ => 5,
        }));
        if (!state.IsPersistent) host.Domains.Forget(this);
    }

    /// <summary>Takes away all that the guest had on this host.</summary>
    async Task CleanUpAsync(Turns.Turn turn, Guest? live, Phase phase)
    {
        var state = turn.State;
        if (state.Running is { } running)
        {
            var off = running.Live with { Id = null };
            // Of a guest that ended while no daemon was there, who starts waits for nobody.
            if (live is null) told = host.Hooks.TellEndAsync(off);
            else await host.Hooks.TellAsync("stopped", off);
            await DismissAsync(running.Companions);
            await host.Images.ReleaseAsync(paths, running.Owned);
            Device[] had = [.. running.Live.Devices.All, .. running.Plugging?.Devices.All ?? []];
            await RemoveSocketsAsync(had);
            RemoveLinks(had);
            await CardFilters.TakeAsync(host, state.Uuid, had);
            await CardFloors.ForgetAsync(host, had);
            await host.Given.ReturnAllAsync(state.Uuid);
            await host.Groups.RemoveAsync(running.Cgroup);
            GuestFolder.Remove(running.Folder);
            host.Ledger.ReleaseAll(state.Uuid);
            if (!state.IsPersistent) ForgetModules(off);
            if (live is not null) await host.Hooks.TellAsync("release", off);
        }
        Observe(_ => new());
        guest = null;
        Owner = null;
        await turn.BecomeAsync(state with { Running = null, Phase = phase, IsUpdated = false });
        ending = null;
        if (live is not null) await live.DisposeAsync();
    }

    /// <summary>The daemon ends; the guest does not.</summary>
    internal async Task LetGoAsync()
    {
        if (guest is { } live) await live.DisposeAsync();
        await turns.EndAsync();
    }
}
