using System.Buffers.Binary;
using Aerostat.Linux;
using Aerostat.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Server.Tests;

/// <summary>A server with one connection, at whose other end the test speaks in bytes.</summary>
sealed class Wires : IAsyncDisposable
{
    readonly RpcServer server;
    readonly List<byte> received = [];
    uint serial;

    public Wires(ProcedureTable table, bool readOnly = false, ServerOptions? options = null, TimeProvider? time = null)
    {
        (Client, var theirs) = UnixChannel.Pair();
        server = new(table, options ?? new(), time ?? TimeProvider.System, NullLogger.Instance);
        Session = server.Serve(theirs, readOnly);
    }

    public UnixChannel Client { get; }
    public Session Session { get; }
    public List<SafeFileHandle> Passed { get; } = [];
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What a daemon has at least: open, and what comes with the session.</summary>
    public static ProcedureTable Table() => new ProcedureTable().AddSessionProcedures()
        .On(Remote.ConnectOpen, (args, call) => call.Session.Open((args.Flags & 1) != 0))
        .On(Remote.ConnectSupportsFeature, (args, call) =>
        {
            if (args.Feature == (int)Feature.Keepalive) call.Session.StartKeepalive();
            return new ConnectSupportsFeatureRet(args.Feature is (int)Feature.Keepalive);
        })
        .On(Remote.ConnectGetType, _ => new ConnectGetTypeRet("QEMU"));

    public static async Task<Wires> OpenAsync(
        ProcedureTable table, bool readOnly = false, ServerOptions? options = null, TimeProvider? time = null)
    {
        Wires wires = new(table, readOnly, options, time);
        await wires.CallAsync(Remote.ConnectOpen, new ConnectOpenArgs("qemu:///system", 0));
        return wires;
    }

    public static Header CallOf(Procedure procedure, uint serial) =>
        new(procedure.Program, 1, procedure.Number, MessageType.Call, serial, MessageStatus.Ok);

    public Task SendAsync<T>(Header header, T body) where T : struct, IXdr<T> => SendAsync(Bytes(header, body));

    public Task SendAsync(Header header, params byte[] body)
    {
        XdrWriter writer = new(64);
        Frame.Write(ref writer, header, body);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return SendAsync(bytes);
    }

    public Task SendAsync(byte[] bytes) => Client.SendAsync(bytes, Cancel).AsTask();

    /// <summary>The next message; null: the server has closed.</summary>
    public async Task<(Header Header, byte[] Body)?> ReceiveAsync()
    {
        while (true)
        {
            if (received.Count >= 4 && BinaryPrimitives.ReadInt32BigEndian(received[..4].ToArray()) is var length && received.Count >= length)
            {
                var bytes = received[..length].ToArray();
                received.RemoveRange(0, length);
                return (Read<Header>(bytes.AsSpan(4)), bytes[28..]);
            }
            var buffer = new byte[65536];
            var count = await Client.ReceiveAsync(buffer, Passed, Cancel);
            if (count == 0) return null;
            received.AddRange(buffer[..count]);
        }
    }

    public async Task<(Header Header, byte[] Body)> MustReceiveAsync() =>
        await ReceiveAsync() ?? throw new InvalidOperationException("the server closed the connection");

    /// <summary>The bytes that follow a message, where descriptors come.</summary>
    public void SkipDescriptorBytes(int count) => received.RemoveRange(0, count);

    public async Task<TRet> CallAsync<TArgs, TRet>(Procedure<TArgs, TRet> procedure, TArgs args)
        where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet>
    {
        await SendAsync(CallOf(procedure, serial++), args);
        var (header, body) = await MustReceiveAsync();
        return header.Status is MessageStatus.Ok ? Read<TRet>(body) : throw Read<ErrorRecord>(body).ToException();
    }

    public Task<TRet> CallAsync<TRet>(Procedure<Nothing, TRet> procedure) where TRet : struct, IXdr<TRet> => CallAsync(procedure, default);

    /// <summary>Sends it and expects to be refused.</summary>
    public async Task<(Header Header, ErrorRecord Error)> RefusedAsync(Header header, params byte[] body)
    {
        await SendAsync(header, body);
        var reply = await MustReceiveAsync();
        Assert.Equal(MessageStatus.Error, reply.Header.Status);
        return (reply.Header, Read<ErrorRecord>(reply.Body));
    }

    public static T Read<T>(ReadOnlySpan<byte> bytes) where T : struct, IXdr<T>
    {
        XdrReader reader = new(bytes);
        return T.Read(ref reader);
    }

    public static byte[] Bytes<T>(Header header, T body) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(64);
        Frame.Write(ref writer, header, body);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        foreach (var handle in Passed) handle.Dispose();
    }
}
