using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Opening, owning and removing files, without following a link where a stranger may have laid one.</summary>
public static partial class Files
{
    /// <summary>Opens for reading; the last part of the path is not followed if it is a link.</summary>
    public static SafeFileHandle OpenRead(string path, bool follow = false) =>
        Libc.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | (follow ? 0 : Libc.O_NOFOLLOW));

    /// <summary>A log: each write goes to its end, whoever else writes; made with <paramref name="mode"/> where it is not there.</summary>
    public static SafeFileHandle OpenAppend(string path, uint mode = 0b110_000_000) =>
        Libc.Open(path, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT | Libc.O_NOFOLLOW, mode);

    /// <summary>A new file; it must not be there yet.</summary>
    public static SafeFileHandle CreateNew(string path, uint mode) =>
        Libc.Open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, mode);

    /// <summary>The name alone, without the right to read: for stat, owner and mode of what is there now.</summary>
    public static SafeFileHandle OpenPath(string path, bool follow = false) =>
        Libc.Open(path, Libc.O_PATH | (follow ? 0 : Libc.O_NOFOLLOW));

    /// <summary>Where it lies, links followed.</summary>
    /// <remarks>Source: <c>proc_pid_fd(5)</c>.</remarks>
    public static string NameOf(SafeFileHandle handle) =>
        File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName ?? "";

    /// <summary>Opens what is there to read and write it; a link is followed.</summary>
    public static SafeFileHandle OpenWrite(string path) => Libc.Open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_NOCTTY);

    /// <summary>Empties what is there, or makes it; a link is followed. A block device keeps its size.</summary>
    /// <param name="direct">Past the page cache, in whole blocks: see <see cref="BlockWriter"/>.</param>
    /// <exception cref="LinuxException"><c>EINVAL</c>, with <paramref name="direct"/>: this file system cannot.</exception>
    public static SafeFileHandle OpenEmpty(string path, uint mode, bool direct = false) =>
        Libc.Open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC | Libc.O_NOCTTY | (direct ? Libc.O_DIRECT : 0), mode);

    /// <summary>Opens for reading past the page cache; a link is followed.</summary>
    public static SafeFileHandle OpenReadDirect(string path) => Libc.Open(path, Libc.O_RDONLY | Libc.O_NOCTTY | Libc.O_DIRECT);

    /// <summary>Whether what is read and written from now on goes past the page cache.</summary>
    public static void SetDirect(SafeHandle handle, bool direct, string name = "")
    {
        var flags = fcntl(handle, Libc.F_GETFL, 0);
        if (flags < 0) throw LinuxException.Last($"fcntl({name}, F_GETFL)");
        var wanted = direct ? flags | Libc.O_DIRECT : flags & ~Libc.O_DIRECT;
        if (wanted != flags && fcntl(handle, Libc.F_SETFL, wanted) < 0) throw LinuxException.Last($"fcntl({name}, F_SETFL)");
    }

    /// <summary>Room for so much on its way; less where the host's limit for pipes says so.</summary>
    public static void WidenPipe(SafeHandle pipe, int bytes) => _ = fcntl(pipe, Libc.F_SETPIPE_SZ, bytes);

    /// <summary>Opens what is there under this very name to read and write it; a link is refused.</summary>
    public static SafeFileHandle OpenOwn(string path) => Libc.Open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_NOFOLLOW);

    /// <summary>A folder; a link to one is followed.</summary>
    /// <exception cref="LinuxException"><c>ENOTDIR</c>: it is none.</exception>
    public static SafeFileHandle OpenFolder(string path) => Libc.Open(path, Libc.O_RDONLY | Libc.O_DIRECTORY);

    /// <summary>Two ends of a Unix stream socket.</summary>
    public static (SafeFileHandle One, SafeFileHandle Other) SocketPair()
    {
        const int AF_UNIX = 1, SOCK_STREAM = 1, SOCK_CLOEXEC = 0x80000;
        var ends = new int[2];
        return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0
            ? (new(ends[0], ownsHandle: true), new(ends[1], ownsHandle: true))
            : throw LinuxException.Last("socketpair");
    }

    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = new int[2];
        return pipe2(ends, Libc.O_CLOEXEC) == 0
            ? (new(ends[0], ownsHandle: true), new(ends[1], ownsHandle: true))
            : throw LinuxException.Last("pipe2");
    }

    /// <summary>A file that lies in memory alone, to be read by whom it is handed to from its beginning.</summary>
    public static SafeFileHandle Memory(string name, ReadOnlySpan<byte> content)
    {
        const uint MFD_CLOEXEC = 1;
        var file = memfd_create(name, MFD_CLOEXEC);
        if (file.IsInvalid) throw LinuxException.Last("memfd_create");
        RandomAccess.Write(file, content, 0);
        return file;
    }

    /// <summary>Reads what is there, be it a file, a pipe or a terminal.</summary>
    /// <returns>0 at the end; null: nothing yet, of what does not block.</returns>
    public static int? TryRead(SafeHandle handle, Span<byte> into, string name = "")
    {
        while (true)
        {
            var count = read(handle, into, (nuint)into.Length);
            if (count >= 0) return (int)count;
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.EINTR: continue;
                case Errno.EAGAIN: return null;
                default: throw LinuxException.Last($"read({name})");
            }
        }
    }

    /// <summary>One write of all that there is room for.</summary>
    /// <returns>How much; null: no room, of what does not block.</returns>
    public static int? TryWrite(SafeHandle handle, ReadOnlySpan<byte> bytes, string name = "")
    {
        while (true)
        {
            var count = write(handle, bytes, (nuint)bytes.Length);
            if (count >= 0) return (int)count;
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.EINTR: continue;
                case Errno.EAGAIN: return null;
                default: throw LinuxException.Last($"write({name})");
            }
        }
    }

    /// <summary>All of it, to what blocks.</summary>
    public static void Write(SafeHandle handle, ReadOnlySpan<byte> bytes, string name = "")
    {
        while (!bytes.IsEmpty) bytes = bytes[(TryWrite(handle, bytes, name) ?? throw new LinuxException($"write({name})", Errno.EAGAIN))..];
    }

    /// <summary>Cuts an open file, or makes it longer by zeroes.</summary>
    public static void SetLength(SafeHandle handle, long length, string name = "")
    {
        if (ftruncate(handle, length) != 0) throw LinuxException.Last($"ftruncate({name})");
    }

    public static void SetMode(SafeHandle handle, uint mode, string name = "")
    {
        if (fchmod(handle, mode) != 0) throw LinuxException.Last($"fchmod({name})");
    }

    /// <summary>Never through a link: the kernel is asked by the number of an open path. What has the mode already may lie on a disk that is read-only.</summary>
    public static void SetMode(string path, uint mode)
    {
        using var handle = OpenPath(path);
        var status = FileStatus.Of(handle);
        if (status.Kind == FileKind.Link) throw new LinuxException($"chmod({path})", Errno.ELOOP);
        if ((status.Mode & AllBits) == mode) return;
        if (chmod($"/proc/self/fd/{handle.DangerousGetHandle()}", mode) != 0) throw LinuxException.Last($"chmod({path})");
    }

    const uint AllBits = 0b111_111_111_111;

    /// <summary>Null leaves it as it is. A link itself is changed, not what it leads to.</summary>
    public static void SetOwner(string path, uint? user, uint? group)
    {
        if (fchownat(Libc.AT_FDCWD, path, user ?? uint.MaxValue, group ?? uint.MaxValue, Libc.AT_SYMLINK_NOFOLLOW) != 0)
            throw LinuxException.Last($"chown({path})");
    }

    /// <summary>Of what an <see cref="OpenPath"/> or any other open descriptor leads to.</summary>
    public static void SetOwner(SafeHandle handle, uint? user, uint? group, string name = "")
    {
        if (fchownatOf(handle, "", user ?? uint.MaxValue, group ?? uint.MaxValue, Libc.AT_EMPTY_PATH) != 0)
            throw LinuxException.Last($"chown({name})");
    }

    /// <summary>Removes a socket's path; that it is gone already is fine, that it is no socket is not.</summary>
    public static void RemoveSocket(string path)
    {
        if (FileStatus.TryOf(path) is not { } status) return;
        if (status.Kind != FileKind.Socket) throw new LinuxException($"'{path}' is in the way and not a socket: unlink", Errno.EEXIST);
        if (unlink(path) != 0 && Marshal.GetLastPInvokeError() != Errno.ENOENT) throw LinuxException.Last($"unlink({path})");
    }

    /// <summary>That it is there already is fine.</summary>
    public static void MakeFolder(string path, uint mode)
    {
        if (mkdir(path, mode) != 0 && Marshal.GetLastPInvokeError() is var errno and not Errno.EEXIST) throw new LinuxException($"mkdir({path})", errno);
    }

    /// <summary>Of an empty one; that it is gone already is fine.</summary>
    public static void RemoveFolder(string path)
    {
        if (rmdir(path) != 0 && Marshal.GetLastPInvokeError() is var errno and not Errno.ENOENT) throw new LinuxException($"rmdir({path})", errno);
    }

    /// <summary>False: it was not there.</summary>
    public static bool Remove(string path)
    {
        if (unlink(path) == 0) return true;
        return Marshal.GetLastPInvokeError() == Errno.ENOENT ? false : throw LinuxException.Last($"unlink({path})");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2([Out] int[] ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int type, int protocol, [Out] int[] ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeHandle file, Span<byte> into, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeHandle file, ReadOnlySpan<byte> bytes, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fchownat(int folder, string path, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fchownatOf(SafeHandle file, string path, uint user, uint group, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeHandle fd, int command, nint value);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeHandle fd, long length);
}
