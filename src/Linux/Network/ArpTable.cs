using System.Net;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>Whom this host knows on its links.</summary>
/// <remarks>Source: <c>/proc/net/arp</c>, IPv4 only.</remarks>
public static class ArpTable
{
    public static IEnumerable<(IPAddress Address, MacAddress Mac, string Interface)> Read() => Parse(ProcFile.TryRead("/proc/net/arp") ?? "");

    internal static IEnumerable<(IPAddress Address, MacAddress Mac, string Interface)> Parse(string text)
    {
        foreach (var line in text.Split('\n').Skip(1))
        {
            // address, hardware type, flags (0: nobody answered), hardware address, mask, device
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var ip, _, not "0x0", var mac, _, var name]
                && IPAddress.TryParse(ip, out var address) && MacAddress.TryParse(mac, out var hardware))
                yield return (address, hardware, name);
        }
    }
}
