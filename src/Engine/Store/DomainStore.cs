using System.Text;
using Aerostat.Engine.Domains;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Store;

/// <summary>Domains as files: saved configuration, autostart links, and the state of what runs.</summary>
/// <remarks>
/// A file is written beside and renamed. Configuration is synced to the disk; running state is worth nothing after the host's next
/// boot, so the rename is enough for it.
/// </remarks>
sealed class DomainStore(Folders folders, string boot, ILogger logger)
{
    const string Warning = """
        <!--
        This file is kept by aerostatd: what is changed here while it runs is overwritten.
        Change the domain by 'aero edit' or 'virsh edit' instead.
        -->

        """;

    public void Prepare()
    {
        foreach (var folder in (string[])[folders.Domains, folders.Autostart, folders.Status, folders.Cache]) Make(folder, 0x1C0 /* 0700 */);
        Make(folders.Logs, 0x1C0);
        Make(folders.ManagedSaves, 0x1C0);
        // QEMU's own user walks through to its guest's folder.
        Make(folders.Guests, 0x1E9 /* 0751 */);
        Make(folders.Nvram, 0x1E9 /* 0751 */);
        // A daemon that was killed between writing and renaming leaves what it wrote beside.
        foreach (var folder in (string[])[folders.Domains, folders.Status]) AtomicFile.Sweep(folder);
    }

    /// <summary>Writes what differs. Unless it is owed, a restarted daemon knows it.</summary>
    /// <returns>Owed: what a guest has become already cannot be kept now, and the file still tells what was before.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: a configuration cannot be kept, or what must be known before it is done.</exception>
    public ValueTask<Kept> WriteAsync(DomainState before, DomainState next)
    {
        try
        {
            if (before.Name != next.Name) Move(before, next);
            else if (!ReferenceEquals(before.Saved, next.Saved)) Save(next);
            if (before.Autostart != next.Autostart || before.Name != next.Name && next.Autostart) Link(next);
            if (!ReferenceEquals(before.Running, next.Running) || before.Phase != next.Phase && next.IsActive)
            {
                if (next.Promises(before)) Status(next);
                else if (BalloonPlace.IsAll(before, next) && BalloonPlace.TryWrite(StatusOf(next.Name), next.Running!)) return ValueTask.FromResult(Kept.Part);
                else return ValueTask.FromResult(Keep(next) ? Kept.Whole : Kept.Owed);
            }
            return ValueTask.FromResult(Kept.Whole);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // libvirt's domain of errors is that of the step which failed: writing the document, or making the file.
            var full = e is LinuxException { Errno: Errno.ENOSPC } || e.HResult == Errno.ENOSPC;
            throw new VirtException(ErrorCode.SystemError, $"cannot keep the state of domain '{next.Name}': {e.Message}", full ? ErrorDomain.Xml : ErrorDomain.None, e)
            {
                Hint = $"See whether the disks of {folders.Etc} and {folders.Run} are full or read-only.",
            };
        }
    }

    /// <summary>Writes the state of what runs, whole.</summary>
    /// <returns>False: it cannot be kept now.</returns>
    public bool Keep(DomainState state)
    {
        try
        {
            Status(state);
            return true;
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            Log.StateOwed(logger, state.Name, e.Message);
            return false;
        }
    }

    static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException or LinuxException;

    static void Make(string folder, uint mode)
    {
        Directory.CreateDirectory(folder);
        Files.SetMode(folder, mode);
    }

    static void Remove(string path)
    {
        if (Files.Remove(path)) AtomicFile.Sync(Path.GetDirectoryName(path)!);
    }

    string ConfigOf(string name) => Path.Combine(folders.Domains, name + ".xml");

    string StatusOf(string name) => Path.Combine(folders.Status, name + ".json");

    string LinkOf(string name) => Path.Combine(folders.Autostart, name + ".xml");

    void Save(DomainState next)
    {
        if (next.Saved is { } saved) AtomicFile.Write(ConfigOf(next.Name), Encoding.UTF8.GetBytes(Warning + DomainXml.Write(saved, new() { Inactive = true, Secure = true })), durable: true);
        else Remove(ConfigOf(next.Name));
    }

    void Move(DomainState before, DomainState next)
    {
        Save(next);
        Remove(LinkOf(before.Name));
        Remove(ConfigOf(before.Name));
    }

    void Link(DomainState next)
    {
        if (next.Autostart)
        {
            Remove(LinkOf(next.Name));
            File.CreateSymbolicLink(LinkOf(next.Name), ConfigOf(next.Name));
            AtomicFile.Sync(folders.Autostart);
        }
        else Remove(LinkOf(next.Name));
    }

    void Status(DomainState next)
    {
        if (next.Running is null) Remove(StatusOf(next.Name));
        else AtomicFile.Write(StatusOf(next.Name), StatusFile.Write(next, boot), durable: false);
    }

    /// <summary>All that is known from before: configurations, and guests that may still run.</summary>
    /// <remarks>A file that cannot be read is left where it is, named in the log, and hurts nobody else.</remarks>
    public IReadOnlyList<DomainState> Load()
    {
        Dictionary<string, DomainState> known = [];
        foreach (var file in Directory.EnumerateFiles(folders.Domains, "*.xml"))
        {
            if (Read(file, text => DomainXml.Read(text, new())) is not { } saved) continue;
            var uuid = saved.Uuid;
            if (uuid == Guid.Empty || ConfigOf(saved.Name) != file)
            {
                Log.FileNotUnderstood(logger, file, "its name is not that of the domain, or it has no UUID");
                continue;
            }
            known[saved.Name] = new(saved.Name, uuid, saved, null, Phase.OffUnknown, File.Exists(LinkOf(saved.Name))) { HasSettled = true };
        }
        foreach (var file in Directory.EnumerateFiles(folders.Status, "*.json"))
        {
            if (Read(file, text => StatusFile.Read(text, boot)) is not { } status) continue;
            if (status.State is not { } running) File.Delete(file);
            else known[running.Name] = known.TryGetValue(running.Name, out var saved)
                ? saved with { Running = running.Running, Phase = running.Phase }
                : running;
        }
        return [.. known.Values];
    }

    T? Read<T>(string file, Func<string, T> read) where T : class
    {
        try
        {
            return read(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VirtException or System.Text.Json.JsonException)
        {
            Log.FileNotUnderstood(logger, file, e.Message);
            return null;
        }
    }
}
