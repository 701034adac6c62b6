using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A guest's own address on a card of the host's. Unlike a tap it stays when nobody has it open, until it is removed.</summary>
/// <remarks>Source: the kernel's <c>drivers/net/macvlan.c</c> and <c>tap.c</c>.</remarks>
public sealed class Macvtap : IDisposable
{
    const uint TUNSETIFF = 0x400454ca;
    const short IFF_TAP = 2, IFF_MULTI_QUEUE = 0x100, IFF_NO_PI = 0x1000, IFF_VNET_HDR = 0x4000;
    const ushort IFLA_MACVLAN_MODE = 1;
    const string Prefix = "macvtap";

    Macvtap(string name, IReadOnlyList<SafeFileHandle> queues) => (Name, Queues) = (name, queues);

    public string Name { get; }

    /// <summary>One descriptor for each; passed to QEMU, then closed here.</summary>
    public IReadOnlyList<SafeFileHandle> Queues { get; }

    /// <param name="name">Null: the first free <c>macvtapN</c>.</param>
    /// <param name="lower">The host's card.</param>
    /// <param name="owner">Written upon it, for whoever tidies up after a crash; see <see cref="Of"/>.</param>
    /// <exception cref="LinuxException">The name is taken, the card is not there, or serves another way.</exception>
    public static Macvtap Create(string? name, string lower, MacAddress guest, MacvlanMode mode, int queues, string owner)
    {
        var card = NetworkInterface.Index(lower) ?? throw new LinuxException($"macvtap({lower})", Errno.ENODEV);
        name = Make(name, card, guest, mode);
        List<SafeFileHandle> handles = [];
        try
        {
            ProcFile.Write($"/sys/class/net/{name}/ifalias", owner);
            // The kernel changes the card's own address with it, and puts that back when the link goes, whoever removes it.
            if (mode is MacvlanMode.Passthru) NetworkInterface.SetMac(name, guest);
            var device = $"/dev/tap{NetworkInterface.Index(name)}";
            for (var i = 0; i < queues; i++)
            {
                var handle = Libc.Open(device, Libc.O_RDWR | Libc.O_NONBLOCK);
                handles.Add(handle);
                new InterfaceRequest(name) { Flags = (short)(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (queues > 1 ? IFF_MULTI_QUEUE : 0)) }.Send(handle, TUNSETIFF, "TUNSETIFF");
            }
            return new(name, handles);
        }
        catch
        {
            foreach (var handle in handles) handle.Dispose();
            Remove(name);
            throw;
        }
    }

    static string Make(string? name, int card, MacAddress guest, MacvlanMode mode)
    {
        for (var number = 0; ; number++)
        {
            var tried = NetworkInterface.Checked(name ?? $"{Prefix}{number}");
            if (name is null && NetworkInterface.Exists(tried)) continue;
            try
            {
                RouteSocket.NewLink(
                [
                    .. RouteSocket.Attribute(RouteSocket.IFLA_LINK, card),
                    .. RouteSocket.Attribute(RouteSocket.IFLA_IFNAME, tried),
                    .. RouteSocket.Attribute(RouteSocket.IFLA_ADDRESS, [.. Enumerable.Range(0, 6).Select(i => (byte)(guest.Value >> (40 - 8 * i)))]),
                    .. RouteSocket.Attribute(RouteSocket.IFLA_LINKINFO,
                    [
                        .. RouteSocket.Attribute(RouteSocket.IFLA_INFO_KIND, Prefix),
                        .. RouteSocket.Attribute(RouteSocket.IFLA_INFO_DATA, RouteSocket.Attribute(IFLA_MACVLAN_MODE, (int)mode)),
                    ]),
                ], $"RTM_NEWLINK({tried})");
                return tried;
            }
            catch (LinuxException e) when (name is null && e.Errno is Errno.EEXIST)
            {
                // Somebody took it in the same moment: the next one.
            }
        }
    }

    /// <summary>Takes one away; it may be gone already. Another kind of link of this name is left alone.</summary>
    public static void Remove(string name)
    {
        if (!Directory.Exists($"/sys/class/net/{NetworkInterface.Checked(name)}/macvtap") || NetworkInterface.Index(name) is not { } index) return;
        try
        {
            RouteSocket.DeleteLink(index, $"RTM_DELLINK({name})");
        }
        catch (LinuxException e) when (e.Errno is Errno.ENODEV)
        {
            // It went in the same moment.
        }
    }

    /// <summary>All upon which this owner is written.</summary>
    public static IEnumerable<string> Of(string owner) => Directory.EnumerateDirectories("/sys/class/net").Select(folder => Path.GetFileName(folder))
        .Where(name => Directory.Exists($"/sys/class/net/{name}/macvtap") && ProcFile.TryReadLine($"/sys/class/net/{name}/ifalias") == owner);

    public void Dispose()
    {
        foreach (var queue in Queues) queue.Dispose();
    }
}

/// <summary>How links upon one card reach each other.</summary>
/// <remarks>Source: <c>linux/if_link.h</c>, <c>enum macvlan_mode</c>.</remarks>
public enum MacvlanMode { Private = 1, Vepa = 2, Bridge = 4, Passthru = 8 }
