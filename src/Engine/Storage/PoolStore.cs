using Aerostat.Engine.Store;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Storage;

/// <summary>Pools as files: saved configuration, autostart links, and which are active.</summary>
/// <remarks>What is active is worth nothing after the next boot, so the rename is enough for it.</remarks>
sealed class PoolStore(Folders folders, ILogger logger)
{
    readonly DocumentFolder saved = new(Path.Combine(folders.Etc, "storage"), "pool", logger);

    string Active => Path.Combine(folders.Run, "storage");

    public void Prepare()
    {
        saved.Prepare();
        DocumentFolder.MakeOwn(Active);
    }

    /// <summary>Writes what differs. When this returns, a restarted daemon knows it.</summary>
    /// <param name="before">Null: a new pool.</param>
    /// <param name="next">Null: a pool that is no more.</param>
    public void Write(PoolState? before, PoolState? next)
    {
        var name = (next ?? before)!.Name;
        DocumentFolder.Keep($"the state of storage pool '{name}'", ErrorDomain.Storage, $"{folders.Etc} or {folders.Run}", () =>
        {
            if (!ReferenceEquals(before?.Saved, next?.Saved)) saved.Write(name, next?.Saved is { } document ? StorageXml.Write(document) : null);
            if ((before?.Autostart ?? false) != (next?.Autostart ?? false)) saved.SetAutostart(name, next?.Autostart ?? false);
            if (ActiveOf(before) != ActiveOf(next)) DocumentFolder.Put(Path.Combine(Active, $"{name}.xml"), ActiveOf(next), durable: false);
        });
    }

    /// <summary>What is on disk of an active pool: not how full it is.</summary>
    static string? ActiveOf(PoolState? state) => state is not { IsActive: true } ? null
        : StorageXml.Write(state.Definition with { Capacity = default, Allocation = default, Available = default });

    /// <summary>All that is known from before.</summary>
    public IReadOnlyList<PoolState> Load()
    {
        Dictionary<Guid, PoolState> known = [];
        foreach (var (name, pool) in saved.Read(Read, NameOf)) known[pool.Uuid] = new(pool, pool) { Autostart = saved.IsAutostarted(name) };
        foreach (var (_, active) in DocumentFolder.Read(Active, Read, NameOf, logger))
        {
            var state = known.TryGetValue(active.Uuid, out var before) ? before : new PoolState(active, null);
            var changed = state.Saved is { } next && next.Path != active.Path;
            known[active.Uuid] = state with { Definition = active, Next = changed ? state.Saved : null, IsActive = true };
        }
        return [.. known.Values];
    }

    static PoolDefinition Read(string text) => StorageXml.ReadPool(text);

    static (string, Guid) NameOf(PoolDefinition pool) => (pool.Name, pool.Uuid);
}
