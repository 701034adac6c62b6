using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

// A pool's life: defined, built, started, stopped, forgotten.
public sealed partial class Pool
{
    internal Task SaveAsync(PoolDefinition definition, CancellationToken cancel) => TakeAsync("define", () =>
    {
        Become(State.IsActive
            ? State with { Saved = definition, Next = definition }
            : State with { Saved = definition, Definition = definition });
        Tell(PoolLifecycle.Defined);
        return Task.CompletedTask;
    }, cancel);

    /// <summary>Opens the folder and looks for its volumes.</summary>
    /// <param name="by">Another definition than the saved one.</param>
    /// <exception cref="VirtException">
    /// <see cref="ErrorCode.OperationInvalid"/>: it is active; <see cref="ErrorCode.SystemError"/>: the folder cannot be opened.
    /// </exception>
    /// <remarks>Source: libvirt <c>virStoragePoolCreate</c>.</remarks>
    public Task StartAsync(PoolStartFlags flags, CancellationToken cancel, PoolDefinition? by = null) => TakeAsync("start", async () =>
    {
        if (State.IsActive) throw StorageErrors.AlreadyActive(State.Name);
        var definition = by ?? State.Definition;
        if ((flags & (PoolStartFlags.Build | PoolStartFlags.BuildOverwrite | PoolStartFlags.BuildNoOverwrite)) != 0)
            await BuildAsync(definition, flags.HasFlag(PoolStartFlags.BuildOverwrite) || flags.HasFlag(PoolStartFlags.BuildNoOverwrite), cancel);
        Become(Filled(State with { IsActive = true, Definition = definition }, await VolumeScan.FolderAsync(paths, definition.Path, cancel)));
        Tell(PoolLifecycle.Started);
    }, cancel);

    /// <summary>Makes the folder.</summary>
    /// <remarks>Source: libvirt <c>virStoragePoolBuild</c>. An existing folder keeps its mode, unless the definition asks for another.</remarks>
    public Task BuildAsync(PoolBuildFlags flags, CancellationToken cancel) => TakeAsync("build", async () =>
    {
        if (State.IsActive) throw StorageErrors.AlreadyActive(State.Name);
        await BuildAsync(State.Definition, (flags & (PoolBuildFlags.Overwrite | PoolBuildFlags.NoOverwrite)) != 0, cancel);
        Tell(PoolLifecycle.Created);
    }, cancel);

    async Task BuildAsync(PoolDefinition definition, bool format, CancellationToken cancel)
    {
        if (format) throw StorageErrors.Invalid($"No source device specified when formatting pool '{definition.Name}'");
        try
        {
            await paths.RunAsync(definition.Path, () => Make(definition), cancel);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"cannot create path '{definition.Path}'", e);
        }
    }

    static bool Make(PoolDefinition definition)
    {
        const uint open = 0b111_101_101, usual = 0b111_001_001;
        for (var (at, path) = (1, definition.Path); (at = path.IndexOf('/', at)) > 0; at++) Files.MakeFolder(path[..at], open);
        var wanted = definition.Permissions;
        var isNew = FileStatus.TryOf(definition.Path, follow: true) is null;
        if (isNew) Files.MakeFolder(definition.Path, usual);
        using var folder = Files.OpenFolder(definition.Path);
        if (wanted?.Owner is not null || wanted?.Group is not null) Files.SetOwner(folder, wanted.Owner, wanted.Group, definition.Path);
        if ((wanted?.Mode ?? (isNew ? usual : null)) is { } mode) Files.SetMode(folder, mode, definition.Path);
        return true;
    }

    /// <summary>Lets go of the folder; nothing in it is touched. A transient pool is gone.</summary>
    public Task DestroyAsync(CancellationToken cancel) => TakeAsync("destroy", () =>
    {
        ThrowUnlessIdle();
        Become(State.Stopped());
        Tell(PoolLifecycle.Stopped);
        if (!State.IsPersistent) pools.Forget(this);
        return Task.CompletedTask;
    }, cancel);

    /// <summary>Forgets the configuration of a pool that is off.</summary>
    public Task UndefineAsync(CancellationToken cancel) => TakeAsync("undefine", () =>
    {
        if (State.IsActive) throw StorageErrors.StillActive(State.Name);
        pools.Store.Write(State, null);
        pools.Forget(this);
        Tell(PoolLifecycle.Undefined);
        return Task.CompletedTask;
    }, cancel);

    /// <summary>Removes the folder of a pool that is off; it must be empty.</summary>
    public Task DeleteAsync(PoolDeleteFlags flags, CancellationToken cancel) => TakeAsync("delete", async () =>
    {
        if (flags.HasFlag(PoolDeleteFlags.Zeroed)) throw StorageErrors.Unsupported("a pool of type 'dir' cannot be zeroed");
        if (State.IsActive) throw StorageErrors.StillActive(State.Name);
        var path = State.Definition.Path;
        try
        {
            await paths.RunAsync(path, () => { Files.RemoveFolder(path); return true; }, cancel);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"failed to remove pool '{path}'", e);
        }
        Tell(PoolLifecycle.Deleted);
    }, cancel);

    public Task SetAutostartAsync(bool on, CancellationToken cancel) => TakeAsync("autostart", () =>
    {
        if (!State.IsPersistent) throw new VirtException(ErrorCode.InternalError, "internal error: pool has no config file", ErrorDomain.Storage);
        if (State.Autostart != on) Become(State with { Autostart = on });
        return Task.CompletedTask;
    }, cancel);

    /// <summary>Looks for the volumes anew. A folder that is gone stops the pool, as libvirt has it.</summary>
    public Task RefreshAsync(CancellationToken cancel) => TakeAsync("refresh", async () =>
    {
        ThrowUnlessIdle();
        try
        {
            Become(Filled(State, await VolumeScan.FolderAsync(paths, State.Definition.Path, cancel)));
        }
        catch (VirtException e) when (e.Code is ErrorCode.SystemError)
        {
            Become(State.Stopped());
            Tell(PoolLifecycle.Stopped);
            if (!State.IsPersistent) pools.Forget(this);
            throw;
        }
        pools.Events.Publish(new PoolRefreshEvent(State.Name, State.Uuid));
    }, cancel);

    /// <summary>After a restart of the daemon.</summary>
    async Task AdoptAsync()
    {
        try
        {
            await TakeAsync("refresh", async () => Become(Filled(State, await VolumeScan.FolderAsync(paths, State.Definition.Path, CancellationToken.None))), CancellationToken.None);
        }
        catch (VirtException e)
        {
            Log.PoolNotStarted(pools.Logger, State.Name, e.Message);
            Become(State.Stopped());
            if (!State.IsPersistent) pools.Forget(this);
        }
    }

    static PoolState Filled(PoolState state, FolderContent found)
    {
        var spaced = Spaced(state, found.Space);
        return spaced with { Definition = spaced.Definition with { Permissions = found.Permissions }, Volumes = found.Volumes };
    }

    static PoolState Spaced(PoolState state, FileSystem space) => state with
    {
        Definition = state.Definition with { Capacity = space.Total, Available = space.Free, Allocation = space.Total - space.Free },
    };

    void ThrowUnlessIdle()
    {
        if (!State.IsActive) throw StorageErrors.NotActive(State.Name);
        if (uses.AnyMade) throw StorageErrors.HasJobs(State.Name);
    }
}
