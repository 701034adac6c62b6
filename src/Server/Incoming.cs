using System.Buffers;
using System.Buffers.Binary;
using Aerostat.Linux;
using Aerostat.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Server;

/// <summary>Cuts what a client sends into messages, each with its descriptors.</summary>
/// <remarks>
/// The buffer grows with what has come, never with what was announced. A message's descriptors follow it, one byte each, which its
/// length does not count.
/// </remarks>
sealed class Incoming(UnixChannel channel, Holding holding) : IDisposable
{
    const int Small = 16 * 1024;

    readonly List<SafeFileHandle> passed = [];
    byte[] buffer = Rent(Small);
    int start, end, next;

    public Header Header { get; private set; }

    /// <summary>What follows the header, and the count of descriptors if there is one. Good until the next message.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Whoever takes a message owns its descriptors.</summary>
    public IReadOnlyList<SafeFileHandle> Descriptors { get; private set; } = [];

    /// <summary>The next message, or a part of it, has come already.</summary>
    public bool HasMore => next < end;

    /// <returns>False: the client is gone, or speaks something else.</returns>
    public async ValueTask<bool> NextAsync(CancellationToken cancel)
    {
        start = next;
        while (true)
        {
            if (Cut(out var wanted)) return true;
            if (wanted < 0) return false;
            MakeRoom(wanted);
            var count = await channel.ReceiveAsync(buffer.AsMemory(end), passed, cancel);
            if (count == 0 || passed.Count > 2 * Wire.MaxDescriptors) return false;
            end += count;
        }
    }

    /// <summary>Takes the next message if all of it is there.</summary>
    /// <param name="wanted">Else: how many bytes it needs; -1 where no such message may be.</param>
    bool Cut(out int wanted)
    {
        var bytes = buffer.AsSpan(start, end - start);
        wanted = Wire.MinMessage;
        if (bytes.Length < Wire.LengthSize) return false;

        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length is < Wire.MinMessage or > Wire.MaxMessage)
        {
            wanted = -1;
            return false;
        }
        wanted = (int)length;
        if (bytes.Length < wanted) return false;

        XdrReader reader = new(bytes[Wire.LengthSize..wanted]);
        Header = Header.Read(ref reader);
        var descriptors = 0;
        if (Header.Type is MessageType.CallWithDescriptors)
        {
            if (!BinaryPrimitives.TryReadUInt32BigEndian(reader.Rest, out var count) || count > Wire.MaxDescriptors)
            {
                wanted = -1;
                return false;
            }
            descriptors = (int)count;
            wanted += descriptors;
            if (bytes.Length < wanted) return false;
            if (passed.Count < descriptors)
            {
                wanted = -1; // bytes where descriptors should have been
                return false;
            }
        }
        Descriptors = descriptors == 0 ? [] : passed[..descriptors];
        passed.RemoveRange(0, descriptors);
        next = start + wanted;
        var body = start + Wire.MinMessage + (Header.Type is MessageType.CallWithDescriptors ? 4 : 0);
        Body = buffer.AsMemory(body, start + (int)length - body);
        return true;
    }

    void MakeRoom(int wanted)
    {
        var held = end - start;
        if (held == 0 && buffer.Length > Small && wanted <= Small)
        {
            holding.Add(Small - buffer.Length);
            Return(buffer);
            buffer = Rent(Small);
        }
        else if (start > 0) buffer.AsSpan(start, held).CopyTo(buffer);
        (start, end) = (0, held);
        if (end < buffer.Length) return;
        var larger = Rent(buffer.Length * 2);
        buffer.AsSpan(0, end).CopyTo(larger);
        Return(buffer);
        holding.Add(larger.Length - buffer.Length);
        buffer = larger;
    }

    /// <summary>Of large ones the pool would keep many, for a client that came once.</summary>
    const int Large = 1024 * 1024;

    static byte[] Rent(int length) => length > Large ? GC.AllocateUninitializedArray<byte>(length) : ArrayPool<byte>.Shared.Rent(length);

    static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= Large) ArrayPool<byte>.Shared.Return(bytes);
    }

    public void Dispose()
    {
        Return(buffer);
        buffer = [];
        foreach (var handle in passed) handle.Dispose();
    }
}
