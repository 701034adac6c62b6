using System.Globalization;
using System.Net;
using System.Numerics;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>An address of the host's on a network's bridge, and what is given away from around it.</summary>
public sealed record NetworkIp
{
    /// <summary>As the document says it; what it says nothing of is IPv4.</summary>
    public string? Family { get; init; }
    public IPAddress Address { get; init; } = IPAddress.None;
    public IPAddress? Netmask { get; init; }
    public uint? PrefixAsked { get; init; }

    /// <summary>Reverse look-ups of its addresses are answered here and nowhere else.</summary>
    public bool? LocalPtr { get; init; }
    public string? TftpRoot { get; init; }
    public NetworkDhcp? Dhcp { get; init; }

    public bool IsIPv6 => Address.IsIPv6;

    /// <summary>Bits of the network. Without a word of it those of the address's old class, or 64.</summary>
    public uint Prefix => PrefixAsked
        ?? (Netmask is { } mask ? (uint)mask.GetAddressBytes().Sum(b => BitOperations.PopCount(b))
        : IsIPv6 ? 64u
        : Address.GetAddressBytes()[0] switch { < 128 => 8u, < 192 => 16u, _ => 24u });

    internal static NetworkIp Map(XmlMap x, NetworkIp v, string network)
    {
        x.KeepFrame();
        var family = x.Text("family", v.Family);
        var read = v with
        {
            Family = family,
            Address = NetworkXml.Address(x, "address", v.Address, text => NetworkXml.Wrong(x, $"Invalid address '{text}' in network '{network}'"))
                ?? throw NetworkXml.Wrong(x, $"Missing required address attribute in network '{network}'"),
            Netmask = NetworkXml.Address(x, "netmask", v.Netmask, text => NetworkXml.Wrong(x, $"Invalid netmask '{text}' in network '{network}'")),
            PrefixAsked = PrefixOf(x, v.PrefixAsked, network),
            LocalPtr = x.YesNo("localPtr", v.LocalPtr),
        };
        if (x.Reading) CheckNetwork.Family(x, read, network);
        return read with
        {
            TftpRoot = x.At("tftp").Text("root", v.TftpRoot),
            Dhcp = x.Child("dhcp", v.Dhcp, (d, dhcp) => NetworkDhcp.Map(d, dhcp, read, network)),
        };
    }

    static uint? PrefixOf(XmlMap x, uint? prefix, string network)
    {
        var text = x.Text("prefix", prefix?.ToString(CultureInfo.InvariantCulture));
        if (!x.Reading) return prefix;
        return text is null ? null : Numbers.Parse(text) is { } bits && bits <= 128 ? (uint)bits : throw NetworkXml.Wrong(x, $"Invalid prefix '{text}' in network '{network}'");
    }
}

/// <summary>What addresses guests are given.</summary>
public sealed record NetworkDhcp
{
    public ValueList<DhcpRange> Ranges { get; init; }
    public ValueList<DhcpHost> Hosts { get; init; }

    /// <summary>What a guest boots from.</summary>
    public string? BootFile { get; init; }
    public IPAddress? BootServer { get; init; }

    public bool IsEmpty => Ranges.IsEmpty && Hosts.IsEmpty && BootFile is null;

    internal static NetworkDhcp Map(XmlMap x, NetworkDhcp v, NetworkIp ip, string network)
    {
        var bootp = x.Reading ? x.At("bootp") : null;
        return v with
        {
            Ranges = x.Children("range", v.Ranges, (r, range) => DhcpRange.Map(r, range, ip, network)),
            Hosts = x.Children("host", v.Hosts, (h, host) => DhcpHost.Map(h, host, ip, network)),
            BootFile = (bootp ?? x.At("bootp")).Text("file", v.BootFile),
            BootServer = NetworkXml.Address(bootp ?? x.At("bootp"), "server", v.BootServer, text => NetworkXml.Wrong(x, $"Invalid bootp server address '{text}' in network '{network}'")),
        };
    }
}

/// <summary>Addresses to be given away, both ends of them too.</summary>
public sealed record DhcpRange
{
    public IPAddress Start { get; init; } = IPAddress.None;
    public IPAddress End { get; init; } = IPAddress.None;
    public DhcpLeaseTime? Lease { get; init; }

    internal static DhcpRange Map(XmlMap x, DhcpRange v, NetworkIp ip, string network)
    {
        var read = v with
        {
            Start = NetworkXml.Address(x, "start", v.Start, text => NetworkXml.Wrong(x, $"Invalid start address '{text}' in network '{network}'"))
                ?? throw NetworkXml.Wrong(x, $"Missing 'start' attribute in dhcp range for network '{network}'"),
            End = NetworkXml.Address(x, "end", v.End, text => NetworkXml.Wrong(x, $"Invalid end address '{text}' in network '{network}'"))
                ?? throw NetworkXml.Wrong(x, $"Missing 'end' attribute in dhcp range for network '{network}'"),
        };
        if (x.Reading) CheckNetwork.Range(read.Start, read.End, ip);
        return read with { Lease = x.Child("lease", v.Lease) };
    }
}

/// <summary>A guest that is always given the same address.</summary>
public sealed record DhcpHost
{
    public string? Mac { get; init; }

    /// <summary>DUID, of IPv6.</summary>
    public string? Id { get; init; }
    public string? Name { get; init; }
    public IPAddress? Address { get; init; }
    public DhcpLeaseTime? Lease { get; init; }

    /// <param name="x">Its element.</param>
    /// <param name="v">What is written.</param>
    /// <param name="ip">Of which network.</param>
    /// <param name="network">Its name.</param>
    /// <param name="partial">It names one that is there, to be taken away.</param>
    internal static DhcpHost Map(XmlMap x, DhcpHost v, NetworkIp ip, string network, bool partial = false)
    {
        var read = v with
        {
            Mac = x.Text("mac", v.Mac),
            Id = x.Text("id", v.Id),
            Name = x.Text("name", v.Name),
            Address = NetworkXml.Address(x, "ip", v.Address, text => NetworkXml.Wrong(x, $"Invalid IP address in static host definition for network '{network}'")),
            Lease = x.Child("lease", v.Lease),
        };
        if (x.Reading) CheckNetwork.Host(x, read, ip, network, partial);
        return read;
    }
}

/// <summary>How long an address is a guest's; 0: for ever.</summary>
public sealed record DhcpLeaseTime : IMapped<DhcpLeaseTime>
{
    public ulong Expiry { get; init; }
    public LeaseUnit Unit { get; init; } = LeaseUnit.Minutes;

    /// <summary>As dnsmasq spells it.</summary>
    public string Word => Expiry == 0 ? "infinite" : $"{Expiry}{Unit switch { LeaseUnit.Seconds => "s", LeaseUnit.Minutes => "m", _ => "h" }}";

    public static DhcpLeaseTime Map(XmlMap x, DhcpLeaseTime v)
    {
        var read = v with
        {
            Expiry = x.ULong("expiry", v.Expiry, required: true) ?? 0,
            Unit = x.EnumOr("unit", v.Unit, LeaseUnit.Minutes),
        };
        return read.Expiry > 0 && read.Expiry * (read.Unit switch { LeaseUnit.Seconds => 1u, LeaseUnit.Minutes => 60u, _ => 3600u }) < 120
            ? throw x.Error(ErrorCode.ConfigUnsupported, ErrorDomain.Network, "The minimum lease time should be greater than 2 minutes")
            : read;
    }
}

public enum LeaseUnit { Seconds, Minutes, Hours }

/// <summary>A network that is reached through one of the guests.</summary>
public sealed record NetworkRoute
{
    public string? Family { get; init; }
    public IPAddress? Address { get; init; }
    public IPAddress? Netmask { get; init; }
    public uint? Prefix { get; init; }
    public IPAddress? Gateway { get; init; }
    public uint? Metric { get; init; }

    /// <summary>Bits of the destination.</summary>
    public uint Bits => Prefix ?? (uint)(Netmask?.GetAddressBytes().Sum(b => BitOperations.PopCount(b)) ?? (Address is { IsIPv6: true } ? 128 : 32));

    internal static NetworkRoute Map(XmlMap x, NetworkRoute v, string network)
    {
        var read = v with
        {
            Family = x.Text("family", v.Family),
            Address = NetworkXml.Address(x, "address", v.Address, text => NetworkXml.Wrong(x, $"{network}: Bad network address '{text}' in route definition")),
            Netmask = NetworkXml.Address(x, "netmask", v.Netmask, text => NetworkXml.Wrong(x, $"{network}: Bad netmask address '{text}' in route definition")),
            Prefix = x.UInt("prefix", v.Prefix),
            Gateway = NetworkXml.Address(x, "gateway", v.Gateway, text => NetworkXml.Wrong(x, $"{network}: Bad gateway address '{text}' in route definition")),
            Metric = x.UInt("metric", v.Metric),
        };
        if (x.Reading) CheckNetwork.Route(x, read, network);
        return read;
    }
}
