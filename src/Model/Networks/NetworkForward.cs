using System.Net;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>How guests reach what is beyond their network.</summary>
public sealed record NetworkForward
{
    public NetworkForwardMode Mode { get; init; } = NetworkForwardMode.Nat;

    /// <summary>hostdev: devices are taken from the host and given back.</summary>
    public bool? Managed { get; init; }

    /// <summary>hostdev: which driver takes them.</summary>
    public string? Driver { get; init; }
    public NetworkNat? Nat { get; init; }

    /// <summary>hostdev: its virtual functions serve.</summary>
    public string? PhysicalFunction { get; init; }

    /// <summary>The host's own cards; of nat and route at most one.</summary>
    public ValueList<ForwardInterface> Interfaces { get; init; }
    public ValueList<HostPciAddress> Devices { get; init; }

    /// <summary>The host's card that it all goes through; null: whichever the host chooses.</summary>
    public string? Device => Interfaces is [var first, ..] ? first.Device : null;

    internal static NetworkForward Map(XmlMap x, NetworkForward v, string network)
    {
        var device = x.Text("dev", v.Device);
        var mode = NetworkXml.Word<NetworkForwardMode>(x, "mode", v.Mode, word => x.Error(ErrorCode.ConfigUnsupported, ErrorDomain.Network, $"unknown forwarding type '{word}'")) ?? NetworkForwardMode.Nat;
        var read = v with
        {
            Mode = mode,
            Managed = x.YesNo("managed", x.Reading ? v.Managed : mode is NetworkForwardMode.Hostdev ? v.Managed is true : null) is true ? true : null,
            Driver = x.At("driver").Text("name", v.Driver),
            Nat = NatOf(x, v.Nat, mode, network),
            PhysicalFunction = x.At("pf").Text("dev", v.PhysicalFunction),
            Interfaces = x.Children("interface", v.Interfaces, (i, one) => ForwardInterface.Map(i, one, network)),
            Devices = x.Children("address", v.Devices),
        };
        if (!x.Reading) return read;
        if (device is not null && read.Interfaces is [var first, ..] && first.Device != device)
            throw NetworkXml.Wrong(x, $"<forward dev='{device}'> must match first <interface dev='{first.Device}'/> in network {network}");
        if (read.Interfaces.Select(one => one.Device).GroupBy(one => one).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw NetworkXml.Wrong(x, $"interface '{twice.Key}' can only be listed once in network {network}");
        if (device is not null && (read.PhysicalFunction is not null || !read.Devices.IsEmpty))
            throw NetworkXml.Wrong(x, $"the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present in network {network}");
        if (read.Devices.GroupBy(one => one).FirstOrDefault(same => same.Count() > 1) is { } listed)
            throw NetworkXml.Wrong(x, $"PCI device '{listed.Key.Address}' can only be listed once in network {network}");
        return device is null || read.Interfaces is [_, ..] ? read : read with { Interfaces = [new() { Device = device }] };
    }

    static NetworkNat? NatOf(XmlMap x, NetworkNat? nat, NetworkForwardMode mode, string network)
    {
        if (x.Reading && mode is not NetworkForwardMode.Nat && x.Has("nat"))
            throw NetworkXml.Wrong(x, $"The <nat> element can only be used when <forward> 'mode' is 'nat' in network {network}");
        return x.Child("nat", nat, (n, each) => NetworkNat.Map(n, each, network));
    }
}

/// <remarks>Source: <c>virNetworkForwardType</c>.</remarks>
public enum NetworkForwardMode { None, Nat, Route, Open, Bridge, Private, Vepa, Passthrough, Hostdev }

public sealed record ForwardInterface
{
    public string Device { get; init; } = "";

    internal static ForwardInterface Map(XmlMap x, ForwardInterface v, string network)
    {
        if (x.Reading) _ = x.Text("connections", null); // Told, not asked for.
        return v with { Device = x.Text("dev", v.Device) ?? throw NetworkXml.Wrong(x, $"Missing required dev attribute in <forward> <interface> element of network {network}") };
    }
}

/// <summary>What guests' addresses become on their way out; without it the host's own, from port 1024 on.</summary>
public sealed record NetworkNat
{
    public bool? IPv6 { get; init; }
    public (IPAddress Start, IPAddress End)? Addresses { get; init; }
    public (ushort Start, ushort End)? Ports { get; init; }

    internal static NetworkNat Map(XmlMap x, NetworkNat v, string network) => v with
    {
        IPv6 = x.YesNo("ipv6", v.IPv6),
        Addresses = AddressesOf(x.At("address"), v.Addresses, network),
        Ports = PortsOf(x.At("port"), v.Ports, network),
    };

    static (IPAddress, IPAddress)? AddressesOf(XmlMap x, (IPAddress Start, IPAddress End)? range, string network)
    {
        var start = NetworkXml.Address(x, "start", range?.Start, text => NetworkXml.Wrong(x, $"Bad ipv4 start address '{text}' in <nat> in <forward> in network '{network}'"));
        var end = NetworkXml.Address(x, "end", range?.End, text => NetworkXml.Wrong(x, $"Bad ipv4 end address '{text}' in <nat> in <forward> in network '{network}'"));
        if (!x.Reading || start is null && end is null) return range;
        start ??= end;
        end ??= start;
        return CheckNetwork.IsBefore(end!, start!) ? throw new VirtException(ErrorCode.InternalError, $"internal error: range {start} - {end} is reversed ", ErrorDomain.None) : (start!, end!);
    }

    static (ushort, ushort)? PortsOf(XmlMap x, (ushort Start, ushort End)? range, string network)
    {
        var (start, end) = (x.Text("start", range is { } r ? $"{r.Start}" : null), x.Text("end", range is { } s ? $"{s.End}" : null));
        if (!x.Reading || !x.Exists) return range;
        var first = Port(start) ?? throw Wrong("start");
        var last = Port(end) is { } given && given >= first ? given : throw Wrong("end");
        return (first, last);

        VirtException Wrong(string which) => NetworkXml.Detail(x, $"Missing or invalid '{which}' attribute in <port> in <nat> in <forward> in network {network}");
        static ushort? Port(string? text) => text is not null && Numbers.Parse(text) is { } number && number is > 0 and <= ushort.MaxValue ? (ushort)number : null;
    }
}
