using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The chains that rules may stand in.</summary>
/// <remarks>Source: libvirt network filter format, "Filtering chain priorities"; of stp it says -810, and libvirtd takes none.</remarks>
public static class FilterChain
{
    public const string Root = "root";
    const int Longest = 12;
    public const int Least = -1000, Most = 1000;

    /// <summary>A chain's name begins with one of these; what it has for a priority where none is given.</summary>
    static readonly (string Prefix, int Priority)[] Known = [(Root, 0), ("mac", -800), ("vlan", -750), ("stp", 0), ("arp", -500), ("rarp", -400), ("ipv4", -700), ("ipv6", -600)];

    /// <summary>The protocol whose packets come by.</summary>
    public static string ProtocolOf(string chain) => Known.First(known => chain.StartsWith(known.Prefix, StringComparison.Ordinal)).Prefix;

    internal static (string Chain, int Priority) Of(XmlMap x, string? chain, string? priority)
    {
        int? asked = null;
        if (priority is not null)
        {
            asked = int.TryParse(priority, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"Could not parse chain priority '{priority}'");
            if (asked is < Least or > Most) throw Wrong($"Priority '{asked}' is outside valid range of [{Least},{Most}]");
        }
        if (chain is null or "") return (Root, 0);
        if (chain.Length > Longest) throw Wrong($"Name of chain is longer than {Longest} characters");
        if (!chain.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-')) throw Wrong("Chain name contains invalid characters");
        if (chain == Root) return (Root, asked ?? 0);
        foreach (var (prefix, usual) in Known)
            if (prefix != Root && chain.StartsWith(prefix, StringComparison.Ordinal)) return (chain, asked ?? usual);
        throw Wrong($"Invalid chain name '{chain}'. Please use a chain name called 'root' or any of the following prefixes: {string.Join(", ", Known.Skip(1).Select(known => known.Prefix))}");

        VirtException Wrong(string message) => x.Error(ErrorCode.InvalidArg, ErrorDomain.Nwfilter, message);
    }
}
