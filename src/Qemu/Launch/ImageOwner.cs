using System.Globalization;
using System.Runtime.InteropServices;
using Aerostat.Linux;

namespace Aerostat.Qemu.Launch;

/// <summary>Gives a user's image to QEMU's user for as long as guests use it, as libvirt does: the file itself remembers whose it was.</summary>
/// <remarks>
/// Source: libvirt's remembered owners: <c>trusted.libvirt.security.dac</c> (<c>+uid:+gid</c>), <c>ref_dac</c> (how many use it) and
/// <c>timestamp_dac</c> (the boot it is true of). So a file that a guest of libvirtd uses too is given back by whoever ends last. Where the
/// file system has no such attributes, the caller's own record of the owner decides alone.
/// </remarks>
public static class ImageOwner
{
    const string Owner = "trusted.libvirt.security.dac", Users = "trusted.libvirt.security.ref_dac", Boot = "trusted.libvirt.security.timestamp_dac";

    /// <summary>Seconds by which two programs may disagree on when the host was booted; no boot is so short.</summary>
    const long ClockSlack = 30;

    /// <summary>Makes it QEMU's.</summary>
    /// <returns>Whose it was before the first guest that uses it.</returns>
    /// <exception cref="LinuxException">It cannot be had, and not because its file system has no owners or lets root be nobody.</exception>
    public static (uint Uid, uint Gid) Lend(string path, uint uid, uint gid)
    {
        using var file = Files.OpenPath(path, follow: true);
        var status = FileStatus.Of(file);
        var owner = Remember(file, (status.User, status.Group));
        try
        {
            if ((status.User, status.Group) != (uid, gid)) Files.SetOwner(file, uid, gid, path);
        }
        catch (LinuxException e) when (HasNoOwners(e, path))
        {
            // QEMU finds out by itself whether it may read it, and says so.
        }
        catch
        {
            _ = Recall(file);
            throw;
        }
        return owner;
    }

    /// <summary>Gives it back, unless another guest still uses it. That it is gone by now is fine.</summary>
    public static void GiveBack(string path, uint uid, uint gid)
    {
        if (FileStatus.TryOf(path, follow: true) is null) return;
        using var file = Files.OpenPath(path, follow: true);
        if (!Recall(file)) return;
        try
        {
            Files.SetOwner(file, uid, gid, path);
        }
        catch (LinuxException e) when (HasNoOwners(e, path))
        {
            // As it was lent.
        }
    }

    static (uint Uid, uint Gid) Remember(SafeHandle file, (uint Uid, uint Gid) now)
    {
        try
        {
            if (Read(file) is { } known)
            {
                Xattr.Set(file, Users, Text(known.Count + 1));
                return known.Owner;
            }
            Xattr.Set(file, Owner, string.Create(CultureInfo.InvariantCulture, $"+{now.Uid}:+{now.Gid}"));
            Xattr.Set(file, Boot, Text(BootTime));
            Xattr.Set(file, Users, Text(1));
        }
        catch (LinuxException e) when (HasNoAttributes(e))
        {
            // The caller's record has it.
        }
        return now;
    }

    /// <summary>False: others use it still.</summary>
    static bool Recall(SafeHandle file)
    {
        try
        {
            if (Read(file) is { Count: > 1 } known)
            {
                Xattr.Set(file, Users, Text(known.Count - 1));
                return false;
            }
            foreach (var name in (string[])[Owner, Users, Boot]) Xattr.Set(file, name, null);
        }
        catch (LinuxException e) when (HasNoAttributes(e))
        {
            // The caller's record has it.
        }
        return true;
    }

    /// <summary>Null: nothing is remembered, or it is of a boot that has ended, and with it every guest that it was of.</summary>
    static ((uint Uid, uint Gid) Owner, ulong Count)? Read(SafeHandle file)
    {
        if (Xattr.Get(file, Users) is not { } users || !ulong.TryParse(users, CultureInfo.InvariantCulture, out var count) || count == 0) return null;
        if (!ulong.TryParse(Xattr.Get(file, Boot), CultureInfo.InvariantCulture, out var boot) || Math.Abs((long)(boot - BootTime)) > ClockSlack) return null;
        return Xattr.Get(file, Owner)?.Split(':') is [['+', .. var uid], ['+', .. var gid]]
            && uint.TryParse(uid, CultureInfo.InvariantCulture, out var user) && uint.TryParse(gid, CultureInfo.InvariantCulture, out var group)
                ? ((user, group), count)
                : null;
    }

    static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    static bool HasNoAttributes(LinuxException e) => e.Errno is Errno.EOPNOTSUPP or Errno.EPERM or Errno.EROFS or Errno.EACCES;

    static bool HasNoOwners(LinuxException e, string path) =>
        e.Errno is Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EROFS || e.Errno is Errno.EPERM or Errno.EACCES or Errno.EINVAL && FileSystem.Of(path).IsShared;

    /// <summary>Seconds since 1970.</summary>
    static ulong BootTime { get; } = (ProcFile.TryRead("/proc/stat") ?? "").Split('\n')
        .Where(line => line.StartsWith("btime ", StringComparison.Ordinal))
        .Select(line => ulong.Parse(line["btime ".Length..], CultureInfo.InvariantCulture)).FirstOrDefault();
}
