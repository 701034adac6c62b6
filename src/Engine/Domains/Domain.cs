using Aerostat.Engine.Events;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>A domain. Reading takes what is published; changing takes a turn.</summary>
public sealed partial class Domain
{
    readonly Hypervisor host;
    readonly Turns turns;
    readonly PathLane paths;
    volatile Guest? guest;
    Observed observed = new();

    internal Domain(Hypervisor host, DomainState state)
    {
        this.host = host;
        turns = new(state, host.Store.WriteAsync, host.Store.Keep, host.Time);
        paths = new(state.Name, host.Time);
        Pilot = new(host.Time);
    }

    /// <summary>What is true now, whole and without waiting.</summary>
    public DomainState State => turns.Published;

    /// <summary>What was last seen of the running guest.</summary>
    public Observed Observed => Volatile.Read(ref observed);

    /// <summary>The connection at whose end the guest is destroyed.</summary>
    internal object? Owner { get; private set; }

    /// <summary>Who changes the domain right now, and for how long; null: nobody.</summary>
    public (string What, TimeSpan Held)? Holder => turns.Holder;

    /// <summary>How many changes wait for that one.</summary>
    public int Waiting => turns.Waiting;

    /// <summary>The domain's document.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetXMLDesc</c>.</remarks>
    public string Xml(XmlFlags flags)
    {
        var state = State;
        var inactive = flags.HasFlag(XmlFlags.Inactive) || !state.IsActive;
        var definition = inactive && (state.Next ?? (state.IsActive ? state.LastSaved : null)) is { } next ? next : state.Definition;
        if (!inactive) definition = definition with { CurrentMemory = CurrentMemory(definition) };
        var migratable = flags.HasFlag(XmlFlags.Migratable);
        // As the other host has it once it has read it.
        if (migratable) definition = Complete.Again(inactive ? definition.ForElsewhere : Movable(state.Running!).WithEndsTold);
        return DomainXml.Write(definition, new() { Inactive = inactive || migratable, Secure = flags.HasFlag(XmlFlags.Secure) });
    }

    /// <summary>Whether the domain is among those asked for.</summary>
    internal bool Matches(ListFlags flags)
    {
        var state = State;
        return Any(ListFlags.Active, state.IsActive, ListFlags.Inactive)
            && Any(ListFlags.Persistent, state.IsPersistent, ListFlags.Transient)
            && Any(ListFlags.Autostart, state.Autostart, ListFlags.NoAutostart)
            && ((flags & (ListFlags.ManagedSave | ListFlags.NoManagedSave)) == 0 || Any(ListFlags.ManagedSave, HasManagedSave, ListFlags.NoManagedSave))
            && Any(ListFlags.HasSnapshot, false, ListFlags.NoSnapshot)
            && Any(ListFlags.HasCheckpoint, false, ListFlags.NoCheckpoint)
            && PhaseMatches(state.Phase.State);

        bool Any(ListFlags yes, bool holds, ListFlags no) => (flags & (yes | no)) == 0 || flags.HasFlag(holds ? yes : no);

        bool PhaseMatches(RunPhase phase)
        {
            const ListFlags Phases = ListFlags.Running | ListFlags.Paused | ListFlags.ShutOff | ListFlags.OtherState;
            return (flags & Phases) == 0 || flags.HasFlag(phase switch
            {
                RunPhase.Running => ListFlags.Running,
                RunPhase.Paused => ListFlags.Paused,
                RunPhase.ShutOff => ListFlags.ShutOff,
                _ => ListFlags.OtherState,
            });
        }
    }

    /// <summary>Keeps the configuration for the next start.</summary>
    /// <returns>Whether there was one before.</returns>
    internal Task<bool> SaveAsync(DomainDefinition definition, CancellationToken cancel) => turns.TakeAsync("define", async turn =>
    {
        var state = turn.State;
        await turn.BecomeAsync(state with { Saved = definition, IsUpdated = state.IsActive, HasSettled = false });
        return state.IsPersistent;
    }, cancel);

    /// <summary>Takes the configuration away. A running guest goes on, and is gone when it ends.</summary>
    /// <remarks>Source: libvirt <c>virDomainUndefineFlags</c>.</remarks>
    public async Task UndefineAsync(UndefineFlags flags, CancellationToken cancel)
    {
        var gone = await turns.TakeAsync("undefine", async turn =>
        {
            var state = turn.State;
            if (state.Saved is not { } saved) throw Errors.Invalid("cannot undefine transient domain");
            if (flags.HasFlag(UndefineFlags.Tpm | UndefineFlags.KeepTpm)) throw Errors.Invalid("cannot both keep and delete TPM");
            if (flags.HasFlag(UndefineFlags.Nvram | UndefineFlags.KeepNvram)) throw Errors.Invalid("cannot both keep and delete nvram");
            if (HasManagedSave)
            {
                if (!flags.HasFlag(UndefineFlags.ManagedSave)) throw Errors.Invalid("Refusing to undefine while domain managed save image exists");
                Linux.Files.Remove(ManagedPath);
            }
            if ((saved.Os.Nvram?.Path ?? Nvram.PathOf(host.Folders, state.Name)) is { } nvram && File.Exists(nvram))
            {
                if (flags.HasFlag(UndefineFlags.Nvram)) File.Delete(nvram);
                else if (!flags.HasFlag(UndefineFlags.KeepNvram)) throw Errors.Invalid("cannot undefine domain with nvram");
            }
            await turn.BecomeAsync(state with { Saved = null, LastSaved = state.Next, Autostart = false, IsUpdated = false });
            if (!state.IsActive) ForgetModules(saved, flags);
            host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Undefined, 0));
            return !state.IsActive;
        }, cancel);
        if (gone) host.Domains.Forget(this);
    }

    /// <summary>Whether the guest starts with the host.</summary>
    public Task SetAutostartAsync(bool autostart, CancellationToken cancel) => turns.TakeAsync("autostart", state =>
    {
        if (!state.IsPersistent) throw Errors.Invalid("cannot set autostart for transient domain");
        return Task.FromResult(state.Autostart == autostart ? state : state with { Autostart = autostart });
    }, cancel);

    /// <summary>Gives a domain that is off another name.</summary>
    /// <remarks>Source: libvirt <c>virDomainRename</c>.</remarks>
    public Task RenameAsync(string name, CancellationToken cancel) => turns.TakeAsync("rename", async turn =>
    {
        var state = turn.State;
        if (state.IsActive) throw Errors.Invalid("cannot rename active domain");
        if (state.Saved is not { } saved) throw Errors.Invalid("cannot rename a transient domain");
        if (HasManagedSave) throw Errors.Invalid("domain with a managed saved state can't be renamed");
        if (name == state.Name) throw Errors.Invalid("Can't rename domain to itself");
        var renamed = saved with { Name = name };
        DomainCheck.Name(name, ErrorDomain.Qemu);
        await host.Domains.RenameAsync(this, state.Name, name, async () => await turn.BecomeAsync(state with { Name = name, Saved = renamed }));
        host.Events.Publish(new LifecycleEvent(state.Ident, Lifecycle.Undefined, 1));
        host.Events.Publish(new LifecycleEvent(State.Ident, Lifecycle.Defined, 2));
    }, cancel);

    void Observe(Func<Observed, Observed> change)
    {
        Observed before;
        do before = Volatile.Read(ref observed);
        while (Interlocked.CompareExchange(ref observed, change(before), before) != before);
    }

    /// <summary>The guest's live side.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: it is off.</exception>
    Guest Live() => guest is { IsConnected: true } live ? live : throw (State.IsActive ? Errors.MonitorSilent(State.Name) : Errors.NotRunning());
}
