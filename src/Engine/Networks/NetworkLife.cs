using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

// A network's life: defined, started, changed, stopped, forgotten.
public sealed partial class Network
{
    internal Task SaveAsync(NetworkDefinition definition, CancellationToken cancel) => steps.TakeAsync("define", () =>
    {
        Become(State.Phase is NetworkPhase.Inactive ? State with { Saved = definition, Definition = definition } : State with { Saved = definition, Next = definition });
        Tell(NetworkLifecycle.Defined);
        return Task.CompletedTask;
    }, cancel);

    /// <summary>Before anybody else knows it: fills in what its file left open, and keeps that.</summary>
    internal void Complete(Func<NetworkDefinition, NetworkDefinition> complete)
    {
        var whole = complete(State.Definition);
        try { Become(State with { Saved = whole, Definition = whole }); }
        catch (VirtException e)
        {
            // A disk that is full or read-only keeps no daemon from its start.
            Log.NetworkNotKept(networks.Logger, State.Name, e.Message);
            published = State with { Definition = whole };
        }
    }

    /// <summary>Makes the bridge, its way out, and who serves it.</summary>
    /// <param name="by">Another definition than the saved one.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: it is active; else what the host refused. Nothing is left behind.</exception>
    /// <remarks>Source: libvirt <c>virNetworkCreate</c>. What a crash of this daemon leaves half-made the next one takes away.</remarks>
    public Task StartAsync(CancellationToken cancel, NetworkDefinition? by = null) => steps.TakeAsync("start", async () =>
    {
        if (State.IsActive) throw NetworkErrors.Invalid("network is already active");
        var before = State;
        var live = NetworkLive.Of(by ?? State.Definition, networks.Given.PartsOf);
        NetworkLive.Demand(live);
        Become(State with { Phase = NetworkPhase.Changing, Definition = live });
        try
        {
            await networks.Hooks.AskAsync("start", live);
            var server = live.OwnsBridge ? await MakeAsync(live) : null;
            Become(State with { Phase = NetworkPhase.Active, Server = server });
        }
        catch (Exception e)
        {
            await UnmakeAsync(live);
            Become(before);
            await networks.Hooks.TellAsync("stopped", live, "end");
            if (e is LinuxException or IOException or UnauthorizedAccessException) throw new VirtException(ErrorCode.SystemError, e.Message, ErrorDomain.Network, e);
            throw;
        }
        await networks.Hooks.TellAsync("started", live, "begin");
        Log.NetworkStarted(networks.Logger, live.Name);
        Tell(NetworkLifecycle.Started);
    }, cancel);

    async Task<ProcessIdentity?> MakeAsync(NetworkDefinition live)
    {
        await BridgeDevice.MakeAsync(live, CancellationToken.None);
        if (live.Bandwidth is { } limit) await Traffic.LimitAsync(live.Bridge!.Name!, limit, isShared: true);
        await Firewall.MakeAsync(live, CancellationToken.None);
        return Dnsmasq.IsNeeded(live) ? await networks.Servers.StartAsync(live, CancellationToken.None) : null;
    }

    /// <summary>Takes away what there is of it, as far as it will go.</summary>
    /// <remarks>A bridge that stood before under that name is not ours: only what a start got as far as making is taken away.</remarks>
    async Task UnmakeAsync(NetworkDefinition live)
    {
        if (!live.OwnsBridge) return;
        var isOurs = NetworkInterface.Exists(live.Bridge!.Name!) && NetworkInterface.Mac(live.Bridge.Name!) == live.Mac;
        await TryAsync(() => networks.Servers.StopAsync(live, State.Server));
        await TryAsync(() => Firewall.RemoveAsync(live, CancellationToken.None));
        if (isOurs) await TryAsync(() => BridgeDevice.RemoveAsync(live, CancellationToken.None));

        async Task TryAsync(Func<Task> step)
        {
            try { await step(); }
            catch (Exception e) when (e is VirtException or LinuxException or IOException) { Log.NetworkNotTidied(networks.Logger, live.Name, e.Message); }
        }
    }

    /// <summary>Takes it all away; guests that are plugged in find nobody there. A transient network is gone.</summary>
    public Task DestroyAsync(CancellationToken cancel) => steps.TakeAsync("destroy", async () =>
    {
        if (!State.IsActive) throw NetworkErrors.NotActive(State.Name);
        var live = State.Definition;
        Become(State with { Phase = NetworkPhase.Changing });
        await StopAsync(live);
    }, cancel);

    async Task StopAsync(NetworkDefinition live)
    {
        await UnmakeAsync(live);
        floors.Clear();
        Become(State.Stopped());
        await networks.Hooks.TellAsync("stopped", live, "end");
        Tell(NetworkLifecycle.Stopped);
        if (!State.IsPersistent) networks.Forget(this);
    }

    /// <summary>Forgets the configuration; an active network goes on, and is transient.</summary>
    public Task UndefineAsync(CancellationToken cancel) => steps.TakeAsync("undefine", () =>
    {
        if (!State.IsPersistent) throw NetworkErrors.Invalid("can't undefine transient network");
        if (State.Phase is NetworkPhase.Inactive)
        {
            networks.Store.Write(State, null);
            networks.Servers.Forget(State.Definition);
            networks.Forget(this);
        }
        else Become(State with { Saved = null, Next = null, Autostart = false });
        Tell(NetworkLifecycle.Undefined);
        return Task.CompletedTask;
    }, cancel);

    public Task SetAutostartAsync(bool on, CancellationToken cancel) => steps.TakeAsync("autostart", () =>
    {
        if (!State.IsPersistent) throw NetworkErrors.Invalid("cannot set autostart for transient network");
        if (State.Autostart != on) Become(State with { Autostart = on });
        return Task.CompletedTask;
    }, cancel);

    /// <summary>Changes a part: of what is, of what will be, or of both.</summary>
    /// <param name="change">Made once for each.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: it is not active, or transient; else the change's own.</exception>
    /// <remarks>Source: libvirt <c>virNetworkUpdate</c>. Guests keep their addresses.</remarks>
    public Task UpdateAsync(NetworkScope scope, Func<NetworkDefinition, NetworkDefinition> change, CancellationToken cancel) => steps.TakeAsync("update", async () =>
    {
        if (scope is NetworkScope.Current) scope = State.IsActive ? NetworkScope.Live : NetworkScope.Config;
        if (scope.HasFlag(NetworkScope.Live) && !State.IsActive) throw NetworkErrors.Invalid("network is not running");
        if (scope.HasFlag(NetworkScope.Config) && !State.IsPersistent) throw NetworkErrors.Invalid("cannot change persistent config of a transient network");
        var live = scope.HasFlag(NetworkScope.Live) ? change(State.Definition) : State.Definition;
        var saved = scope.HasFlag(NetworkScope.Config) ? change(State.Next ?? State.Saved!) : State.Saved;
        var server = State.Server;
        if (live != State.Definition && live.OwnsBridge)
        {
            // Dnsmasq could not read again, as who it has become, what lies below closed folders: a new one takes over, with the addresses that are given away.
            await networks.Servers.StopAsync(State.Definition, server);
            server = Dnsmasq.IsNeeded(live) ? await networks.Servers.StartAsync(live, CancellationToken.None) : null;
        }
        Become(State.IsActive
            ? State with { Definition = live, Server = server, Saved = saved, Next = saved is null || NetworkLive.IsOf(saved, live) ? null : saved }
            : State with { Definition = saved!, Saved = saved });
        if (scope.HasFlag(NetworkScope.Live)) await networks.Hooks.TellAsync("updated", live, "begin");
    }, cancel);

    /// <summary>After a restart of the daemon: what was on its way is taken away; what serves and has died is started anew.</summary>
    internal Task AdoptAsync() => steps.TakeAsync("adopt", async () =>
    {
        var live = State.Definition;
        if (State.Phase is NetworkPhase.Changing || live.OwnsBridge && !NetworkInterface.IsBridge(live.Bridge!.Name!))
        {
            await StopAsync(live);
            return;
        }
        if (!live.OwnsBridge || !Dnsmasq.IsNeeded(live)) return;
        using var server = State.Server?.TryOpen();
        if (server is not null) return;
        try { Become(State with { Server = await networks.Servers.StartAsync(live, CancellationToken.None) }); }
        catch (VirtException e) { Log.NetworkNotStarted(networks.Logger, State.Name, e.Message); }
    }, CancellationToken.None);
}

/// <remarks>Source: <c>virNetworkUpdateFlags</c>.</remarks>
[Flags]
public enum NetworkScope { Current = 0, Live = 1, Config = 2 }
