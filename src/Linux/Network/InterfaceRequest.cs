using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Aerostat.Linux;

/// <summary>struct ifreq: a name of at most 15 bytes, then 24 that depend on what is asked.</summary>
/// <remarks>Source: <c>netdevice(7)</c>.</remarks>
sealed partial class InterfaceRequest
{
    const int NameRoom = 16;

    readonly byte[] bytes = new byte[40];
    readonly string name;

    public InterfaceRequest(string name)
    {
        this.name = NetworkInterface.Checked(name);
        Encoding.UTF8.GetBytes(name, bytes);
    }

    /// <summary>What the kernel made of it, where a pattern was asked for.</summary>
    public string Name => Encoding.UTF8.GetString(bytes, 0, Array.IndexOf(bytes, (byte)0));

    public Span<byte> Data => bytes.AsSpan(NameRoom);

    public int Number
    {
        get => BitConverter.ToInt32(bytes, NameRoom);
        set => BitConverter.TryWriteBytes(Data, value);
    }

    public short Flags
    {
        get => BitConverter.ToInt16(bytes, NameRoom);
        set => BitConverter.TryWriteBytes(Data, value);
    }

    /// <summary>Asks a device's driver.</summary>
    public InterfaceRequest Send(SafeHandle handle, uint request, string call) =>
        ioctl(handle, request, bytes) == 0 ? this : throw LinuxException.Last($"{call}({name})");

    /// <summary>Asks the network; any socket will do.</summary>
    public InterfaceRequest Send(uint request, string call)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        return Send(socket.SafeHandle, request, call);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeHandle handle, nuint request, [In, Out] byte[] argument);
}
