using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A connected Unix stream socket that carries bytes and descriptors.</summary>
/// <remarks>
/// One plain receive loses passed descriptors in silence, so this class alone reads such sockets: it waits by a zero-byte receive and
/// takes by recvmsg(2). At most one receive and one send at a time.
/// </remarks>
public sealed partial class UnixChannel(Socket socket) : IDisposable
{
    /// <summary>Of what goes on where sockets are waited for.</summary>
    const int Little = 4096;

    bool drained;

    /// <summary>Whoever reads here may go on with a little that has just come where sockets are waited for: see <see cref="SocketThread"/>.</summary>
    public bool IsPrompt { get; init; }

    public static (UnixChannel, UnixChannel) Pair()
    {
        const int SOCK_STREAM = 1, SOCK_CLOEXEC = 0x80000;
        var ends = new int[2];
        return socketpair((int)AddressFamily.Unix, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0
            ? (Own(ends[0]), Own(ends[1]))
            : throw LinuxException.Last("socketpair");
    }

    /// <exception cref="LinuxException">The path is too long, there is nothing, or nobody listens there.</exception>
    /// <param name="prompt">See <see cref="IsPrompt"/>.</param>
    public static async Task<UnixChannel> ConnectAsync(string path, CancellationToken cancel, bool prompt = false)
    {
        var name = UnixPath.Reach(path, out var folder);
        using var _ = folder;
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(name), cancel);
            return new(socket) { IsPrompt = prompt };
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new LinuxException($"connect({path})", e.NativeErrorCode);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes over a connected socket that came as a number.</summary>
    public static UnixChannel Own(int descriptor) => new(new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)));

    public SafeHandle Handle => socket.SafeHandle;

    public PeerCredentials Peer
    {
        get
        {
            const int SOL_SOCKET = 1, SO_PEERCRED = 17;
            var credentials = new byte[12];
            return socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, credentials) == credentials.Length
                ? new(BitConverter.ToInt32(credentials, 0), BitConverter.ToUInt32(credentials, 4), BitConverter.ToUInt32(credentials, 8))
                : throw new LinuxException("getsockopt(SO_PEERCRED)", Errno.EINVAL);
        }
    }

    /// <summary>Waits for bytes, and takes what is there.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="descriptors">Gets what was passed along, in order; null: what is passed is closed at once.</param>
    /// <param name="cancel">Ends the wait; nothing is lost by it.</param>
    /// <returns>How many bytes; 0 when the other end is closed.</returns>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, ICollection<SafeFileHandle>? descriptors, CancellationToken cancel)
    {
        var waited = false;
        while (true)
        {
            // What was read short had nothing behind it: the question whether there is more would cost a call for nothing.
            if (!drained && TryReceive(buffer.Span, descriptors) is { } count)
            {
                drained = count > 0 && count < buffer.Length;
                if (SocketThread.IsHere && !(IsPrompt && waited && count is > 0 and <= Little)) await Task.Yield();
                return count;
            }
            drained = false;
            waited = true;
            try
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel);
            }
            catch (SocketException)
            {
                // The error is still on the socket or gone with the peer: recvmsg tells which, with its own errno.
            }
        }
    }

    /// <summary>Sends all of it.</summary>
    /// <exception cref="LinuxException"><c>EPIPE</c>: the other end is closed.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var sent = socket.SendAsync(bytes, SocketFlags.None, cancel);
                var waits = !sent.IsCompleted;
                bytes = bytes[await sent..];
                if (waits && SocketThread.IsHere) await Task.Yield();
            }
        }
        catch (SocketException e)
        {
            throw new LinuxException("send", e.NativeErrorCode);
        }
    }

    /// <summary>Sends the bytes, and with the first of them the descriptor; the caller's own stays open.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, SafeHandle descriptor, CancellationToken cancel)
    {
        while (!TrySend(bytes.Span[0], descriptor)) await Readiness.WritableAsync(Handle, cancel);
        await SendAsync(bytes[1..], cancel);
    }

    /// <summary>Ends both directions; a receive that waits, here or at the other end, returns 0.</summary>
    public void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has been ended already.
        }
    }

    public void Dispose() => socket.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int type, int protocol, [Out] int[] ends);
}
