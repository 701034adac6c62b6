using System.Runtime.InteropServices;
using System.Text;

namespace Aerostat.Linux;

/// <summary>Extended attributes, by an open descriptor (one of <see cref="Files.OpenPath"/> will do).</summary>
/// <remarks>Source: <c>xattr(7)</c>. trusted.* is root's in the first user namespace; elsewhere it is not supported.</remarks>
public static partial class Xattr
{
    /// <summary>Null: the file has no such attribute.</summary>
    /// <exception cref="LinuxException"><c>EOPNOTSUPP</c> or <c>EPERM</c>: the file system, or we, cannot have it.</exception>
    public static string? Get(SafeHandle file, string name)
    {
        var value = new byte[1024];
        var length = getxattr(Path(file), name, value, (nuint)value.Length);
        if (length >= 0) return Encoding.UTF8.GetString(value, 0, (int)length).TrimEnd('\0');
        return Marshal.GetLastPInvokeError() == Errno.ENODATA ? null : throw LinuxException.Last($"getxattr({name})");
    }

    /// <param name="file">Whose.</param>
    /// <param name="name">With its namespace, as in <c>trusted.libvirt.security.dac</c>.</param>
    /// <param name="value">Null removes it.</param>
    public static void Set(SafeHandle file, string name, string? value)
    {
        if (value is null)
        {
            if (removexattr(Path(file), name) != 0 && Marshal.GetLastPInvokeError() != Errno.ENODATA) throw LinuxException.Last($"removexattr({name})");
            return;
        }
        var bytes = Encoding.UTF8.GetBytes(value);
        if (setxattr(Path(file), name, bytes, (nuint)bytes.Length, 0) != 0) throw LinuxException.Last($"setxattr({name})");
    }

    /// <summary>The calls by descriptor refuse one that was opened as a path only.</summary>
    static string Path(SafeHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, [Out] byte[] value, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setxattr(string path, string name, [In] byte[] value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int removexattr(string path, string name);
}
