using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>A listening Unix socket. Its path has its final owner and mode before the first connection can be made.</summary>
/// <remarks>
/// Bound by bind(2) itself: a path that <see cref="Socket"/> bound is deleted at its Dispose, even when it has become another daemon's.
/// </remarks>
public sealed partial class UnixListener : IDisposable
{
    readonly Socket socket;
    readonly (ulong Device, ulong Inode) bound;

    /// <summary>Takes over a socket that listens already, as systemd passes one.</summary>
    public UnixListener(int descriptor)
    {
        socket = new(new SafeSocketHandle(descriptor, ownsHandle: true));
        Path = socket.LocalEndPoint is UnixDomainSocketEndPoint end && end.ToString() is ['/', ..] path ? path : null;
    }

    /// <summary>Where clients find it; null: nowhere in the file system.</summary>
    public string? Path { get; }

    internal static UnixListener Own(SafeHandle handle)
    {
        var number = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return new(number);
    }

    UnixListener(int descriptor, string path) : this(descriptor)
    {
        Path = path;
        bound = FileStatus.Of(path).Identity;
    }

    /// <summary>Binds and listens. Whatever socket stood at the path is replaced: who calls holds the lock of its folder.</summary>
    /// <param name="path">Of more than <see cref="UnixPath.Limit"/> bytes it is found by those alone who go through its folder.</param>
    /// <param name="mode">Permission bits, such as 0770 (write permission is what lets in).</param>
    /// <param name="group">Null: our own.</param>
    /// <param name="user">Null: our own.</param>
    public static UnixListener Listen(string path, uint mode, uint? group = null, uint? user = null)
    {
        const int SOCK_STREAM = 1, SOCK_CLOEXEC = 0x80000, backlog = 128;
        var address = UnixPath.Address(UnixPath.Reach(path, out var folder));
        using var _ = folder;
        Files.RemoveSocket(path);
        var number = socketCall((int)AddressFamily.Unix, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (number < 0) throw LinuxException.Last("socket");
        SafeSocketHandle handle = new(number, ownsHandle: true);
        try
        {
            // Before bind the mode of the socket is the mode the path is born with (af_unix.c, unix_bind_bsd); umask is the process's.
            Files.SetMode(handle, 0b110_000_000, path);
            if (bind(handle, address, (uint)address.Length) != 0) throw LinuxException.Last($"bind({path})");
            if (group is not null || user is not null) Files.SetOwner(path, user, group);
            Files.SetMode(path, mode);
            if (listen(handle, backlog) != 0) throw LinuxException.Last($"listen({path})");
            handle.SetHandleAsInvalid();
            return new(number, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Who listens at a path; null: nobody, whatever lies there. A pid of 0 is one that cannot be told.</summary>
    /// <remarks>SO_PEERCRED is who called listen(2): under systemd's socket activation that is systemd, whose service starts by our asking.</remarks>
    public static PeerCredentials? WhoListens(string path)
    {
        const int SOCK_STREAM = 1, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
        if (FileStatus.TryOf(path, follow: true) is not { Kind: FileKind.Socket }) return null;
        var address = UnixPath.Address(UnixPath.Reach(path, out var folder));
        using var _ = folder;
        var number = socketCall((int)AddressFamily.Unix, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (number < 0) throw LinuxException.Last("socket");
        using SafeSocketHandle handle = new(number, ownsHandle: true);
        if (connect(handle, address, (uint)address.Length) == 0)
        {
            using var channel = UnixChannel.Own(number);
            handle.SetHandleAsInvalid();
            return channel.Peer;
        }
        return Marshal.GetLastPInvokeError() switch
        {
            Errno.ECONNREFUSED or Errno.ENOENT => null,
            Errno.EAGAIN or Errno.EACCES or Errno.EPERM => new PeerCredentials(0, 0, 0),
            var errno => throw new LinuxException($"connect({path})", errno),
        };
    }

    public SafeHandle Handle => socket.SafeHandle;

    /// <summary>Gives the socket away, to be passed to another process; the path stays when this is disposed.</summary>
    public SafeHandle Detach()
    {
        using (socket) return Libc.Duplicate(Handle);
    }

    public async Task<UnixChannel> AcceptAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var accepted = socket.AcceptAsync(cancel);
                var waits = !accepted.IsCompleted;
                UnixChannel channel = new(await accepted) { IsPrompt = true };
                // One after the other would keep the rest waiting.
                if (!waits && SocketThread.IsHere) await Task.Yield();
                return channel;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // It went away while it waited: no business of the next one's.
            }
        }
    }

    /// <summary>Stops listening; the path goes too where it is still this socket's.</summary>
    public void Dispose()
    {
        if (Path is not null && !socket.SafeHandle.IsClosed && FileStatus.TryOf(Path) is { } now && now.Identity == bound) Files.RemoveSocket(Path);
        socket.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int socketCall(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeHandle socket, [In] byte[] address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(SafeHandle socket, [In] byte[] address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(SafeHandle socket, int backlog);
}
