using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.RegularExpressions;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What may stand in an attribute of a rule.</summary>
/// <param name="Parse">Null: no such value.</param>
/// <remarks>Source: libvirt network filter format, "Supported protocols".</remarks>
sealed partial record FilterKind(Func<string, FilterValue?> Parse)
{
    const int LongestComment = 256, MostSetFlags = 6;

    public static readonly FilterKind Byte = Number(byte.MaxValue), Word = Number(ushort.MaxValue), Long = Number(uint.MaxValue), Dscp = Number(63), VlanId = Number(4095);
    public static readonly FilterKind Mac = new(text => MacAddress.TryParse(text, out var mac) ? new FilterMac(mac) : null);
    public static readonly FilterKind MacMask = new(text => MacAddress.TryParse(text, out var mac) && IsMask(mac.Value, 48) ? new FilterMac(mac) : null);
    public static readonly FilterKind Ip = new(text => Address(text, AddressFamily.InterNetwork)), Ip6 = new(text => Address(text, AddressFamily.InterNetworkV6));
    public static readonly FilterKind Mask = new(text => MaskOf(text, AddressFamily.InterNetwork, 32)), Mask6 = new(text => MaskOf(text, AddressFamily.InterNetworkV6, 128));

    /// <summary>A protocol of Ethernet's, by name or by a number from 0x600 on.</summary>
    public static readonly FilterKind EtherType = Named(0x600, ushort.MaxValue, ("arp", 0x806), ("rarp", 0x8035), ("ipv4", 0x800), ("ipv6", 0x86dd), ("vlan", 0x8100));
    public static readonly FilterKind IpProtocol = Named(0, byte.MaxValue, ("tcp", 6), ("udp", 17), ("udplite", 136), ("esp", 50), ("ah", 51), ("icmp", 1), ("igmp", 2), ("sctp", 132), ("icmpv6", 58));
    public static readonly FilterKind Opcode = Named(0, ushort.MaxValue, ("Request", 1), ("Reply", 2), ("Request_Reverse", 3), ("Reply_Reverse", 4), ("DRARP_Request", 5), ("DRARP_Reply", 6), ("DRARP_Error", 7), ("InARP_Request", 8), ("ARP_NAK", 9));

    /// <summary>What is not true is false, whatever it is.</summary>
    public static readonly FilterKind Truth = new(text => text is "1" or "true" or "yes" ? new FilterNumber(1, "true") : new FilterNumber(0, "false"));
    public static readonly FilterKind Comment = new(text => new FilterText(text.Length > LongestComment ? text[..LongestComment] : text));
    public static readonly FilterKind State = new(StateOf);
    public static readonly FilterKind TcpFlags = new(text => text.Split('/', 2) is [var one, var other] && FlagsOf(one) is { } mask && FlagsOf(other) is { } set ? new FilterText($"{mask}/{set}") : null);
    public static readonly FilterKind SetName = new(text => SetNames().IsMatch(text) ? new FilterText(text) : null);
    public static readonly FilterKind SetFlags = new(text => text.ToLowerInvariant().Split(',') is { Length: <= MostSetFlags } flags && flags.All(flag => flag is "src" or "dst") ? new FilterText(string.Join(',', flags)) : null);

    static readonly string[] States = ["NEW", "ESTABLISHED", "RELATED", "INVALID", "NONE"];
    static readonly string[] Flags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

    static FilterKind Number(uint most) => new(text => FilterNumbers.Told(text, most));

    static FilterKind Named(uint least, uint most, params (string Name, uint Value)[] names) => new(text =>
    {
        foreach (var (name, value) in names)
            if (Same(text, name)) return new FilterNumber(value, name);
        if (FilterNumbers.Told(text, most) is not { } number || number.Value < least) return null;
        foreach (var (name, value) in names)
            if (value == number.Value) return new FilterNumber(value, name);
        return number;
    });

    static bool Same(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    static FilterAddress? Address(string text, AddressFamily family) =>
        text.Length > 0 && !text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.AddressFamily == family ? new(address) : null;

    /// <summary>Bits of a mask, given as such or as the mask.</summary>
    static FilterNumber? MaskOf(string text, AddressFamily family, int most)
    {
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) return FilterNumbers.Told(text, (uint)most);
        if (Address(text, family) is not { Address: var mask }) return null;
        var bits = new BigInteger(mask.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
        var zeros = bits.IsZero ? most : (int)BigInteger.TrailingZeroCount(bits);
        return bits == (BigInteger.One << most) - (BigInteger.One << zeros) ? new((uint)(most - zeros), NetworkFilterXml.Number(most - zeros)) : null;
    }

    /// <summary>Ones, then zeros.</summary>
    static bool IsMask(ulong value, int bits)
    {
        var zeros = value is 0 ? bits : BitOperations.TrailingZeroCount(value);
        return value == (1UL << bits) - (1UL << zeros);
    }

    /// <summary>NONE is none besides.</summary>
    static FilterText? StateOf(string text)
    {
        if (text.Length == 0) return new("");
        var words = text.ToUpperInvariant().Split(',');
        if (!words.All(States.Contains)) return null;
        return new(words.Contains("NONE") ? "NONE" : string.Join(',', States.Where(words.Contains)));
    }

    static string? FlagsOf(string text)
    {
        HashSet<string> set = [];
        foreach (var word in text.ToUpperInvariant().Split(','))
        {
            if (word is "ALL") set.UnionWith(Flags);
            else if (Flags.Contains(word)) set.Add(word);
            else if (word is not ("NONE" or "")) return null;
        }
        return set.Count == Flags.Length ? "ALL" : set.Count == 0 ? "NONE" : string.Join(',', Flags.Where(set.Contains));
    }

    [GeneratedRegex("^[a-zA-Z0-9_.:+ -]{0,31}$")]
    private static partial Regex SetNames();
}
