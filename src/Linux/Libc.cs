using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>The calls that more than one file needs. Each other call stands beside its only user.</summary>
/// <remarks>fcntl, open and ioctl are variadic in C; on x86_64 and aarch64 Linux a fixed signature passes the same registers.</remarks>
static partial class Libc
{
    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80, O_NOCTTY = 0x100, O_TRUNC = 0x200,
        O_APPEND = 0x400, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, O_PATH = 0x200000;

    // These two trade places between the architectures (asm/fcntl.h).
    public static readonly int O_DIRECTORY = IsArm ? 0x4000 : 0x10000;
    public static readonly int O_NOFOLLOW = IsArm ? 0x8000 : 0x20000;
    public static readonly int O_DIRECT = IsArm ? 0x10000 : 0x4000;

    public const int AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, AT_EMPTY_PATH = 0x1000;
    public const int F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_DUPFD_CLOEXEC = 1030, F_SETPIPE_SZ = 1031;

    static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static SafeFileHandle Open(string path, int flags, uint mode = 0)
    {
        var handle = open(path, flags | O_CLOEXEC, mode);
        return handle.IsInvalid ? throw LinuxException.Last($"open({path})") : handle;
    }

    /// <summary>A second descriptor of the same open file, at least <paramref name="above"/>.</summary>
    public static SafeFileHandle Duplicate(SafeHandle of, int above = 3)
    {
        var copy = fcntl_dup(of, F_DUPFD_CLOEXEC, above);
        return copy < 0 ? throw LinuxException.Last("fcntl(F_DUPFD_CLOEXEC)") : new(copy, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int fcntl_dup(SafeHandle fd, int command, int above);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int fd);
}
