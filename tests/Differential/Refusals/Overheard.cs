using System.Buffers.Binary;
using System.Net.Sockets;
using Aerostat.Protocol;

namespace Aerostat.Differential.Tests;

/// <summary>Stands between a client and a daemon, and writes down each error that the daemon sends: virsh prints the message only, scripts and
/// libraries look at code and domain.</summary>
sealed class Overheard : IDisposable
{
    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly List<string> errors = [];
    readonly string daemon;

    public Overheard(string daemon, string path)
    {
        (this.daemon, Path) = (daemon, path);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(16);
        _ = AcceptAsync();
    }

    public string Path { get; }

    /// <summary>The errors since the last time, each as <c>code/domain</c>.</summary>
    public string[] Take()
    {
        lock (errors)
        {
            string[] taken = [.. errors];
            errors.Clear();
            return taken;
        }
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task RelayAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(daemon));
            await Task.WhenAny(PassAsync(client, server, null), PassAsync(server, client, Hear));
        }
    }

    static async Task PassAsync(Socket from, Socket to, Action<byte[]>? hear)
    {
        using var input = new NetworkStream(from);
        using var output = new NetworkStream(to);
        try
        {
            var length = new byte[Wire.LengthSize];
            while (true)
            {
                await input.ReadExactlyAsync(length);
                var body = new byte[BinaryPrimitives.ReadUInt32BigEndian(length) - Wire.LengthSize];
                await input.ReadExactlyAsync(body);
                hear?.Invoke(body);
                await output.WriteAsync((byte[])[.. length, .. body]);
            }
        }
        catch (IOException)
        {
            // One of them has hung up.
        }
    }

    void Hear(byte[] message)
    {
        XdrReader reader = new(message);
        if (Header.Read(ref reader) is not { Type: MessageType.Reply or MessageType.Stream, Status: MessageStatus.Error }) return;
        var error = ErrorRecord.Read(ref reader);
        lock (errors) errors.Add($"{error.Code}/{error.Domain}");
    }

    public void Dispose()
    {
        listener.Dispose();
        File.Delete(Path);
    }
}
