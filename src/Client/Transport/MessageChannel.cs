using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aerostat.Protocol;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Client;

/// <summary>Whole messages over a socket, with the descriptors that belong to them.</summary>
/// <remarks>
/// A plain receive would lose descriptors in silence: an empty one waits for bytes, recvmsg takes them. A message of the two types that carry
/// descriptors is followed by one byte for each, which its length does not count.
/// </remarks>
sealed class MessageChannel(Socket socket) : IDisposable
{
    readonly SemaphoreSlim sending = new(1, 1);
    readonly Queue<int> descriptors = [];
    byte[] buffer = ArrayPool<byte>.Shared.Rent(16384);
    int start, end;

    /// <summary>Sends it whole: no other message comes between.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message, IReadOnlyList<SafeHandle>? handles, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // Half a message would leave the connection unusable: once begun it is not cancelled.
            for (var rest = message; rest.Length > 0;)
                rest = rest[await socket.SendAsync(rest, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
            foreach (var handle in handles ?? []) await SendAsync(handle).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Lost(e.Message, e);
        }
        finally
        {
            sending.Release();
        }
    }

    async Task SendAsync(SafeHandle handle)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            int sent;
            // An empty send does not wait for room, so this one asks again; the buffer holds thousands of such bytes.
            while ((sent = Libc.SendDescriptor(socket.SafeHandle, (int)handle.DangerousGetHandle())) is -Libc.Again or -Libc.Interrupted)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System).ConfigureAwait(false);
            if (sent < 0) throw Lost($"sendmsg: errno {-sent}");
        }
        finally
        {
            if (held) handle.DangerousRelease();
        }
    }

    /// <summary>The next message without its length word, valid until the next call; null at the end.</summary>
    /// <exception cref="VirtException">A length that cannot be, an end in the middle, a broken connection.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        if (!await FillAsync(Wire.LengthSize, mayEnd: true).ConfigureAwait(false)) return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(start));
        if (length is < Wire.MinMessage or > Wire.MaxMessage) throw Lost($"a message of {length} bytes");
        await FillAsync((int)length, mayEnd: false).ConfigureAwait(false);
        var message = buffer.AsMemory(start + Wire.LengthSize, (int)length - Wire.LengthSize);
        start += (int)length;
        return message;
    }

    /// <summary>The descriptors behind the message just received.</summary>
    public async ValueTask<SafeFileHandle[]> ReceiveDescriptorsAsync(int count)
    {
        if (count is < 0 or > Wire.MaxDescriptors) throw Lost($"{count} descriptors");
        await FillAsync(count, mayEnd: false).ConfigureAwait(false);
        start += count;
        if (descriptors.Count < count) throw Lost($"{descriptors.Count} descriptors where {count} were announced");
        return [.. Enumerable.Range(0, count).Select(_ => new SafeFileHandle(descriptors.Dequeue(), ownsHandle: true))];
    }

    async ValueTask<bool> FillAsync(int count, bool mayEnd)
    {
        while (end - start < count)
        {
            MakeRoom(count);
            int read;
            try
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
                read = Libc.Receive(socket.SafeHandle, buffer.AsSpan(end), descriptors);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Lost(e.Message, e);
            }
            if (read is -Libc.Again or -Libc.Interrupted) continue;
            if (read < 0) throw Lost($"recvmsg: errno {-read}");
            if (read == 0) return mayEnd && start == end ? false : throw Lost("End of file while reading data: Input/output error");
            end += read;
        }
        return true;
    }

    void MakeRoom(int count)
    {
        if (start == end) start = end = 0;
        if (buffer.Length - start >= count && end < buffer.Length) return;
        var target = buffer.Length >= count ? buffer : ArrayPool<byte>.Shared.Rent(count);
        buffer.AsSpan(start, end - start).CopyTo(target);
        if (target != buffer) ArrayPool<byte>.Shared.Return(buffer);
        (buffer, end, start) = (target, end - start, 0);
    }

    public static VirtException Lost(string why, Exception? cause = null) => new(ErrorCode.SystemError, why, ErrorDomain.Rpc, cause);

    public void Dispose()
    {
        socket.Dispose();
        while (descriptors.TryDequeue(out var descriptor)) _ = Libc.close(descriptor);
    }
}
