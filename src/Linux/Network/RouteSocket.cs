using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>What only the kernel's route socket makes: links upon links.</summary>
/// <remarks>Source: <c>rtnetlink(7)</c>; <c>linux/if_link.h</c>. Integers are in the host's own byte order, which is little on both architectures.</remarks>
static partial class RouteSocket
{
    const ushort RTM_NEWLINK = 16, RTM_DELLINK = 17, RTM_GETLINK = 18, RTM_SETLINK = 19, NLMSG_ERROR = 2;
    const ushort NLM_F_REQUEST = 1, NLM_F_ACK = 4, NLM_F_EXCL = 0x200, NLM_F_CREATE = 0x400;
    const int HeadLength = 16, LinkLength = 16;

    internal const ushort IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_LINK = 5, IFLA_LINKINFO = 18, IFLA_INFO_KIND = 1, IFLA_INFO_DATA = 2;

    /// <param name="attributes">Of the link; it is brought up.</param>
    /// <param name="call">For the message of a failure.</param>
    /// <exception cref="LinuxException"><c>EEXIST</c>: the name is taken. <c>EPERM</c>: it takes CAP_NET_ADMIN. <c>EBUSY</c>: the lower link serves another way.</exception>
    public static void NewLink(ReadOnlySpan<byte> attributes, string call) => Ask(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, index: 0, up: true, attributes, call);

    public static void DeleteLink(int index, string call) => Ask(RTM_DELLINK, 0, index, up: false, [], call);

    /// <summary>One attribute, padded.</summary>
    public static byte[] Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        var bytes = new byte[4 + value.Length + 3 & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), type);
        value.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    public static byte[] Attribute(ushort type, int value) => Attribute(type, BitConverter.GetBytes(value));

    public static byte[] Attribute(ushort type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Changes a link that is there.</summary>
    /// <exception cref="LinuxException"><c>EOPNOTSUPP</c>: its driver has no such thing.</exception>
    public static void SetLink(int index, ReadOnlySpan<byte> attributes, string call) => Ask(RTM_SETLINK, 0, index, up: false, attributes, call);

    /// <summary>All that the kernel tells of a link: its attributes, one behind the other.</summary>
    public static byte[] GetLink(int index, ReadOnlySpan<byte> attributes, string call)
    {
        var answer = Exchange(Message(RTM_GETLINK, NLM_F_REQUEST, index, up: false, attributes), call);
        if (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(4)) == NLMSG_ERROR) throw new LinuxException(call, -BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(HeadLength)));
        return answer[(HeadLength + LinkLength)..];
    }

    /// <summary>The attributes in a run of them. What is cut short ends the run.</summary>
    public static IEnumerable<(int Type, ReadOnlyMemory<byte> Value)> Attributes(ReadOnlyMemory<byte> run)
    {
        const int nested = 0x8000, netByteOrder = 0x4000;
        while (run.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(run.Span);
            if (length < 4 || length > run.Length) yield break;
            yield return (BinaryPrimitives.ReadUInt16LittleEndian(run.Span[2..]) & ~(nested | netByteOrder), run[4..length]);
            run = run[Math.Min(run.Length, length + 3 & ~3)..];
        }
    }

    static void Ask(ushort type, ushort flags, int index, bool up, ReadOnlySpan<byte> attributes, string call)
    {
        var answer = Exchange(Message(type, (ushort)(flags | NLM_F_REQUEST | NLM_F_ACK), index, up, attributes), call);
        if (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(4)) != NLMSG_ERROR) throw new LinuxException(call, Errno.EINVAL);
        var error = BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(HeadLength));
        if (error != 0) throw new LinuxException(call, -error);
    }

    static byte[] Message(ushort type, ushort flags, int index, bool up, ReadOnlySpan<byte> attributes)
    {
        var message = new byte[HeadLength + LinkLength + attributes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(HeadLength + 4), index);
        if (up)
        {
            const int IFF_UP = 1;
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(HeadLength + 8), IFF_UP);
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(HeadLength + 12), IFF_UP);
        }
        attributes.CopyTo(message.AsSpan(HeadLength + LinkLength));
        return message;
    }

    static byte[] Exchange(byte[] message, string call)
    {
        const int AF_NETLINK = 16, SOCK_RAW = 3, SOCK_CLOEXEC = 0x80000, NETLINK_ROUTE = 0;
        using var handle = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (handle.IsInvalid) throw LinuxException.Last("socket(AF_NETLINK)");
        if (send(handle, message, message.Length, 0) != message.Length) throw LinuxException.Last(call);
        // The kernel answers before the call returns: there is nothing to wait for. A card of 256 functions is told of in 64 KiB.
        var answer = new byte[1 << 18];
        var count = (int)recv(handle, answer, answer.Length, 0);
        return count >= HeadLength + 4 ? answer[..count] : throw new LinuxException(call, Errno.EINVAL);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeHandle socket, byte[] bytes, nint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeHandle socket, byte[] bytes, nint count, int flags);
}
