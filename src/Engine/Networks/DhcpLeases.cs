using System.Globalization;
using System.Net;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>The file in which dnsmasq keeps what it has given away.</summary>
/// <remarks>
/// Source: <c>dnsmasq(8)</c>, <c>--dhcp-leasefile</c>: <c>EXPIRY MAC ADDRESS NAME CLIENT-ID</c>; after a line <c>duid …</c> those of IPv6,
/// with an IAID in the place of the MAC. A guest wrote names and ids: they are words, and nothing more. The file may be half-written.
/// </remarks>
static class DhcpLeases
{
    public static IEnumerable<DhcpLease> Parse(string text, NetworkDefinition network)
    {
        var isIPv6 = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is not [var first, ..] words) continue;
            if (first == "duid") isIPv6 = true;
            if (words is not [_, var who, var address, var name, var client] || !long.TryParse(first, CultureInfo.InvariantCulture, out var expires) || !IPAddress.TryParse(address, out var ip)) continue;
            var prefix = network.Ips.Where(one => one.IsIPv6 == isIPv6 && one.Address.Network(one.Prefix).Equals(ip.Network(one.Prefix))).Select(one => one.Prefix).FirstOrDefault();
            yield return new(expires, isIPv6, isIPv6 ? MacOf(client) : who, isIPv6 ? who : null, address, prefix, Said(name), Said(client));
        }
    }

    static string? Said(string word) => word is "*" or "" ? null : word;

    /// <summary>A DUID of the first or third kind ends with the card's address.</summary>
    static string MacOf(string duid) => duid.Split(':') is { Length: >= 10 } bytes && bytes[1] is "01" or "03" ? string.Join(':', bytes[^6..]) : "";
}
