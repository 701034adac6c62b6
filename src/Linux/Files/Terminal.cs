using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A pseudo terminal by the path that QEMU reported: a stranger's word, so it is looked at before it is believed.</summary>
/// <remarks>Does not block: wait by <see cref="Readiness"/>. Source: <c>pts(4)</c>.</remarks>
public static class Terminal
{
    /// <exception cref="LinuxException"><c>ENOTTY</c>: something else lies there. <c>ELOOP</c>: a link.</exception>
    public static SafeFileHandle Open(string path)
    {
        const uint first = 136, last = 143; // majors of the slaves of devpts (Documentation/admin-guide/devices.txt)
        // Looked at by name alone first: to open a device is to act on it.
        using (var named = Files.OpenPath(path)) Check(named, path);
        var handle = Libc.Open(path, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_NOFOLLOW);
        try
        {
            Check(handle, path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        static void Check(SafeHandle handle, string path)
        {
            if (FileStatus.Of(handle) is not { Kind: FileKind.CharacterDevice, DeviceId.Major: >= first and <= last })
                throw new LinuxException($"open({path}) as a pseudo terminal", Errno.ENOTTY);
        }
    }

    /// <returns>False: nothing is there yet. Else how much was read; 0: the guest's end is closed.</returns>
    public static bool TryRead(SafeFileHandle terminal, Span<byte> buffer, out int count)
    {
        try
        {
            var got = Files.TryRead(terminal, buffer, "terminal");
            count = got ?? 0;
            return got is not null;
        }
        catch (LinuxException e) when (e.Errno == Errno.EIO)
        {
            count = 0; // so the kernel tells of a terminal whose other side is closed
            return true;
        }
    }

    /// <returns>False: there is no room yet. Else how much was taken; all of it, and dropped, where the guest's end is closed.</returns>
    public static bool TryWrite(SafeFileHandle terminal, ReadOnlySpan<byte> bytes, out int count)
    {
        try
        {
            var taken = Files.TryWrite(terminal, bytes, "terminal");
            count = taken ?? 0;
            return taken is not null;
        }
        catch (LinuxException e) when (e.Errno == Errno.EIO)
        {
            count = bytes.Length;
            return true;
        }
    }
}
