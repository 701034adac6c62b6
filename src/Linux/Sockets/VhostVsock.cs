using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>The kernel's back-end for a guest's vsock: a descriptor that holds the guest's number.</summary>
/// <remarks>Source: <c>linux/vhost.h</c>, <c>vsock(7)</c>.</remarks>
public static partial class VhostVsock
{
    const string Device = "/dev/vhost-vsock";

    const uint VHOST_VSOCK_SET_GUEST_CID = 0x4008AF60;

    /// <summary>The first number that a guest can have; those below are the host's.</summary>
    public const uint FirstGuest = 3;

    /// <param name="cid">The guest's number; null: the first that is free.</param>
    /// <exception cref="LinuxException"><c>ENOENT</c>: this kernel has it not. <c>EADDRINUSE</c>: another guest has the number.</exception>
    public static (SafeFileHandle Handle, uint Cid) Open(uint? cid)
    {
        var handle = Libc.Open(Device, Libc.O_RDWR);
        try
        {
            for (var next = cid ?? FirstGuest; ; next++)
            {
                ulong number = next;
                if (ioctl(handle, VHOST_VSOCK_SET_GUEST_CID, ref number) == 0) return (handle, next);
                if (cid is not null || Marshal.GetLastPInvokeError() != Errno.EADDRINUSE) throw LinuxException.Last($"ioctl({Device}, VHOST_VSOCK_SET_GUEST_CID, {next})");
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, ref ulong cid);
}
