using System.Net.Sockets;
using System.Text;

namespace Aerostat.Linux;

/// <summary>A path that fits a Unix socket's address.</summary>
/// <remarks>Source: <c>unix(7)</c>: sun_path has 108 bytes, the last a zero.</remarks>
public static class UnixPath
{
    public const int Limit = 107;

    /// <exception cref="LinuxException"><c>ENAMETOOLONG</c>: the message names the limit.</exception>
    public static string Checked(string path) => Encoding.UTF8.GetByteCount(path) <= Limit
        ? path
        : throw new LinuxException($"socket path '{path}' is longer than {Limit} bytes", Errno.ENAMETOOLONG);

    /// <summary>struct sockaddr_un.</summary>
    internal static byte[] Address(string path)
    {
        var address = new byte[110];
        BitConverter.TryWriteBytes(address, (ushort)AddressFamily.Unix);
        Encoding.UTF8.GetBytes(Checked(path), address.AsSpan(2));
        return address;
    }
}
