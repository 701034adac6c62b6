using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>The holes of a file: where they are, and making and filling them.</summary>
/// <remarks>Source: <c>lseek(2)</c>, <c>fallocate(2)</c>, <c>posix_fallocate(3)</c>. All of them may wait for the disk.</remarks>
public static partial class SparseFile
{
    const int SEEK_DATA = 3, SEEK_HOLE = 4;

    /// <summary>The next stretch of data at or after a place; null: only a hole is left.</summary>
    public static (long From, long To)? NextData(SafeHandle file, long at, string name = "")
    {
        var from = lseek(file, at, SEEK_DATA);
        if (from < 0) return Marshal.GetLastPInvokeError() == Errno.ENXIO ? null : throw LinuxException.Last($"lseek({name}, SEEK_DATA)");
        var to = lseek(file, from, SEEK_HOLE);
        return to < 0 ? throw LinuxException.Last($"lseek({name}, SEEK_HOLE)") : (from, to);
    }

    /// <summary>Takes room on the disk, and makes the file as long as that where it is shorter.</summary>
    public static void Allocate(SafeHandle file, long from, long length, string name = "")
    {
        // It returns the error instead of setting errno; where the file system cannot, glibc writes a byte into each block.
        var error = posix_fallocate(file, from, length);
        if (error != 0) throw new LinuxException($"fallocate({name})", error);
    }

    /// <summary>Makes a stretch read as zeroes, without taking room.</summary>
    /// <returns>False: this file system has no holes.</returns>
    public static bool TryPunch(SafeHandle file, long from, long length, string name = "")
    {
        const int KEEP_SIZE = 1, PUNCH_HOLE = 2;
        if (fallocate(file, KEEP_SIZE | PUNCH_HOLE, from, length) == 0) return true;
        return Marshal.GetLastPInvokeError() == Errno.EOPNOTSUPP ? false : throw LinuxException.Last($"fallocate({name}, PUNCH_HOLE)");
    }

    /// <summary>Gives a new file all blocks of another, for both to have until one writes.</summary>
    /// <remarks>Source: <c>ioctl_ficlone(2)</c>: btrfs, XFS and few others.</remarks>
    public static void Share(SafeHandle from, SafeHandle to, string name = "")
    {
        const nuint FICLONE = 0x40049409;
        if (ioctl(to, FICLONE, from) != 0) throw LinuxException.Last($"ioctl({name}, FICLONE)");
    }

    /// <summary>Returns when what was written is on the disk.</summary>
    public static void Flush(SafeHandle file, string name = "")
    {
        if (fdatasync(file) != 0) throw LinuxException.Last($"fdatasync({name})");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeHandle to, nuint request, SafeHandle from);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeHandle file, long offset, int from);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeHandle file, int mode, long offset, long length);

    [LibraryImport("libc")]
    private static partial int posix_fallocate(SafeHandle file, long offset, long length);
}
