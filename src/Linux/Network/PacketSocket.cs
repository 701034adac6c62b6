using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Frames as they go in and out of one interface, those that a filter in the kernel lets see.</summary>
/// <remarks>Source: <c>packet(7)</c>; classic BPF of <c>linux/filter.h</c>. What goes out is seen after the bridge's rules, what comes in before them.</remarks>
public sealed partial class PacketSocket : IDisposable
{
    const int AF_PACKET = 17, SOCK_RAW = 3, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000, SOL_SOCKET = 1, SO_ATTACH_FILTER = 26;
    const int AddressLength = 20, TypeAt = 10;
    const byte PACKET_OUTGOING = 4;

    readonly SafeFileHandle handle;

    PacketSocket(SafeFileHandle handle) => this.handle = handle;

    /// <param name="name">Of the interface.</param>
    /// <exception cref="LinuxException"><c>EPERM</c>: it takes CAP_NET_RAW. <c>ENODEV</c>: it is not there.</exception>
    public static PacketSocket Open(string name, PacketProgram program)
    {
        var index = NetworkInterface.Index(name) ?? throw new LinuxException($"bind(AF_PACKET, {name})", Errno.ENODEV);
        // Of protocol 0 it sees nothing before it is bound.
        var handle = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (handle.IsInvalid) throw LinuxException.Last("socket(AF_PACKET)");
        try
        {
            Attach(handle, program.Instructions);
            const ushort ETH_P_ALL = 3;
            var address = new byte[AddressLength];
            BinaryPrimitives.WriteUInt16LittleEndian(address, AF_PACKET);
            BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), ETH_P_ALL);
            BinaryPrimitives.WriteInt32LittleEndian(address.AsSpan(4), index);
            if (bind(handle, address, address.Length) != 0) throw LinuxException.Last($"bind(AF_PACKET, {name})");
            return new(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // unsafe: the kernel copies the program during the call.
    static unsafe void Attach(SafeFileHandle handle, ulong[] instructions)
    {
        fixed (ulong* first = instructions)
        {
            // struct sock_fprog: a count, padding, and the address.
            var order = stackalloc nint[2] { instructions.Length, (nint)first };
            if (setsockopt(handle, SOL_SOCKET, SO_ATTACH_FILTER, order, 2 * sizeof(nint)) != 0) throw LinuxException.Last("setsockopt(SO_ATTACH_FILTER)");
        }
    }

    /// <summary>The next frame, from its Ethernet header on, as far as it has room.</summary>
    /// <returns>Its length, and whether it goes out of the host into the interface.</returns>
    /// <exception cref="LinuxException"><c>ENETDOWN</c>: the interface is gone.</exception>
    public async Task<(int Length, bool IsOutgoing)> ReceiveAsync(byte[] frame, CancellationToken cancel)
    {
        var address = new byte[AddressLength];
        while (true)
        {
            await Readiness.ReadableAsync(handle, cancel);
            var length = AddressLength;
            var count = (int)recvfrom(handle, frame, frame.Length, 0, address, ref length);
            if (count >= 0) return (count, address[TypeAt] == PACKET_OUTGOING);
            if (Marshal.GetLastPInvokeError() is not (Errno.EAGAIN or Errno.EINTR)) throw LinuxException.Last("recvfrom(AF_PACKET)");
        }
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeHandle socket, byte[] address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int setsockopt(SafeHandle socket, int level, int option, nint* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvfrom(SafeHandle socket, byte[] buffer, nint length, int flags, byte[] address, ref int addressLength);
}

/// <summary>Which frames are seen.</summary>
/// <param name="Instructions">Of classic BPF: code, two jumps, and a value, as the kernel has them in eight bytes.</param>
public sealed record PacketProgram(ulong[] Instructions)
{
    const ushort LoadWord = 0x20, LoadHalf = 0x28, LoadByte = 0x30, LoadHalfAt = 0x48, LoadHeaderLength = 0xb1, JumpEqual = 0x15, JumpSet = 0x45, Return = 0x06;
    const uint Seen = 1514;

    /// <summary>ARP and IPv4 that comes from this card.</summary>
    public static PacketProgram SpokenBy(MacAddress mac) => new(
    [
        One(LoadWord, 6), One(JumpEqual, (uint)(mac.Value >> 16), 0, 5), One(LoadHalf, 10), One(JumpEqual, (uint)(mac.Value & 0xffff), 0, 3),
        One(LoadHalf, 12), One(JumpEqual, 0x806, 2, 0), One(JumpEqual, 0x800, 1, 0), One(Return, 0), One(Return, Seen),
    ]);

    /// <summary>Talk between DHCP's clients and servers over IPv4, but for fragments.</summary>
    public static PacketProgram Dhcp { get; } = new(
    [
        One(LoadHalf, 12), One(JumpEqual, 0x800, 0, 12), One(LoadByte, 23), One(JumpEqual, 17, 0, 10), One(LoadHalf, 20), One(JumpSet, 0x1fff, 8, 0),
        One(LoadHeaderLength, 14), One(LoadHalfAt, 14), One(JumpEqual, 67, 0, 2), One(LoadHalfAt, 16), One(JumpEqual, 68, 4, 3), One(JumpEqual, 68, 0, 2), One(LoadHalfAt, 16),
        One(JumpEqual, 67, 1, 0), One(Return, 0), One(Return, Seen),
    ]);

    static ulong One(ushort code, uint value, byte whereTrue = 0, byte whereFalse = 0) => code | (ulong)whereTrue << 16 | (ulong)whereFalse << 24 | (ulong)value << 32;
}
