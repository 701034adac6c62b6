using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aerostat.Protocol;

namespace Aerostat.Client.Tests;

/// <summary>The other end of a connection, which says what a test has it say.</summary>
sealed class ScriptedServer : IAsyncDisposable
{
    readonly Socket socket;

    ScriptedServer(Socket socket) => this.socket = socket;

    /// <summary>A server and a client that have opened; keepalive is off unless the options say otherwise.</summary>
    public static async Task<(ScriptedServer Server, VirtConnection Client)> OpenAsync(VirtConnectionOptions? options = null)
    {
        var (ours, theirs) = Pair();
        ScriptedServer server = new(ours);
        var opening = VirtConnection.OpenAsync(theirs, "qemu:///system", options ?? new() { Keepalive = null });
        await server.ReplyAsync((await server.TakeAsync(Remote.AuthList)).Header, new AuthListRet([AuthType.None]));
        if (options?.Keepalive is not null)
            await server.ReplyAsync((await server.TakeAsync(Remote.ConnectSupportsFeature)).Header, new ConnectSupportsFeatureRet(true));
        var (open, arguments) = await server.TakeAsync(Remote.ConnectOpen);
        Assert.Equal(new("qemu:///system", 0), arguments);
        await server.ReplyAsync(open, default(Nothing));
        return (server, await opening);
    }

    public static unsafe (Socket, Socket) Pair()
    {
        var pair = stackalloc int[2];
        Assert.Equal(0, Libc.socketpair(1, 1, 0, pair));
        return (new(new SafeSocketHandle(pair[0], true)), new(new SafeSocketHandle(pair[1], true)));
    }

    /// <summary>The next message.</summary>
    public async Task<(Header Header, byte[] Body)> TakeAsync()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(4));
        var message = await ReadAsync(length - 4);
        XdrReader reader = new(message);
        return (Header.Read(ref reader), message[Wire.HeaderSize..]);
    }

    /// <summary>The next message, which must be this call.</summary>
    public async Task<(Header Header, TArgs Arguments)> TakeAsync<TArgs, TRet>(Procedure<TArgs, TRet> procedure)
        where TArgs : struct, IXdr<TArgs>
        where TRet : struct, IXdr<TRet>
    {
        var (header, body) = await TakeAsync();
        Assert.Equal((procedure.Number, MessageType.Call), (header.Procedure, header.Type));
        XdrReader reader = new(body);
        return (header, TArgs.Read(ref reader));
    }

    public Task ReplyAsync<T>(Header call, T answer) where T : struct, IXdr<T> => SendAsync(call.Reply(MessageStatus.Ok), answer);

    public Task RefuseAsync(Header call, ErrorRecord error) => SendAsync(call.Reply(MessageStatus.Error), error);

    public Task SendAsync<T>(Header header, T body, int? descriptors = null) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(256);
        if (descriptors is { } count) Frame.Write(ref writer, header, body, count);
        else Frame.Write(ref writer, header, body);
        return SendAsync(writer.Written.ToArray());
    }

    public Task SendAsync(Header header, byte[] data)
    {
        XdrWriter writer = new(256);
        Frame.Write(ref writer, header, data);
        return SendAsync(writer.Written.ToArray());
    }

    public Task SendAsync(byte[] bytes) => socket.SendAsync(bytes);

    public void SendDescriptor(SafeHandle handle) => Assert.Equal(1, Libc.SendDescriptor(socket.SafeHandle, (int)handle.DangerousGetHandle()));

    async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.NotEqual(0, read);
            at += read;
        }
        return bytes;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }
}
