using System.Diagnostics;
using Aerostat.Engine.Events;
using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qemu.Launch;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>The whole of a guest's end, done when the domain may be started again; null while it is off.</summary>
    volatile Task? ending;

    /// <summary>Each costs a start of QEMU: where so many went to others, something else is wrong.</summary>
    const int MostPortsLost = 16;

    /// <summary>Starts the guest.</summary>
    /// <param name="other">What to start instead of the saved configuration: a transient guest's own.</param>
    /// <param name="owner">The connection at whose end it is destroyed, with <see cref="StartFlags.AutoDestroy"/>.</param>
    /// <param name="cancel">Ends the wait; a start that has begun goes on.</param>
    /// <returns>When its first instruction has run, or, with <see cref="StartFlags.Paused"/>, could run.</returns>
    /// <exception cref="VirtException">With QEMU's own last words, where it had any. Nothing is left behind.</exception>
    /// <remarks>Source: libvirt <c>virDomainCreateWithFlags</c>. What a crash of this daemon could not find again is recorded before it is made.</remarks>
    public Task StartAsync(DomainDefinition? other, StartFlags flags, object? owner, CancellationToken cancel) => turns.TakeAsync("start", async turn =>
    {
        if (turn.State.IsActive) throw Errors.AlreadyRunning();
        var definition = other ?? turn.State.Next ?? throw Errors.NotPersistent();
        if (other is null && await ManagedMemoryAsync(flags) is { } memory) await GoOnFromAsync(turn, memory, flags, owner);
        else await BeginAsync(turn, definition, flags, owner, null);
    }, cancel);

    /// <param name="memory">What the guest goes on from; null: it boots.</param>
    /// <remarks>A port that was free when it was looked for may be somebody else's when QEMU listens: one that was ours to choose is chosen anew.</remarks>
    async Task BeginAsync(Turns.Turn turn, DomainDefinition definition, StartFlags flags, object? owner, Inflow? memory)
    {
        HashSet<int> lost = [];
        while (await TryBeginAsync(turn, definition, flags, owner, memory, lost) is { } port)
        {
            lost.Add(port);
            Log.PortLost(host.Logger, State.Name, port);
        }
    }

    /// <param name="lost">Ports that went to others meanwhile.</param>
    /// <returns>One more of them, with nothing left of the start; null: the guest runs.</returns>
    async Task<int?> TryBeginAsync(Turns.Turn turn, DomainDefinition definition, StartFlags flags, object? owner, Inflow? memory, HashSet<int> lost)
    {
        var began = Stopwatch.GetTimestamp();
        using var plan = await PrepareAsync(definition, lost, isIncoming: memory is not null);
        try
        {
            await host.Hooks.AskAsync("start", plan.Live);
            await RunAsync(turn, plan, flags, memory);
            Owner = flags.HasFlag(StartFlags.AutoDestroy) ? owner : null;
        }
        catch (Exception e)
        {
            await FailAsync(turn, plan);
            if (lost.Count < MostPortsLost && ScreenPlaces.PortLost(e, plan.Live) is { } port) return port;
            if (e is QmpException or LinuxException) throw Errors.Internal(e.Message, e);
            if (e is VirtException said) throw await WithHolderAsync(said, plan.Live.Devices.All);
            throw;
        }
        Log.Started(host.Logger, State.Name, State.Id, State.Running!.Process.Pid, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return null;
    }

    /// <summary>Makes all ready, where no script of the administrator's refuses.</summary>
    async Task<StartPlan> PrepareAsync(DomainDefinition definition, HashSet<int> lost, bool isIncoming)
    {
        var id = host.Ledger.NextId();
        try
        {
            await host.Hooks.AskAsync("prepare", definition with { Id = id });
            return await StartPlan.MakeAsync(host, id, definition, lost, paths, CancellationToken.None, isIncoming);
        }
        catch
        {
            await host.Hooks.TellEndAsync(definition);
            throw;
        }
    }

    async Task RunAsync(Turns.Turn turn, StartPlan plan, StartFlags flags, Inflow? memory)
    {
        var autoDestroy = flags.HasFlag(StartFlags.AutoDestroy);
        var launched = await QemuLaunch.StartAsync(plan.Order, async process =>
        {
            await turn.BecomeAsync(turn.State with
            {
                Running = plan.Running(process) with { AutoDestroy = autoDestroy, AgentTimeout = agentTimeout },
                Phase = Phase.StartingUp,
                HasSettled = true,
            });
            if (await host.Groups.MakeScopeAsync(plan.Id, plan.Live, process.Pid, CancellationToken.None) is { } scope)
                await turn.BecomeAsync(turn.State with { Running = turn.State.Running! with { Cgroup = scope.Path } });
            await LendAsync(turn, Images.Of(plan.Live));
            await AccompanyAsync(turn, plan.Live, plan.Live.Devices.All);
        }, CancellationToken.None);

        Guest live = new(launched.Process, turn.State.Running!.Process.Pid, launched.Monitor, host.Time);
        Attend(live);
        var definition = await SettleAsync(live, await PlugFirstVcpusAsync(turn, live), turn.State.Running!.Process.Pid);
        var paused = flags.HasFlag(StartFlags.Paused);
        var begun = turn.State with
        {
            Running = turn.State.Running! with { Live = definition, Started = true },
            Phase = memory is null ? paused ? Phase.PausedByUser : Phase.Booted : paused ? Phase.PausedAfterMigration : Phase.Restored,
        };
        if (memory is not null)
        {
            await TakeInAsync(live, memory, plan.Order.Log);
            if (definition.HasBalloon && await live.TryAskAsync(new QueryBalloon()) is { } balloon) Observe(seen => seen with { Balloon = balloon.Actual });
            await host.Hooks.AskAsync("started", definition);
            // Once it runs on, its disks are no longer those of the file: nothing may start from that again.
            await turn.BecomeAsync(begun with { Running = begun.Running with { Job = new(JobOperation.Restore, Resume: !paused, memory.Path) } });
        }
        if (!paused) await live.AskAsync(new Cont());
        if (memory is null) await host.Hooks.AskAsync("started", definition);
        if (memory?.Path == ManagedPath) Files.Remove(ManagedPath);
        await turn.BecomeAsync(begun);
        if (memory is not null) await turn.BecomeAsync(await FrontendsAsync(live, turn.State));
        var ident = turn.State.Ident;
        if (AgentOf(definition) is not null) host.Events.Publish(new AgentLifecycleEvent(ident, 2, 1));
        if (!paused && memory is null) host.Events.Publish(new LifecycleEvent(ident, Lifecycle.Resumed, 0));
        host.Events.Publish(new LifecycleEvent(ident, Lifecycle.Started, memory is null ? 0 : 2));
        if (!paused && memory is not null) host.Events.Publish(new LifecycleEvent(ident, Lifecycle.Resumed, 2));
        if (paused) host.Events.Publish(new LifecycleEvent(ident, Lifecycle.Suspended, memory is null ? 0 : 4));
    }

    /// <summary>What can only be asked or set once QEMU lives, before the guest's first instruction.</summary>
    /// <returns>The definition with what QEMU chose: terminals.</returns>
    async Task<DomainDefinition> SettleAsync(Guest live, DomainDefinition definition, int pid)
    {
        var chardevs = live.AskAsync(new QueryChardev());
        var vcpus = live.AskAsync(new QueryCpusFast());
        var threads = VcpuThread.Of(await vcpus);
        // All of it is the guest's until a driver in the guest gives some back.
        Observe(_ => new() { VcpuThreads = threads, Balloon = definition.BalloonMaximum });
        host.Groups.Open(State.Running?.Cgroup)?.Place(null, definition.CpuTune, pid, [.. threads]);
        Place(definition, threads);
        if (definition.CpuTune?.EmulatorPin is { } emulator) BindEmulator(pid, emulator);
        PlaceIoThreads(definition, pid);
        if (definition.HasBalloon)
        {
            if (definition.Devices.Memballoon?.StatsPeriod is { } period and > 0) await PollStatisticsAsync(live, definition, (int)period);
            if (definition.Boot < definition.BalloonMaximum) await live.AskAsync(new SetBalloon(definition.Boot));
        }
        foreach (var graphics in definition.Devices.Graphics) await GuardAsync(live, graphics);
        if (definition.OnReboot is LifecycleAction.Destroy) await FollowRebootsAsync(live, definition);
        foreach (var device in definition.Devices.All) await SettleAsync(live, device);
        return Terminals.Fill(await ModulesAsync(live, definition, patient: true), await chardevs);
    }

    /// <summary>Binds vCPUs as the definition says.</summary>
    static void Place(DomainDefinition definition, IEnumerable<VcpuThread> threads)
    {
        foreach (var (vcpu, thread) in threads)
            if (definition.PinOf(vcpu) is { } cpus) Bind(thread, cpus);
    }

    /// <summary>Makes the guest's files readable to QEMU, and writes down first whose they are.</summary>
    /// <param name="also">What is written down with it; it is also where no file has to change hands.</param>
    /// <returns>What goes back where this comes to nothing.</returns>
    async Task<ValueList<string>> LendAsync(Turns.Turn turn, IEnumerable<(string Path, bool Write)> images, Func<RunState, RunState>? also = null)
    {
        var owned = await host.Images.ReserveAsync(paths, images, CancellationToken.None);
        var running = turn.State.Running!;
        var next = also is null ? running : also(running);
        await turn.BecomeAsync(ReferenceEquals(next, running) && owned.IsEmpty ? turn.State : turn.State with { Running = next with { Owned = next.Owned.AddRange(owned) } });
        if (owned.IsEmpty) return owned;
        await host.Images.LendAsync(paths, owned, CancellationToken.None);
        return owned;
    }

    /// <summary>Follows the guest to its end.</summary>
    void Attend(Guest live)
    {
        guest = live;
        KeepLogs(live);
        ending = EndAsync(live, WatchAsync(live));
    }

    async Task FailAsync(Turns.Turn turn, StartPlan plan)
    {
        if (guest is { } live)
        {
            live.Ending = Phase.OffFailed;
            live.Process.Signal(Signal.Kill);
            await live.Process.Exited;
            var ident = turn.State.Ident;
            await CleanUpAsync(turn, live, Phase.OffFailed);
            host.Events.Publish(new LifecycleEvent(ident, Lifecycle.Stopped, 5));
            return;
        }
        if (turn.State.Running is { } running)
        {
            await DismissAsync(running.Companions);
            await host.Images.ReleaseAsync(paths, running.Owned);
        }
        await plan.UndoAsync();
        await RemoveSocketsAsync(plan.Live.Devices.All);
        await host.Hooks.TellEndAsync(plan.Live with { Id = null });
        if (!turn.State.IsPersistent) ForgetModules(plan.Live);
        if (turn.State.IsActive) await turn.BecomeAsync(turn.State with { Running = null, Phase = Phase.OffFailed });
    }
}
