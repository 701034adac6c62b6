using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A client that knows frames and nothing else, and may send whatever it likes.</summary>
sealed class Stranger : IDisposable
{
    public const uint ConnectOpen = 1, ConnectGetCapabilities = 7, AuthList = 66;

    const uint Program = 0x2000_8086;

    readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Connects, and says no word.</summary>
    public Stranger(string path) => socket.Connect(new UnixDomainSocketEndPoint(path));

    /// <summary>Connects as every client does.</summary>
    public static Stranger Open(string path, bool readOnly = false)
    {
        Stranger stranger = new(path);
        Assert.True(stranger.Ask(AuthList, []));
        Assert.True(stranger.Ask(ConnectOpen, [.. Number(1), .. Text("qemu:///system"), .. Number(readOnly ? 1u : 0)]));
        return stranger;
    }

    /// <returns>Whether the answer was no error.</returns>
    public bool Ask(uint procedure, byte[] arguments)
    {
        Send(Call(procedure, arguments));
        while (true)
        {
            var frame = Read((int)BinaryPrimitives.ReadUInt32BigEndian(Read(4)) - 4);
            // 1: a reply; else an event, or a stream's.
            if (BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(12)) == 1) return BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(20)) == 0;
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    /// <summary>Sends for as long as it is taken in.</summary>
    /// <returns>False: not all of it was, since nobody is there any more.</returns>
    public async Task<bool> PressAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether the other end has hung up, as far as one sees who reads nothing.</summary>
    public bool IsLeft => socket.Poll(0, SelectMode.SelectError) || socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    public static byte[] Call(uint procedure, byte[] arguments) =>
        [.. Number((uint)(28 + arguments.Length)), .. Number(Program), .. Number(1), .. Number(procedure), .. Number(0), .. Number(7), .. Number(0), .. arguments];

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Number((uint)bytes.Length), .. bytes, .. new byte[(4 - bytes.Length % 4) % 4]];
    }

    public static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    byte[] Read(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = socket.Receive(bytes.AsSpan(at));
            at += got > 0 ? got : throw new EndOfStreamException("the daemon hung up");
        }
        return bytes;
    }

    public void Dispose() => socket.Dispose();
}
