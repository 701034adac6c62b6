using System.Net.Sockets;
using Aerostat.Values;

namespace Aerostat.Client;

/// <summary>From a URI to a connected socket.</summary>
static class Dialer
{
    public static async Task<Socket> DialAsync(VirtUri uri, bool readOnly, CancellationToken cancel) => uri.Transport switch
    {
        "ssh" => SshTunnel.Open(uri, readOnly),
        null or "unix" when uri.Host.Length == 0 => await DialUnixAsync(uri, readOnly, cancel).ConfigureAwait(false),
        null => throw Unsupported("tls"),
        var transport => throw Unsupported(transport),
    };

    /// <summary>The first socket that is there is the one: a daemon that refuses is not passed by for another.</summary>
    static async Task<Socket> DialUnixAsync(VirtUri uri, bool readOnly, CancellationToken cancel)
    {
        string[] paths = [.. uri.Sockets(readOnly)];
        var path = paths.FirstOrDefault(File.Exists) ?? paths[^(paths.Length > 1 ? 2 : 1)];
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new VirtException(ErrorCode.SystemError, $"Failed to connect socket to '{path}': {Reason(e)}", ErrorDomain.Rpc, e)
            {
                Hint = "Start aerostatd or libvirtd, or name another with -c qemu+unix:///system?socket=PATH.",
            };
        }
    }

    static string Reason(Exception e) => e is not SocketException socket ? e.Message : socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "Connection refused",
        SocketError.AccessDenied => "Permission denied",
        // No name of .NET's for ENOENT.
        SocketError.AddressNotAvailable => "No such file or directory",
        _ => socket.Message,
    };

    static VirtException Unsupported(string transport) =>
        new(ErrorCode.NoSupport, $"this function is not supported by the connection driver: transport '{transport}'", ErrorDomain.Rpc)
        {
            Hint = "Connect through unix or ssh.",
        };
}
