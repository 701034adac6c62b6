using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>The near end of a pseudo terminal whose far end another process holds.</summary>
/// <remarks>Source: <c>pty(7)</c>.</remarks>
public static class Terminal
{
    /// <summary>Major numbers of the kernel's pseudo terminals (Documentation/admin-guide/devices.txt).</summary>
    const uint FirstMajor = 136, LastMajor = 143;

    /// <summary>Opens one by a path that the other process named, and makes sure that it is one.</summary>
    /// <exception cref="LinuxException"><c>ENOTTY</c>: something else stands there.</exception>
    public static SafeFileHandle Open(string path)
    {
        var handle = Libc.Open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_NOFOLLOW | Libc.O_NOCTTY);
        var status = FileStatus.Of(handle);
        if (status.Kind is FileKind.CharacterDevice && status.DeviceId.Major is >= FirstMajor and <= LastMajor) return handle;
        handle.Dispose();
        throw new LinuxException($"open({path})", Errno.ENOTTY);
    }

    /// <summary>False: there is nothing yet. Zero bytes: the far end is closed.</summary>
    public static bool TryRead(SafeFileHandle terminal, Span<byte> into, out int count)
    {
        try
        {
            var read = Files.TryRead(terminal, into);
            count = read ?? 0;
            return read is not null;
        }
        catch (LinuxException e) when (e.Errno is Errno.EIO)
        {
            count = 0;
            return true;
        }
    }

    /// <summary>False: there is no room yet.</summary>
    public static bool TryWrite(SafeFileHandle terminal, ReadOnlySpan<byte> bytes, out int count)
    {
        var written = Files.TryWrite(terminal, bytes);
        count = written ?? 0;
        return written is not null;
    }
}
