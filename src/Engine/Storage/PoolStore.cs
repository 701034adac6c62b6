using System.Text;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Storage;

/// <summary>Pools as files: saved configuration, autostart links, and which are active.</summary>
/// <remarks>Configuration is written beside, synced and renamed; what is active is worth nothing after the next boot, so the rename is enough for it.</remarks>
sealed class PoolStore(Folders folders, ILogger logger)
{
    const string Warning = """
        <!--
        This file is kept by aerostatd: what is changed here while it runs is overwritten.
        Change the pool by 'aero pool-edit' or 'virsh pool-edit' instead.
        -->

        """;

    string Saved => Path.Combine(folders.Etc, "storage");
    string Links => Path.Combine(Saved, "autostart");
    string Active => Path.Combine(folders.Run, "storage");

    public void Prepare()
    {
        foreach (var folder in (string[])[Saved, Links, Active])
        {
            Directory.CreateDirectory(folder);
            Files.SetMode(folder, 0x1C0 /* 0700 */);
        }
    }

    /// <summary>Writes what differs. When this returns, a restarted daemon knows it.</summary>
    /// <param name="before">Null: a new pool.</param>
    /// <param name="next">Null: a pool that is no more.</param>
    public void Write(PoolState? before, PoolState? next)
    {
        var name = (next ?? before)!.Name;
        try
        {
            if (!ReferenceEquals(before?.Saved, next?.Saved)) Put(Path.Combine(Saved, $"{name}.xml"), next?.Saved is { } saved ? Warning + StorageXml.Write(saved) : null, durable: true);
            if ((before?.Autostart ?? false) != (next?.Autostart ?? false)) Link(name, next?.Autostart ?? false);
            if (ActiveOf(before) != ActiveOf(next)) Put(Path.Combine(Active, $"{name}.xml"), ActiveOf(next), durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VirtException(ErrorCode.SystemError, $"cannot keep the state of storage pool '{name}': {e.Message}", ErrorDomain.Storage, e)
            {
                Hint = $"See whether the disks of {folders.Etc} and {folders.Run} are full or read-only.",
            };
        }
    }

    /// <summary>What is on disk of an active pool: not how full it is.</summary>
    static string? ActiveOf(PoolState? state) => state is not { IsActive: true } ? null
        : StorageXml.Write(state.Definition with { Capacity = default, Allocation = default, Available = default });

    void Link(string name, bool on)
    {
        var link = Path.Combine(Links, $"{name}.xml");
        Files.Remove(link);
        if (on) File.CreateSymbolicLink(link, Path.Combine(Saved, $"{name}.xml"));
        AtomicFile.Sync(Links);
    }

    static void Put(string path, string? text, bool durable)
    {
        if (text is not null) AtomicFile.Write(path, Encoding.UTF8.GetBytes(text), durable);
        else if (Files.Remove(path) && durable) AtomicFile.Sync(Path.GetDirectoryName(path)!);
    }

    /// <summary>All that is known from before. A file that cannot be read is left where it is, named in the log, and hurts nobody else.</summary>
    public IReadOnlyList<PoolState> Load()
    {
        Dictionary<Guid, PoolState> known = [];
        foreach (var (name, saved) in Read(Saved))
            known[saved.Uuid] = new(saved, saved) { Autostart = FileStatus.TryOf(Path.Combine(Links, $"{name}.xml")) is not null };
        foreach (var (_, active) in Read(Active))
        {
            var state = known.TryGetValue(active.Uuid, out var saved) ? saved : new PoolState(active, null);
            var changed = state.Saved is { } next && next.Path != active.Path;
            known[active.Uuid] = state with { Definition = active, Next = changed ? state.Saved : null, IsActive = true };
        }
        return [.. known.Values];
    }

    IEnumerable<(string Name, PoolDefinition Pool)> Read(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (TryRead(file) is not { } pool) continue;
            if (pool.Name == name && pool.Uuid != Guid.Empty) yield return (name, pool);
            else Log.FileNotUnderstood(logger, file, "its name is not that of the pool, or it has no UUID");
        }
    }

    PoolDefinition? TryRead(string file)
    {
        try
        {
            return StorageXml.ReadPool(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VirtException)
        {
            Log.FileNotUnderstood(logger, file, e.Message);
            return null;
        }
    }
}
