using System.Runtime.InteropServices;

namespace Aerostat.Client;

/// <summary>The system calls that .NET has no name for: descriptors along with bytes, and a pair of sockets.</summary>
/// <remarks>Source: <c>unix(7)</c>, <c>cmsg(3)</c>; the layouts are those of 64-bit Linux.</remarks>
static partial class Libc
{
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;
    public const int CloseOnExec = 0x40000000;
    public const int Again = 11;
    public const int Interrupted = 4;

    const int SolSocket = 1;
    const int ScmRights = 1;
    const int HeaderSize = 16;

    /// <summary>Room for the most descriptors that one message brings.</summary>
    public const int ControlSize = HeaderSize + 32 * sizeof(int);

    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Vector
    {
        public void* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>Reads what is there, without waiting. Descriptors that came along are added to <paramref name="descriptors"/>, closed on exec.</summary>
    /// <returns>Bytes read, 0 at the end, or minus errno.</returns>
    // Sound: every pointer is into a span that is pinned or on the stack until the call returns.
    public static unsafe int Receive(SafeHandle socket, Span<byte> buffer, Queue<int> descriptors)
    {
        var control = stackalloc byte[ControlSize];
        fixed (byte* bytes = buffer)
        {
            Vector vector = new() { Base = bytes, Length = (nuint)buffer.Length };
            Message message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
            var count = recvmsg(socket, &message, DontWait | CloseOnExec);
            if (count < 0) return -Marshal.GetLastPInvokeError();

            if (message.ControlLength >= HeaderSize && *(int*)(control + 8) == SolSocket && *(int*)(control + 12) == ScmRights)
                for (var at = HeaderSize; at + sizeof(int) <= (int)*(nuint*)control; at += sizeof(int)) descriptors.Enqueue(*(int*)(control + at));
            return (int)count;
        }
    }

    /// <summary>Sends one byte with a descriptor on its back.</summary>
    /// <returns>1, or minus errno.</returns>
    // Sound: every pointer is to the stack of this call.
    public static unsafe int SendDescriptor(SafeHandle socket, int descriptor)
    {
        byte nothing = 0;
        var control = stackalloc byte[HeaderSize + 8];
        *(nuint*)control = HeaderSize + sizeof(int);
        *(int*)(control + 8) = SolSocket;
        *(int*)(control + 12) = ScmRights;
        *(int*)(control + 16) = descriptor;
        Vector vector = new() { Base = &nothing, Length = 1 };
        Message message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = HeaderSize + 8 };
        var count = sendmsg(socket, &message, DontWait | NoSignal);
        return count < 0 ? -Marshal.GetLastPInvokeError() : (int)count;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recvmsg(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendmsg(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int socketpair(int domain, int type, int protocol, int* pair);
}
