using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine;

/// <summary>Lends users' images to QEMU's user, and gives each back when the last guest that uses it has ended.</summary>
/// <remarks>Who owned what is in the guests' status files, so a restarted daemon gives it back too.</remarks>
sealed class Images(EngineOptions options)
{
    readonly Lock gate = new();
    readonly Dictionary<string, (uint Uid, uint Gid, int Users)> lent = [];

    /// <summary>Makes them QEMU's.</summary>
    /// <returns>What to write into the status: <c>uid:gid:path</c> each.</returns>
    public ValueList<string> Lend(IEnumerable<(string Path, bool Write)> images)
    {
        if (options.QemuUser is not { } user || !options.DynamicOwnership) return [];
        List<string> changed = [];
        lock (gate)
        {
            foreach (var (path, write) in images.Distinct())
            {
                if (FileStatus.TryOf(path, follow: true) is not { } status || Reaches(status, user, write) && !lent.ContainsKey(path)) continue;
                var owner = lent.TryGetValue(path, out var known) ? known : (Uid: status.User, Gid: status.Group, Users: 0);
                lent[path] = owner with { Users = owner.Users + 1 };
                changed.Add($"{owner.Uid}:{owner.Gid}:{path}");
                using var handle = Files.OpenPath(path, follow: true);
                Files.SetOwner(handle, user.Uid, user.Gid, path);
            }
        }
        return [.. changed];
    }

    /// <summary>After a restart: what a running guest was lent.</summary>
    public void Adopt(ValueList<string> owned)
    {
        lock (gate)
            foreach (var (path, uid, gid) in owned.Select(Parse))
                lent[path] = lent.TryGetValue(path, out var known) ? known with { Users = known.Users + 1 } : (uid, gid, 1);
    }

    public void Release(ValueList<string> owned)
    {
        lock (gate)
        {
            foreach (var (path, uid, gid) in owned.Select(Parse))
            {
                if (lent.TryGetValue(path, out var known) && known.Users > 1)
                {
                    lent[path] = known with { Users = known.Users - 1 };
                    continue;
                }
                lent.Remove(path);
                if (FileStatus.TryOf(path, follow: true) is null) continue;
                using var handle = Files.OpenPath(path, follow: true);
                Files.SetOwner(handle, uid, gid, path);
            }
        }
    }

    /// <summary>Every file of a device that QEMU opens by its path.</summary>
    public static IEnumerable<(string Path, bool Write)> Of(Device device) =>
        device is Disk { Type: DiskType.File or DiskType.Block, Source.Path: { } path } disk ? [(path, !disk.ReadOnly && disk.Kind is not DiskDevice.Cdrom)] : [];

    public static IEnumerable<(string Path, bool Write)> Of(DomainDefinition definition) =>
    [
        .. definition.Devices.All.SelectMany(Of),
        .. new[] { definition.Os.Kernel, definition.Os.Initrd, definition.Os.Dtb }.OfType<string>().Select(path => (path, false)),
        .. definition.Os.Nvram?.Path is { } nvram ? new[] { (nvram, true) } : [],
    ];

    static bool Reaches(FileStatus status, Identity user, bool write)
    {
        var wanted = write ? 6u : 4u;
        var bits = status.User == user.Uid ? status.Mode >> 6 : status.Group == user.Gid || user.Groups.Contains(status.Group) ? status.Mode >> 3 : status.Mode;
        return (bits & wanted) == wanted;
    }

    static (string Path, uint Uid, uint Gid) Parse(string entry)
    {
        var parts = entry.Split(':', 3);
        return (parts[2], uint.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), uint.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
