using System.Text;
using Aerostat.Linux;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Store;

/// <summary>Saved documents of one kind, one file each, and the links that mark what starts with the host.</summary>
/// <param name="folder">Of the documents.</param>
/// <param name="kind">As its commands begin: <c>pool</c>.</param>
/// <remarks>Written beside, synced and renamed.</remarks>
sealed class DocumentFolder(string folder, string kind, ILogger logger)
{
    string Warning => $"""
        <!--
        This file is kept by aerostatd: what is changed here while it runs is overwritten.
        Change it by 'aero {kind}-edit' or 'virsh {kind}-edit' instead.
        -->

        """;

    string Links => Path.Combine(folder, "autostart");

    public void Prepare()
    {
        foreach (var each in (string[])[folder, Links]) MakeOwn(each);
    }

    /// <summary>A folder that nobody else looks into, without what a killed writer left.</summary>
    public static void MakeOwn(string folder)
    {
        Directory.CreateDirectory(folder);
        Files.SetMode(folder, 0x1C0 /* 0700 */);
        AtomicFile.Sweep(folder);
    }

    /// <param name="name">Of the thing.</param>
    /// <param name="xml">Null: there is none any more.</param>
    /// <param name="durable">Else the disk may have it later.</param>
    public void Write(string name, string? xml, bool durable = true) => Put(FileOf(name), xml is null ? null : Warning + xml, durable);

    /// <summary>Writes or removes any other document, whole.</summary>
    public static void Put(string path, string? text, bool durable)
    {
        if (text is not null) AtomicFile.Write(path, Encoding.UTF8.GetBytes(text), durable);
        else if (Files.Remove(path) && durable) AtomicFile.Sync(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes what must be kept before it is told.</summary>
    /// <param name="what">For people: <c>secret 'UUID'</c>.</param>
    /// <param name="where">The folders whose disks take it.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: a disk does not.</exception>
    public static void Keep(string what, ErrorDomain domain, string where, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VirtException(ErrorCode.SystemError, $"cannot keep {what}: {e.Message}", domain, e) { Hint = $"See whether the disk of {where} is full or read-only." };
        }
    }

    public void SetAutostart(string name, bool on)
    {
        var link = Path.Combine(Links, $"{name}.xml");
        Files.Remove(link);
        if (on) File.CreateSymbolicLink(link, FileOf(name));
        AtomicFile.Sync(Links);
    }

    public bool IsAutostarted(string name) => FileStatus.TryOf(Path.Combine(Links, $"{name}.xml")) is not null;

    /// <summary>All that can be read. What cannot is left where it is, named in the log, and hurts nobody else.</summary>
    public IEnumerable<(string Name, T Definition)> Read<T>(Func<string, T> read, Func<T, (string Name, Guid Uuid)> nameOf) where T : class => Read(folder, read, nameOf, logger);

    public static IEnumerable<(string Name, T Definition)> Read<T>(string folder, Func<string, T> read, Func<T, (string Name, Guid Uuid)> nameOf, ILogger logger) where T : class
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml"))
        {
            if (TryRead(file, read, logger) is not { } found) continue;
            var (name, uuid) = nameOf(found);
            if (name == Path.GetFileNameWithoutExtension(file) && uuid != Guid.Empty) yield return (name, found);
            else Log.FileNotUnderstood(logger, file, "its name is not that of the document, or it has no UUID");
        }
    }

    static T? TryRead<T>(string file, Func<string, T> read, ILogger logger) where T : class
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

    string FileOf(string name) => Path.Combine(folder, $"{name}.xml");
}
