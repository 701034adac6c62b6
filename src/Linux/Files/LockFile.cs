using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A lock that its holder's death releases. The file says who holds it, and is never removed.</summary>
/// <remarks>Source: <c>flock(2)</c>. The descriptor is close-on-exec: no child keeps the lock.</remarks>
public sealed partial class LockFile : IDisposable
{
    readonly SafeFileHandle handle;

    LockFile(SafeFileHandle handle) => this.handle = handle;

    /// <exception cref="LinuxException"><c>EAGAIN</c>: another process holds it; the message says which.</exception>
    public static LockFile Take(string path)
    {
        const int LOCK_EX = 2, LOCK_NB = 4;
        var handle = Libc.Open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_NOFOLLOW, 0b110_000_000);
        if (flock(handle, LOCK_EX | LOCK_NB) != 0)
        {
            using var _ = handle;
            var errno = Marshal.GetLastPInvokeError();
            throw new LinuxException($"'{path}' is held by {Holder(handle)}: flock", errno);
        }
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")), 0);
        return new(handle);
    }

    public void Dispose() => handle.Dispose();

    static string Holder(SafeFileHandle handle)
    {
        var bytes = new byte[16];
        var text = Encoding.ASCII.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0)).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? $"process {pid} ({ProcFile.TryRead($"/proc/{pid}/comm")?.Trim() ?? "gone"})"
            : "an unknown process";
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeHandle file, int operation);
}
