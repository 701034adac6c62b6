using System.Collections.Concurrent;
using Aerostat.Engine.Events;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Storage;

/// <summary>Every storage pool of this host, by UUID and name. Looking takes no lock; name and UUID are claimed together.</summary>
public sealed class PoolSet
{
    readonly Lock naming = new();
    readonly ConcurrentDictionary<Guid, Pool> byUuid = [];
    readonly ConcurrentDictionary<string, Pool> byName = [];

    internal PoolSet(Folders folders, ILogger logger, TimeProvider time)
    {
        (Store, Logger, Time) = (new(folders, logger), logger, time);
    }

    internal PoolStore Store { get; }
    internal ILogger Logger { get; }
    internal TimeProvider Time { get; }

    public EventHub<PoolEvent> Events { get; } = new();

    public IEnumerable<Pool> All => byUuid.Values;

    /// <exception cref="VirtException"><see cref="ErrorCode.NoStoragePool"/>.</exception>
    public Pool this[string name] => byName.TryGetValue(name, out var pool) ? pool : throw StorageErrors.NoPoolName(name);

    /// <param name="name">For the message alone: a pool is known by its UUID.</param>
    public Pool this[Guid uuid, string? name = null] => byUuid.TryGetValue(uuid, out var pool) ? pool : throw StorageErrors.NoPoolUuid(uuid, name);

    /// <summary>The active pool whose folder this is.</summary>
    public Pool AtPath(string path)
    {
        var clean = StorageXml.Clean(path);
        return All.FirstOrDefault(pool => pool.State.IsActive && pool.State.Definition.Path == clean)
            ?? throw new VirtException(ErrorCode.NoStoragePool, $"Storage pool not found: no storage pool with matching target path '{path}'", ErrorDomain.Storage);
    }

    public IEnumerable<Pool> List(PoolListFlags flags) => All.Where(pool => pool.Matches(flags));

    /// <summary>Pools of before: what was active is active again, and its volumes are looked for while others are served already.</summary>
    internal void Load()
    {
        Store.Prepare();
        foreach (var state in Store.Load())
        {
            Pool pool = new(this, state);
            byUuid[state.Uuid] = pool;
            byName[state.Name] = pool;
            if (state.IsActive) pool.Adopt();
        }
    }

    /// <summary>Starts what is marked to start with the host.</summary>
    internal async Task AutostartAsync(CancellationToken cancel)
    {
        foreach (var pool in All.Where(pool => pool.State is { Autostart: true, IsActive: false }))
        {
            try { await pool.StartAsync(PoolStartFlags.None, cancel); }
            catch (VirtException e) { Log.PoolNotStarted(Logger, pool.State.Name, e.Message); }
        }
    }

    /// <summary>Saves a configuration: a new pool, or the next start of a known one.</summary>
    /// <exception cref="VirtException">The document's own errors; <see cref="ErrorCode.OperationFailed"/>: name, UUID or folder is another's.</exception>
    /// <remarks>Source: libvirt <c>virStoragePoolDefineXML</c>. Cost: one turn, one file written and synced.</remarks>
    public async Task<Pool> DefineAsync(string xml, bool validate, CancellationToken cancel)
    {
        var definition = Read(xml, validate);
        var (pool, isNew) = Claim(definition, toStart: false);
        try
        {
            await pool.SaveAsync(definition with { Uuid = pool.State.Uuid }, cancel);
            return pool;
        }
        catch when (isNew)
        {
            Forget(pool);
            throw;
        }
    }

    /// <summary>Starts a pool that is gone again when it stops.</summary>
    /// <remarks>Source: libvirt <c>virStoragePoolCreateXML</c>. A persistent pool that is off may be started by other XML this way.</remarks>
    public async Task<Pool> CreateAsync(string xml, PoolStartFlags flags, bool validate, CancellationToken cancel)
    {
        var definition = Read(xml, validate);
        var (pool, isNew) = Claim(definition, toStart: true);
        try
        {
            await pool.StartAsync(flags, cancel, definition with { Uuid = pool.State.Uuid });
            return pool;
        }
        catch when (isNew)
        {
            Forget(pool);
            throw;
        }
    }

    /// <summary>The volume at a path, in whichever pool.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.NoStorageVol"/>.</exception>
    public async Task<(Pool Pool, VolumeDefinition Volume)> VolumeAtAsync(string path, CancellationToken cancel)
    {
        var clean = StorageXml.Clean(path);
        return await FindAsync(clean, cancel)
            ?? throw StorageErrors.NoVolume("path", clean == path ? $"'{path}'" : $"'{path}' ({clean})");
    }

    /// <summary>The volume of a key, which of a file is its path.</summary>
    public async Task<(Pool Pool, VolumeDefinition Volume)> VolumeOfAsync(string key, CancellationToken cancel) =>
        await FindAsync(key, cancel) ?? throw StorageErrors.NoVolume("key", key);

    async Task<(Pool, VolumeDefinition)?> FindAsync(string path, CancellationToken cancel)
    {
        foreach (var pool in All)
        {
            if (!pool.State.IsActive || Path.GetDirectoryName(path) != pool.State.Definition.Path) continue;
            await pool.KnownAsync(cancel);
            if (pool.State.Volumes.TryGetValue(Path.GetFileName(path), out var volume)) return (pool, volume);
        }
        return null;
    }

    PoolDefinition Read(string xml, bool validate)
    {
        List<string> leftOver = [];
        var read = StorageXml.ReadPool(xml, new() { Validate = validate, LeftOver = leftOver });
        foreach (var problem in leftOver) Log.PoolLeftOver(Logger, read.Name, problem);
        return read;
    }

    (Pool Pool, bool IsNew) Claim(PoolDefinition definition, bool toStart)
    {
        lock (naming)
        {
            if (All.FirstOrDefault(pool => pool.State.Name != definition.Name && pool.State.Holds(definition.Path)) is { } other)
                throw StorageErrors.SourceConflict(other.State.Name);
            if (byUuid.TryGetValue(definition.Uuid, out var known))
            {
                if (known.State.Name != definition.Name) throw StorageErrors.Failed($"pool '{known.State.Name}' is already defined with uuid {definition.Uuid}");
                if (toStart && known.State.IsActive) throw StorageErrors.Invalid($"pool is already active as '{known.State.Name}'");
            }
            else if (byName.TryGetValue(definition.Name, out var namesake))
                throw StorageErrors.Failed($"pool '{definition.Name}' already exists with uuid {namesake.State.Uuid}");
            if (known is not null) return (known, false);

            var uuid = definition.Uuid == Guid.Empty ? Guid.NewGuid() : definition.Uuid;
            Pool made = new(this, new(definition with { Uuid = uuid }, null));
            byUuid[uuid] = made;
            byName[definition.Name] = made;
            return (made, true);
        }
    }

    /// <summary>The pool neither has a configuration nor is active.</summary>
    internal void Forget(Pool pool)
    {
        lock (naming)
        {
            byUuid.TryRemove(new(pool.State.Uuid, pool));
            byName.TryRemove(new(pool.State.Name, pool));
        }
    }
}
