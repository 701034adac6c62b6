using System.Globalization;
using System.Text;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>The host's network interfaces: whether they are there, and what they are told.</summary>
public static class NetworkInterface
{
    const uint SIOCGIFFLAGS = 0x8913, SIOCSIFFLAGS = 0x8914, SIOCSIFMTU = 0x8922, SIOCSIFHWADDR = 0x8924, SIOCBRADDIF = 0x89a2, SIOCBRDELIF = 0x89a3;
    const short IFF_UP = 1;

    /// <exception cref="LinuxException"><c>EINVAL</c>: no interface can be called so (the kernel's dev_valid_name).</exception>
    public static string Checked(string name) =>
        name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= 15 && name is not ("." or "..") && !name.Any(c => c is '/' or ':' or '\0' || char.IsWhiteSpace(c))
            ? name
            : throw new LinuxException($"interface name '{name}', of 1 to 15 bytes", Errno.EINVAL);

    public static bool Exists(string name) => Directory.Exists(At(name));

    public static bool IsBridge(string name) => Directory.Exists(At(name) + "/bridge");

    /// <summary>The bridge that it is a port of.</summary>
    public static string? BridgeOf(string name) =>
        new FileInfo(At(name) + "/brport/bridge").LinkTarget is { } target ? Path.GetFileName(target) : null;

    /// <summary>Null: there is no such interface.</summary>
    public static int? Mtu(string name) => (int?)ProcFile.TryReadNumber(At(name) + "/mtu");

    public static int? Index(string name) => (int?)ProcFile.TryReadNumber(At(name) + "/ifindex");

    public static MacAddress? Mac(string name) => MacAddress.TryParse(ProcFile.TryReadLine(At(name) + "/address"), out var mac) ? mac : null;

    public static bool IsUp(string name) => (new InterfaceRequest(name).Send(SIOCGIFFLAGS, "SIOCGIFFLAGS").Flags & IFF_UP) != 0;

    public static void SetUp(string name, bool up)
    {
        var request = new InterfaceRequest(name).Send(SIOCGIFFLAGS, "SIOCGIFFLAGS");
        request.Flags = (short)(up ? request.Flags | IFF_UP : request.Flags & ~IFF_UP);
        request.Send(SIOCSIFFLAGS, "SIOCSIFFLAGS");
    }

    public static void SetMtu(string name, int mtu) => new InterfaceRequest(name) { Number = mtu }.Send(SIOCSIFMTU, "SIOCSIFMTU");

    public static void SetMac(string name, MacAddress mac)
    {
        const byte ARPHRD_ETHER = 1;
        InterfaceRequest request = new(name);
        request.Data[0] = ARPHRD_ETHER;
        for (var i = 0; i < 6; i++) request.Data[2 + i] = (byte)(mac.Value >> (40 - 8 * i));
        request.Send(SIOCSIFHWADDR, "SIOCSIFHWADDR");
    }

    /// <summary>Plugs a port into a bridge.</summary>
    public static void AddToBridge(string bridge, string port) => Bridge(bridge, port, SIOCBRADDIF, "SIOCBRADDIF");

    public static void RemoveFromBridge(string bridge, string port) => Bridge(bridge, port, SIOCBRDELIF, "SIOCBRDELIF");

    /// <summary>Keeps a bridge's port from other ports that are isolated too.</summary>
    /// <remarks>Source: the kernel's <c>brport/isolated</c>.</remarks>
    public static void IsolatePort(string port) => ProcFile.Write(At(port) + "/brport/isolated", "1");

    static void Bridge(string bridge, string port, uint request, string call) =>
        new InterfaceRequest(bridge) { Number = Index(port) ?? throw new LinuxException($"{call}({bridge}, {port})", Errno.ENODEV) }.Send(request, call);

    static string At(string name) => string.Create(CultureInfo.InvariantCulture, $"/sys/class/net/{Checked(name)}");
}
