using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>A disk of a few MiB under some folders of a daemon's: it can be filled, and made read-only.</summary>
public sealed class SmallDisk : IDisposable
{
    readonly string disk;
    readonly string[] mounts;

    /// <param name="folders">They come to lie on it; what is in them already is moved there.</param>
    public SmallDisk(Workspace at, int mib, params string[] folders)
    {
        disk = at.Folder("disk");
        mounts = [disk, .. folders.Select(folder => at.Folder(folder))];
        Shell($"mount -t tmpfs -o size={mib}m,mode=755 aerostat-test {disk}");
        foreach (var folder in folders)
            Shell($"mkdir -p {disk}/{folder} && cp -a {at[folder]}/. {disk}/{folder}/ && mount --bind {disk}/{folder} {at[folder]}");
    }

    /// <summary>Null where it can be had, else why not.</summary>
    public static string? Missing { get; } = Environment.UserName != "root" ? "mounting takes root"
        : Run("d=$(mktemp -d) && mount -t tmpfs none $d && umount $d; s=$?; rmdir $d; exit $s") == 0 ? null : "this machine lets nobody mount";

    public void Fill() => Run($"dd if=/dev/zero of={disk}/fill bs=4k status=none");

    public void Free() => File.Delete(Path.Combine(disk, "fill"));

    public void BeReadOnly(bool readOnly)
    {
        foreach (var mount in mounts) Shell($"mount -o remount,{(readOnly ? "ro" : "rw")}{(mount == disk ? "" : ",bind")} {mount}");
    }

    public void Dispose()
    {
        foreach (var mount in mounts.Reverse()) Run($"umount -l {mount}");
    }

    static void Shell(string line)
    {
        if (Run(line) is not 0 and var code) throw new InvalidOperationException($"{line}: exit {code}");
    }

    static int Run(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
