using System.Globalization;
using System.Net;
using System.Text;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Networks;

/// <summary>A network's own bridge, with its addresses and routes.</summary>
/// <remarks>Source: <c>ip-link(8)</c>, <c>ip-address(8)</c>; the kernel's <c>Documentation/networking/ip-sysctl.rst</c>.</remarks>
static class BridgeDevice
{
    /// <exception cref="VirtException">The name is another's, or an address would be.</exception>
    public static async Task MakeAsync(NetworkDefinition network, CancellationToken cancel)
    {
        var name = network.Bridge!.Name!;
        if (NetworkInterface.Exists(name)) throw new VirtException(ErrorCode.SystemError, $"error creating bridge interface {name}: File exists", ErrorDomain.None);
        foreach (var ip in network.Ips)
            if (HostRoutes.UserOf(ip.Address, ip.Prefix) is { } user) throw new VirtException(ErrorCode.InternalError, $"internal error: Network is already in use by interface {user}", ErrorDomain.None);
        await HostTool.RunAsync("ip", ["-batch", "-"], Commands(network), "iproute2", cancel);
        Tune(network);
    }

    public static async Task RemoveAsync(NetworkDefinition network, CancellationToken cancel)
    {
        var name = network.Bridge!.Name!;
        if (NetworkInterface.IsBridge(name)) await HostTool.RunAsync("ip", ["link", "delete", "dev", name, "type", "bridge"], null, "iproute2", cancel);
    }

    /// <summary>All in one run: the bridge comes with its address, or not at all.</summary>
    public static string Commands(NetworkDefinition network)
    {
        var (bridge, name) = (network.Bridge!, network.Bridge!.Name!);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"link add name {name} address {network.Mac}{(network.Mtu is { } mtu ? $" mtu {mtu}" : "")} type bridge");
        text.Append(CultureInfo.InvariantCulture, $" stp_state {(bridge.Stp is false ? 0 : 1)} forward_delay {(bridge.Delay ?? 0) * 100}\n");
        foreach (var ip in network.Ips)
            text.Append(CultureInfo.InvariantCulture, $"address add {ip.Address}/{ip.Prefix}{(ip.IsIPv6 ? "" : $" broadcast {ip.Address.Broadcast(ip.Prefix)}")} dev {name}\n");
        text.Append(CultureInfo.InvariantCulture, $"link set dev {name} up\n");
        foreach (var route in network.Routes)
            text.Append(CultureInfo.InvariantCulture, $"{(route.Address!.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? "-6 " : "")}route add {route.Address}/{route.Bits} via {route.Gateway} dev {name}{(route.Metric is { } metric ? $" metric {metric}" : "")} proto static\n");
        return text.ToString();
    }

    /// <summary>Where the host has no IPv6 address its guests find none of it; where packets go on, the kernel passes them on.</summary>
    static void Tune(NetworkDefinition network)
    {
        var name = network.Bridge!.Name!;
        var hasIPv6 = network.Ips.Any(ip => ip.IsIPv6);
        Set($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", hasIPv6 ? "0" : "1");
        Set($"/proc/sys/net/ipv6/conf/{name}/accept_ra", "0");
        Set($"/proc/sys/net/ipv6/conf/{name}/autoconf", "0");
        if (network.Forward is null or { Mode: NetworkForwardMode.Open }) return;
        if (network.Ips.Any(ip => !ip.IsIPv6)) Set("/proc/sys/net/ipv4/ip_forward", "1");
        if (hasIPv6) Set("/proc/sys/net/ipv6/conf/all/forwarding", "1");
    }

    static void Set(string path, string value)
    {
        if (File.Exists(path) && ProcFile.TryReadLine(path) != value) ProcFile.Write(path, value);
    }

    /// <summary>The first <c>virbrN</c> that neither the host nor a network has.</summary>
    public static string FreeName(Func<string, bool> isTaken)
    {
        for (var number = 0; ; number++)
            if ($"virbr{number}" is var name && !NetworkInterface.Exists(name) && !isTaken(name)) return name;
    }

    /// <summary>As libvirt chooses them: within QEMU's range.</summary>
    public static MacAddress RandomMac() => new(0x5254_0000_0000UL + (ulong)Random.Shared.Next(0x100_0000));
}

/// <summary>Which networks the host reaches already. Part of one, or one around it, is another's affair: the longer prefix decides, as libvirt has it.</summary>
/// <remarks>Source: <c>/proc/net/route</c>: interface, destination and mask in the host's own byte order.</remarks>
static class HostRoutes
{
    /// <returns>The interface behind which this very network is; null: nobody has it.</returns>
    public static string? UserOf(IPAddress address, uint prefix)
    {
        if (address.AddressFamily is not System.Net.Sockets.AddressFamily.InterNetwork) return null;
        foreach (var line in (ProcFile.TryRead("/proc/net/route") ?? "").Split('\n').Skip(1))
        {
            var words = line.Split('\t');
            if (words.Length < 8 || Number(words[1]) is not { } destination || Number(words[7]) is not { } mask || mask == 0) continue;
            var bits = (uint)BitConverter.GetBytes(mask).Sum(b => System.Numerics.BitOperations.PopCount(b));
            if (bits == prefix && new IPAddress(BitConverter.GetBytes(destination)).Equals(address.Network(prefix))) return words[0];
        }
        return null;
    }

    static uint? Number(string hex) => uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
}
