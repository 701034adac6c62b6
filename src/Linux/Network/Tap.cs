using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A guest's end of a host's network. It lives as long as one of its descriptors is open, in whatever process.</summary>
/// <remarks>Source: the kernel's <c>Documentation/networking/tuntap.rst</c>.</remarks>
public sealed class Tap : IDisposable
{
    const uint TUNSETIFF = 0x400454ca;
    const short IFF_TAP = 2, IFF_MULTI_QUEUE = 0x100, IFF_NO_PI = 0x1000, IFF_VNET_HDR = 0x4000;

    /// <summary>The kernel counts on to the first that is free.</summary>
    public const string Pattern = "vnet%d";

    Tap(string name, IReadOnlyList<SafeFileHandle> queues)
    {
        Name = name;
        Queues = queues;
    }

    public string Name { get; }

    /// <summary>One descriptor for each; passed to QEMU, then closed here.</summary>
    public IReadOnlyList<SafeFileHandle> Queues { get; }

    /// <param name="name">Of an interface that is not there yet, unless <paramref name="existing"/>; or a pattern.</param>
    /// <param name="queues">1 or more.</param>
    /// <param name="existing">It was made by somebody else (<c>managed='no'</c>).</param>
    /// <exception cref="LinuxException"><c>EEXIST</c>, <c>EBUSY</c>: the name is taken. <c>EPERM</c>: it takes CAP_NET_ADMIN.</exception>
    public static Tap Create(string name = Pattern, int queues = 1, bool existing = false)
    {
        // A tap of several queues that is another guest's would let us in as one more of them.
        if (!existing && NetworkInterface.Exists(name)) throw new LinuxException($"TUNSETIFF({name})", Errno.EEXIST);
        List<SafeFileHandle> handles = [];
        try
        {
            for (var i = 0; i < queues; i++)
            {
                var handle = Libc.Open("/dev/net/tun", Libc.O_RDWR | Libc.O_NONBLOCK);
                handles.Add(handle);
                InterfaceRequest request = new(name) { Flags = (short)(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (queues > 1 ? IFF_MULTI_QUEUE : 0)) };
                name = request.Send(handle, TUNSETIFF, "TUNSETIFF").Name;
            }
            return new(name, handles);
        }
        catch
        {
            foreach (var handle in handles) handle.Dispose();
            throw;
        }
    }

    /// <summary>Makes it a port of a bridge, with the bridge's MTU unless another is given, and brings it up.</summary>
    /// <param name="bridge">Null: it stands alone.</param>
    /// <param name="guest">The guest's own address. The tap's is the same but for its first byte.</param>
    /// <param name="mtu">Null: the bridge's.</param>
    public void Connect(string? bridge, MacAddress guest, int? mtu = null)
    {
        NetworkInterface.SetMac(Name, OfHost(guest));
        if ((mtu ?? (bridge is null ? null : NetworkInterface.Mtu(bridge))) is { } size) NetworkInterface.SetMtu(Name, size);
        if (bridge is not null) NetworkInterface.AddToBridge(bridge, Name);
        NetworkInterface.SetUp(Name, true);
    }

    /// <summary>With 0xfe in front it is higher than any card's, so that a bridge, which takes its lowest port's, does not change its own.</summary>
    public static MacAddress OfHost(MacAddress guest) => new(guest.Value & 0x00ff_ffff_ffff | 0xfe00_0000_0000);

    public void Dispose()
    {
        foreach (var queue in Queues) queue.Dispose();
    }
}
