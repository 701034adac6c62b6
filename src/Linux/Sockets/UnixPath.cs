using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A path that fits a Unix socket's address.</summary>
/// <remarks>Source: <c>unix(7)</c>: sun_path has 108 bytes, the last a zero.</remarks>
public static class UnixPath
{
    public const int Limit = 107;

    /// <summary>Of a socket that others are to find by its path.</summary>
    /// <exception cref="LinuxException"><c>ENAMETOOLONG</c>: the message names the limit.</exception>
    public static string Checked(string path) => Encoding.UTF8.GetByteCount(path) is var length && length <= Limit
        ? path
        : throw new LinuxException($"socket path '{path}' has {length} bytes, and no Unix socket's path more than {Limit}: choose a shorter folder", Errno.ENAMETOOLONG);

    /// <summary>A name that fits: a path too long goes by the number of its open folder.</summary>
    /// <param name="path">Of any length; its last part must fit.</param>
    /// <param name="folder">To be closed when the name has been used; null where the path fits as it is.</param>
    internal static string Reach(string path, out SafeFileHandle? folder)
    {
        folder = null;
        const int LongestPrefix = 30; // /proc/self/fd/2147483647/
        if (Encoding.UTF8.GetByteCount(path) <= Limit) return path;
        if (Encoding.UTF8.GetByteCount(Path.GetFileName(path)) > Limit - LongestPrefix) return Checked(path);
        folder = Files.OpenPath(Path.GetDirectoryName(path)!, follow: true);
        return $"/proc/self/fd/{folder.DangerousGetHandle()}/{Path.GetFileName(path)}";
    }

    /// <summary>struct sockaddr_un.</summary>
    internal static byte[] Address(string path)
    {
        var address = new byte[110];
        BitConverter.TryWriteBytes(address, (ushort)AddressFamily.Unix);
        Encoding.UTF8.GetBytes(Checked(path), address.AsSpan(2));
        return address;
    }
}
