using Aerostat.Engine.Events;
using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Writes the guest's memory and devices into a file, and ends it there, to go on some other time.</summary>
    /// <param name="path">Absolute; written over.</param>
    /// <param name="xml">The document to restore it by, where that is not to be its own: what the guest sees must be the same.</param>
    /// <param name="cancel">Ends the wait, not the saving.</param>
    /// <returns>When all is on the disk and the guest has ended.</returns>
    /// <exception cref="VirtException">The guest goes on as it was; a file that was made is removed.</exception>
    /// <remarks>Source: libvirt <c>virDomainSaveFlags</c> and the files that it writes; QAPI <c>migrate</c>.</remarks>
    public Task SaveAsync(string path, string? xml, SaveFlags flags, CancellationToken cancel) =>
        turns.TakeAsync("save", turn => SaveAsync(turn, path, xml, flags), cancel);

    async Task SaveAsync(Turns.Turn turn, string path, string? xml, SaveFlags flags)
    {
        var live = Live();
        var state = turn.State;
        var runs = state.Phase.State is RunPhase.Running;
        var run = flags.Run(runs);
        await MayLeaveAsync(live);
        var definition = Movable(state.Running!);
        if (xml is not null) definition = await host.ReadAsSameAsync(xml, definition, CancellationToken.None);
        var format = SaveFormats.Usable(host.Options.SaveFormat, "save");
        var image = SaveImage.Of(DomainXml.Write(definition, new() { Inactive = true, Secure = true }), new SaveCookie().Write(), run, format);
        using var flow = await OpenAsync(path, image.ToBytes(), format, flags.HasFlag(SaveFlags.BypassCache));
        Job saving = new(JobOperation.Save, "domain save job", host.Time) { GiveUp = () => GiveUpAsync(live, flow) };
        try
        {
            await StandStillAsync(turn, live, new(JobOperation.Save, runs, path), Phase.PausedForSave);
            await BusyAsync(saving, live, async () =>
            {
                await FlowAsync(live, flow, saving);
                await turn.BecomeAsync(turn.State with { Running = turn.State.Running! with { Job = turn.State.Running.Job! with { IsWritten = true } } });
                await flow.SealAsync();
            });
        }
        catch (Exception e)
        {
            await flow.DiscardAsync(host.Time);
            await GoOnAsync(turn, live, Phase.SaveCancelled);
            throw await SaidAsync(e, saving, live);
        }
        await LeaveAsync(turn, live, Phase.OffSaved);
    }

    /// <summary>The running guest's definition, as another start of it needs it.</summary>
    DomainDefinition Movable(RunState running)
    {
        var definition = running.Live.ForElsewhere;
        definition = definition with { CurrentMemory = CurrentMemory(definition) };
        var made = GuestFolder.ChannelsOf(running.Folder) + "/";
        return definition with
        {
            Devices = definition.Devices with
            {
                Channels = definition.Devices.Channels.Map(channel => channel.Backend.Path?.StartsWith(made, StringComparison.Ordinal) is true
                    ? channel with { Backend = channel.Backend with { Path = null, Mode = null } }
                    : channel),
            },
        };
    }

    /// <summary>Something of the guest's may be bound to this host, and its memory with it.</summary>
    static async Task MayLeaveAsync(Guest live)
    {
        var seen = await live.AskAsync(new QueryMigrate());
        if (seen.BlockedReasons is [var why, ..]) throw Errors.Invalid($"cannot migrate domain: {why}");
    }

    async Task<Outflow> OpenAsync(string path, byte[] head, SaveFormat format, bool direct)
    {
        var (file, made) = await paths.RunAsync(path, () => Outflow.Make(path, direct), CancellationToken.None);
        return new(path, file, made, head, format, direct);
    }

    /// <summary>Marks in the state what begins, then halts the guest's processors, where they run and are to be.</summary>
    async Task StandStillAsync(Turns.Turn turn, Guest live, JobMark mark, Phase phase, bool halts = true)
    {
        await turn.BecomeAsync(turn.State with { Running = turn.State.Running! with { Job = mark } });
        if (!mark.Resume || !halts) return;
        await live.AskAsync(new Stop());
        await turn.BecomeAsync(turn.State with { Phase = phase });
        host.Events.Publish(new LifecycleEvent(turn.State.Ident, Lifecycle.Suspended, 0));
    }

    /// <summary>The job has ended, and the guest stays: it goes on where it stands still for that.</summary>
    async Task GoOnAsync(Turns.Turn turn, Guest live, Phase phase)
    {
        if (turn.State.Running is not { Job: { } mark }) return;
        var resumed = false;
        try
        {
            if (mark.Resume && live.Process.IsAlive && !(await live.AskAsync(new QueryStatus())).Running)
            {
                await live.AskAsync(new Cont());
                resumed = true;
            }
        }
        catch (VirtException e)
        {
            Log.NotResumed(host.Logger, turn.State.Name, e.Message);
            // Its mark stays: who finds the monitor again lets the guest go on.
            if (live.IsCutOff && live.Process.IsAlive) return;
        }
        var state = turn.State;
        await turn.BecomeAsync(state with { Running = state.Running! with { Job = null }, Phase = resumed ? phase : state.Phase });
        if (resumed) host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Resumed, 0));
    }

    /// <summary>As much as QEMU can count: the disk sets the pace.</summary>
    const ulong FullSpeed = long.MaxValue / (1024 * 1024) * (1024 * 1024);

    /// <summary>Lets the guest's memory flow, to its end.</summary>
    static async Task FlowAsync(Guest live, Outflow flow, Job with)
    {
        await live.AskAsync(new SetMigrationCapabilities([new("events", true)]));
        await live.AskAsync(new SetMigrationParameters(MaxBandwidth: FullSpeed));
        using var ended = live.Monitor.Expect(MigrationEnded);
        await live.Monitor.PassAsync(HandedAs, flow.Inlet, live.Gone);
        flow.Inlet.Dispose();
        try
        {
            await live.AskAsync(new Migrate($"fd:{HandedAs}"));
        }
        catch (VirtException)
        {
            await live.TryAskAsync(new CloseDescriptor(HandedAs));
            throw;
        }
        var end = await ended.Event;
        // The disk's own words say more than QEMU's, who saw a pipe break.
        if (end.Text("status") is "completed" || flow.Written.IsFaulted && !with.IsAborted) await flow.Written;
        if (end.Text("status") is not "completed") throw with.Failure((await live.TryAskAsync(new QueryMigrate()))?.ErrorDesc);
    }

    /// <summary>The name under which QEMU is handed the pipe; a restarted daemon takes back what was not used.</summary>
    const string HandedAs = "migrate";

    static bool MigrationEnded(QmpEvent happened) => happened.Name is "MIGRATION" && happened.Text("status") is "completed" or "failed" or "cancelled";

    static async Task GiveUpAsync(Guest live, Outflow flow)
    {
        await live.TryAskAsync(new MigrateCancel());
        flow.Cut();
    }

    /// <summary>All of the guest is elsewhere: its process ends, without a word to the guest.</summary>
    async Task LeaveAsync(Turns.Turn turn, Guest live, Phase phase)
    {
        live.Ending = phase;
        live.Process.Signal(Signal.Term);
        try
        {
            await live.Process.Exited.WaitAsync(TermGrace, host.Time);
        }
        catch (TimeoutException)
        {
            live.Process.Signal(Signal.Kill);
            await live.Process.Exited;
        }
        await EndedAsync(turn, live);
    }

    /// <summary>A failure in the words of whoever asked for the job.</summary>
    async Task<VirtException> SaidAsync(Exception e, Job of, Guest live)
    {
        // A monitor that closes is nearly always a process that ends; one that speaks nonsense may live on.
        if (live.IsCutOff) await Task.WhenAny(live.Process.Exited, Task.Delay(Look, host.Time));
        return e switch
        {
            _ when of.IsAborted => of.Failure(null),
            _ when !live.Process.IsAlive => Errors.Gone(),
            _ => Said(e),
        };
    }
}
