using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A virtual network: a bridge of the host's with addresses and a way out, or a name for something that the host has already.</summary>
/// <remarks>Source: libvirt network format, <c>&lt;network&gt;</c>.</remarks>
public sealed record NetworkDefinition
{
    /// <summary>Told of an active network, never asked for.</summary>
    public int? Connections { get; init; }

    /// <summary>Guests may speak IPv6 with each other though the host has no such address there.</summary>
    public bool IPv6 { get; init; }
    public bool? TrustGuestRxFilters { get; init; }
    public string Name { get; init; } = "";
    public Guid Uuid { get; init; }
    public ForeignElement? Metadata { get; init; }

    /// <summary>Null: guests reach each other and the host, and nobody else.</summary>
    public NetworkForward? Forward { get; init; }
    public NetworkBridge? Bridge { get; init; }
    public uint? Mtu { get; init; }

    /// <summary>Of the bridge.</summary>
    public MacAddress? Mac { get; init; }
    public NetworkDomain? Domain { get; init; }
    public NetworkDns? Dns { get; init; }
    public Vlan? Vlan { get; init; }
    public Bandwidth? Bandwidth { get; init; }

    /// <summary>Guests do not reach each other.</summary>
    public bool? IsolatedPorts { get; init; }
    public ValueList<NetworkIp> Ips { get; init; }
    public ValueList<NetworkRoute> Routes { get; init; }
    public VirtualPort? VirtualPort { get; init; }
    public ValueList<PortGroup> PortGroups { get; init; }

    /// <summary>The bridge is ours to make; else it is somebody's, or there is none.</summary>
    public bool OwnsBridge => Forward?.Mode is null or NetworkForwardMode.Nat or NetworkForwardMode.Route or NetworkForwardMode.Open;

    internal static NetworkDefinition Map(XmlMap x, NetworkDefinition v)
    {
        if (x.Reading) _ = x.Text("connections", null); // Told, not asked for.
        else x.Int("connections", v.Connections is > 0 ? v.Connections : null);
        var iPv6 = x.Text("ipv6", v.IPv6 ? "yes" : null);
        var trust = x.YesNo("trustGuestRxFilters", v.TrustGuestRxFilters);
        var name = x.Leaf("name", v.Name) ?? "";
        if (x.Reading) CheckNetwork.Name(x, name);
        return v with
        {
            IPv6 = iPv6 switch { null or "no" => false, "yes" => true, _ => throw NetworkXml.Wrong(x, $"Invalid ipv6 setting '{iPv6}' in network '{name}'") },
            TrustGuestRxFilters = trust,
            Name = name,
            Uuid = UuidOf(x, v.Uuid),
            Metadata = x.Foreign("metadata", v.Metadata)?.OnePerNamespace(),
            Forward = ForwardOf(x, v.Forward, name),
            Bridge = x.Child("bridge", v.Bridge, (b, bridge) => NetworkBridge.Map(b, bridge, name)),
            Mtu = MtuOf(x, v.Mtu, name),
            Mac = MacOf(x, v.Mac, name),
            Domain = DomainOf(x, v.Domain),
            Dns = x.Child("dns", v.Dns, (d, dns) => NetworkDns.Map(d, dns, name)),
            Vlan = x.Child("vlan", v.Vlan),
            Bandwidth = x.Child("bandwidth", v.Bandwidth),
            IsolatedPorts = x.At("port").YesNo("isolated", v.IsolatedPorts),
            Ips = x.Children("ip", v.Ips, (i, ip) => NetworkIp.Map(i, ip, name)),
            Routes = x.Children("route", v.Routes, (r, route) => NetworkRoute.Map(r, route, name)),
            VirtualPort = x.Child("virtualport", v.VirtualPort),
            PortGroups = x.Children("portgroup", v.PortGroups),
        };
    }

    static Guid UuidOf(XmlMap x, Guid uuid)
    {
        if (!x.Reading) return x.Leaf("uuid", uuid == Guid.Empty ? null : uuid.ToString("D")) is null ? default : uuid;
        if (x.Leaf("uuid", null) is not { } text) return default;
        return Uuids.Parse(text) ?? throw x.Error(ErrorCode.InternalError, ErrorDomain.Network, "malformed uuid element");
    }

    static NetworkForward? ForwardOf(XmlMap x, NetworkForward? forward, string name) =>
        x.Child("forward", forward, (f, each) => NetworkForward.Map(f, each, name)) is { Mode: not NetworkForwardMode.None } given ? given : null;

    static NetworkDomain? DomainOf(XmlMap x, NetworkDomain? domain) =>
        x.Child("domain", domain, NetworkDomain.Map) is { Name: not null } named ? named : null;

    static uint? MtuOf(XmlMap x, uint? mtu, string name)
    {
        var text = x.At("mtu").Text("size", mtu?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!x.Reading || text is null) return x.Reading ? null : mtu;
        return Numbers.Parse(text) is { } size && size <= uint.MaxValue ? (uint)size : throw NetworkXml.Wrong(x, $"Invalid mtu size '{text}' in network '{name}'");
    }

    static MacAddress? MacOf(XmlMap x, MacAddress? mac, string name)
    {
        var text = x.At("mac").Text("address", mac?.ToString());
        if (!x.Reading || text is null) return x.Reading ? null : mac;
        if (!MacAddress.TryParse(text, out var read)) throw NetworkXml.Wrong(x, $"Invalid bridge mac address '{text}' in network '{name}'");
        return read.IsMulticast ? throw NetworkXml.Wrong(x, $"Invalid multicast bridge mac address '{text}' in network '{name}'") : read;
    }
}

/// <summary>The bridge that guests are plugged into.</summary>
public sealed record NetworkBridge
{
    public string? Name { get; init; }

    /// <summary>Of firewalld.</summary>
    public string? Zone { get; init; }

    /// <summary>The spanning tree protocol; null: the network's kind has no say in it.</summary>
    public bool? Stp { get; init; }

    /// <summary>Seconds until a port forwards.</summary>
    public uint? Delay { get; init; }
    public MacTableOwner? MacTableOwner { get; init; }

    internal static NetworkBridge Map(XmlMap x, NetworkBridge v, string network)
    {
        var read = v with { Name = x.Text("name", v.Name), Zone = x.Text("zone", v.Zone) };
        // What is not 'off' is on, as libvirt reads it.
        var stp = x.Text("stp", v.Stp is { } on ? on ? "on" : "off" : null);
        var delay = x.Text("delay", v.Delay?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return read with
        {
            Stp = stp is null ? null : stp != "off",
            Delay = delay is null ? null : Numbers.Parse(delay) is { } seconds && seconds <= uint.MaxValue ? (uint)seconds : throw NetworkXml.Wrong(x, $"Invalid delay value in network '{network}'"),
            MacTableOwner = NetworkXml.Word(x, "macTableManager", v.MacTableOwner, word => NetworkXml.Wrong(x, $"Invalid macTableManager setting '{word}' in network '{network}'")),
        };
    }
}

/// <summary>Who fills the bridge's table of addresses.</summary>
public enum MacTableOwner { Kernel, Libvirt }

/// <summary>The DNS domain of the guests.</summary>
public sealed record NetworkDomain
{
    public string? Name { get; init; }

    /// <summary>Names of it are never asked for elsewhere.</summary>
    public bool? LocalOnly { get; init; }

    internal static NetworkDomain Map(XmlMap x, NetworkDomain v) => v with { Name = x.Text("name", v.Name), LocalOnly = x.YesNo("localOnly", v.LocalOnly) };
}

/// <summary>Settings that cards name instead of having their own.</summary>
public sealed record PortGroup : IMapped<PortGroup>
{
    public string Name { get; init; } = "";
    public bool IsDefault { get; init; }
    public bool? TrustGuestRxFilters { get; init; }
    public VirtualPort? VirtualPort { get; init; }
    public Bandwidth? Bandwidth { get; init; }
    public Vlan? Vlan { get; init; }

    public static PortGroup Map(XmlMap x, PortGroup v)
    {
        x.KeepFrame();
        return v with
        {
            Name = x.Text("name", v.Name) ?? throw NetworkXml.Wrong(x, "Missing required name attribute in portgroup"),
            IsDefault = x.Text("default", v.IsDefault ? "yes" : null) is "yes",
            TrustGuestRxFilters = x.YesNo("trustGuestRxFilters", v.TrustGuestRxFilters),
            VirtualPort = x.Child("virtualport", v.VirtualPort),
            Bandwidth = x.Child("bandwidth", v.Bandwidth),
            Vlan = x.Child("vlan", v.Vlan),
        };
    }
}
