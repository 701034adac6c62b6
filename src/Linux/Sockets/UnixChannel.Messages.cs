using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <remarks>Source: <c>recvmsg(2)</c>, <c>cmsg(3)</c>, <c>unix(7)</c> SCM_RIGHTS.</remarks>
public sealed partial class UnixChannel
{
    const int SOL_SOCKET = 1, SCM_RIGHTS = 1;
    const int MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x40000000;

    /// <summary>The kernel passes no more than 253 in one message (SCM_MAX_FD): nothing is ever cut off.</summary>
    const int MostDescriptors = 253;

    /// <summary>Null: nothing is there yet.</summary>
    // unsafe: the kernel writes at most the lengths given, into the pinned buffer and this frame; every control length is checked.
    unsafe int? TryReceive(Span<byte> buffer, ICollection<SafeFileHandle>? descriptors)
    {
        var room = sizeof(ControlHeader) + sizeof(int) * (MostDescriptors + 1);
        var control = stackalloc byte[room];
        fixed (byte* bytes = buffer)
        {
            Segment segment = new() { Base = bytes, Length = (nuint)buffer.Length };
            Message message = new() { Segments = &segment, SegmentCount = 1, Control = control, ControlLength = (nuint)room };
            nint count;
            do count = recvmsg(Handle, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (count >= 0)
            {
                Take(new(control, (int)message.ControlLength), descriptors);
                return (int)count;
            }
            return Marshal.GetLastPInvokeError() switch
            {
                Errno.EAGAIN => null,
                Errno.ECONNRESET => 0, // closed with bytes of ours unread: no different to whoever reads
                _ => throw LinuxException.Last("recvmsg"),
            };
        }
    }

    static void Take(ReadOnlySpan<byte> control, ICollection<SafeFileHandle>? descriptors)
    {
        var head = Unsafe.SizeOf<ControlHeader>();
        while (control.Length >= head)
        {
            var header = MemoryMarshal.Read<ControlHeader>(control);
            var length = (int)header.Length;
            if (length < head || length > control.Length) return;
            if (header is { Level: SOL_SOCKET, Type: SCM_RIGHTS })
            {
                foreach (var number in MemoryMarshal.Cast<byte, int>(control[head..length]))
                {
                    SafeFileHandle handle = new(number, ownsHandle: true);
                    if (descriptors is null) handle.Dispose();
                    else descriptors.Add(handle);
                }
            }
            control = control[Math.Min((length + 7) & ~7, control.Length)..];
        }
    }

    /// <summary>False: there is no room yet.</summary>
    // unsafe: all that the kernel reads is on this frame; the handle is held while its number is in use.
    unsafe bool TrySend(byte first, SafeHandle descriptor)
    {
        var length = sizeof(ControlHeader) + sizeof(int);
        var control = stackalloc byte[sizeof(ControlHeader) + 8];
        var held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            *(ControlHeader*)control = new() { Length = (nuint)length, Level = SOL_SOCKET, Type = SCM_RIGHTS };
            *(int*)(control + sizeof(ControlHeader)) = (int)descriptor.DangerousGetHandle();
            Segment segment = new() { Base = &first, Length = 1 };
            Message message = new() { Segments = &segment, SegmentCount = 1, Control = control, ControlLength = (nuint)sizeof(ControlHeader) + 8 };
            nint count;
            do count = sendmsg(Handle, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
            while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (count == 1) return true;
            return Marshal.GetLastPInvokeError() == Errno.EAGAIN ? false : throw LinuxException.Last("sendmsg(SCM_RIGHTS)");
        }
        finally
        {
            if (held) descriptor.DangerousRelease();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    struct ControlHeader
    {
        public nuint Length;
        public int Level, Type;
    }

    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Segment
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Segment* Segments;
        public nuint SegmentCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recvmsg(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendmsg(SafeHandle socket, Message* message, int flags);
}
