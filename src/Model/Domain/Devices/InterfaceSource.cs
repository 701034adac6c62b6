using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What a card is plugged into; which fields count depends on the card's type.</summary>
public sealed record InterfaceSource
{
    public string? Network { get; init; }
    public Guid? PortId { get; init; }
    public string? PortGroup { get; init; }
    public string? Bridge { get; init; }

    /// <summary>direct: the host's card; vdpa: the device file; user with passt: the host's card.</summary>
    public string? Device { get; init; }
    public MacvtapMode? Mode { get; init; }

    // ethernet has nothing of its own but addresses

    // server, client, mcast, udp
    public string? Address { get; init; }
    public uint? Port { get; init; }
    public string? LocalAddress { get; init; }
    public uint? LocalPort { get; init; }

    // vhostuser
    public string? SocketType { get; init; }
    public string? Path { get; init; }
    public ListenMode? ListenMode { get; init; }
    public Reconnect? Reconnect { get; init; }

    /// <summary>internal.</summary>
    public string? Name { get; init; }

    // vds
    public string? SwitchId { get; init; }
    public uint? VdsPort { get; init; }
    public string? PortGroupId { get; init; }
    public uint? ConnectionId { get; init; }

    /// <summary>hostdev.</summary>
    public HostPciAddress? HostPci { get; init; }
    public HostUsbAddress? HostUsb { get; init; }

    /// <summary>ethernet: addresses on the host's side of the tap.</summary>
    public ValueList<IpAddress> Ips { get; init; }
    public ValueList<IpRoute> Routes { get; init; }

    internal static InterfaceSource Map(XmlMap x, InterfaceSource v, InterfaceType type) => type switch
    {
        InterfaceType.Network => v with
        {
            Network = x.Text("network", v.Network),
            PortGroup = x.Text("portgroup", v.PortGroup),
            PortId = x.Live.Uuid("portid", v.PortId),
            Bridge = x.Live.Text("bridge", v.Bridge),
        },
        InterfaceType.Bridge => From(x, v) with { Bridge = x.Text("bridge", v.Bridge) },
        InterfaceType.Direct => From(x, v) with { Device = x.Text("dev", v.Device), Mode = x.Enum("mode", v.Mode, unknown: word => $"Unkown mode has been specified: {word}") },
        InterfaceType.User or InterfaceType.Vdpa => v with { Device = x.Text("dev", v.Device) },
        InterfaceType.VhostUser => v with
        {
            SocketType = x.Text("type", v.SocketType),
            Path = x.Text("path", v.Path),
            ListenMode = x.Enum("mode", v.ListenMode),
            Reconnect = x.Child("reconnect", v.Reconnect),
        },
        InterfaceType.Server or InterfaceType.Client or InterfaceType.Mcast or InterfaceType.Udp => v with
        {
            Address = x.Text("address", v.Address),
            Port = x.UInt("port", v.Port),
            LocalAddress = x.At("local").Text("address", v.LocalAddress),
            LocalPort = x.At("local").UInt("port", v.LocalPort),
        },
        InterfaceType.Internal => v with { Name = x.Text("name", v.Name) },
        InterfaceType.Vds => v with
        {
            SwitchId = x.Text("switchid", v.SwitchId),
            VdsPort = x.UInt("portid", v.VdsPort),
            PortGroupId = x.Text("portgroupid", v.PortGroupId),
            ConnectionId = x.UInt("connectionid", v.ConnectionId),
        },
        InterfaceType.Hostdev => x.Reading && x.At("address").Text("type", null) is "usb" || v.HostUsb is not null
            ? v with { HostUsb = x.Child("address", v.HostUsb) }
            : v with
            {
                HostPci = x.Child("address", v.HostPci),
                // libvirt tells nobody of the network that it came from; who counts its cards has to know.
                Network = x.Own.Text("network", v.Network),
                PortId = x.Own.Uuid("portid", v.PortId),
            },
        _ => v with { Ips = x.Children("ip", v.Ips), Routes = x.Children("route", v.Routes) },
    };

    /// <summary>Of a running guest: what the network was that the bridge or the card came from.</summary>
    static InterfaceSource From(XmlMap x, InterfaceSource v) => v with
    {
        Network = x.Live.Text("network", v.Network),
        PortGroup = x.Live.Text("portgroup", v.PortGroup),
        PortId = x.Live.Uuid("portid", v.PortId),
    };
}

public enum MacvtapMode { Vepa, Private, Bridge, Passthrough }
public enum ListenMode { Client, Server }

/// <summary>A host device's address with its type, as the source of a card writes it.</summary>
public sealed record HostPciAddress : IMapped<HostPciAddress>
{
    public HostPci Address { get; init; } = new();

    public static HostPciAddress Map(XmlMap x, HostPciAddress v)
    {
        if (x.Text("type", "pci") is not (null or "pci")) throw x.Wrong("unsupported address type of a host's network card");
        return v with { Address = HostPci.Map(x, v.Address) };
    }
}

public sealed record HostUsbAddress : IMapped<HostUsbAddress>
{
    public uint? Bus { get; init; }
    public uint? Device { get; init; }

    public static HostUsbAddress Map(XmlMap x, HostUsbAddress v)
    {
        _ = x.Text("type", "usb");
        return v with { Bus = x.UInt("bus", v.Bus), Device = x.UInt("device", v.Device) };
    }
}

public sealed record IpAddress : IMapped<IpAddress>
{
    public string? Family { get; init; }
    public string Address { get; init; } = "";
    public uint? Prefix { get; init; }
    public string? Peer { get; init; }

    public static IpAddress Map(XmlMap x, IpAddress v)
    {
        var address = x.Reading ? x.Text("address", null, required: true)! : v.Address;
        if (!x.Reading) _ = x.Text("address", v.Address);
        return v with
        {
            Address = address,
            Family = x.Text("family", v.Family ?? (x.Reading ? null : address.Contains(':') ? "ipv6" : "ipv4")),
            Prefix = x.UInt("prefix", v.Prefix),
            Peer = x.Text("peer", v.Peer),
        };
    }
}

public sealed record IpRoute : IMapped<IpRoute>
{
    public string? Family { get; init; }
    public string? Address { get; init; }
    public string? Netmask { get; init; }
    public uint? Prefix { get; init; }
    public string? Gateway { get; init; }
    public uint? Metric { get; init; }

    public static IpRoute Map(XmlMap x, IpRoute v) => v with
    {
        Family = x.Text("family", v.Family),
        Address = x.Text("address", v.Address),
        Netmask = x.Text("netmask", v.Netmask),
        Prefix = x.UInt("prefix", v.Prefix),
        Gateway = x.Text("gateway", v.Gateway),
        Metric = x.UInt("metric", v.Metric),
    };
}

public sealed record Vlan : IMapped<Vlan>
{
    public bool? Trunk { get; init; }
    public ValueList<VlanTag> Tags { get; init; }

    public static Vlan Map(XmlMap x, Vlan v) => v with { Trunk = x.YesNo("trunk", v.Trunk), Tags = x.Children("tag", v.Tags) };
}

public sealed record VlanTag : IMapped<VlanTag>
{
    public uint Id { get; init; }
    public string? NativeMode { get; init; }

    public static VlanTag Map(XmlMap x, VlanTag v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) ?? 0,
        NativeMode = x.Text("nativeMode", v.NativeMode),
    };
}

public sealed record VirtualPort : IMapped<VirtualPort>
{
    public VirtualPortType? Type { get; init; }
    public VirtualPortParameters? Parameters { get; init; }

    public static VirtualPort Map(XmlMap x, VirtualPort v) => v with
    {
        Type = x.Enum("type", v.Type, unknown: word => $"unknown virtualport type {word}"),
        Parameters = x.Child("parameters", v.Parameters),
    };
}

public sealed record VirtualPortParameters : IMapped<VirtualPortParameters>
{
    public uint? ManagerId { get; init; }
    public uint? TypeId { get; init; }
    public uint? TypeIdVersion { get; init; }
    public Guid? InstanceId { get; init; }
    public Guid? InterfaceId { get; init; }
    public string? ProfileId { get; init; }

    public static VirtualPortParameters Map(XmlMap x, VirtualPortParameters v) => v with
    {
        ManagerId = x.UInt("managerid", v.ManagerId),
        TypeId = x.UInt("typeid", v.TypeId),
        TypeIdVersion = x.UInt("typeidversion", v.TypeIdVersion),
        InstanceId = x.Uuid("instanceid", v.InstanceId),
        InterfaceId = x.Uuid("interfaceid", v.InterfaceId),
        ProfileId = x.Text("profileid", v.ProfileId),
    };
}

public enum VirtualPortType { Qbg, Qbh, Openvswitch, Midonet }

public sealed record Bandwidth : IMapped<Bandwidth>
{
    public BandwidthRate? Inbound { get; init; }
    public BandwidthRate? Outbound { get; init; }

    public static Bandwidth Map(XmlMap x, Bandwidth v) => v with
    {
        Inbound = x.Child("inbound", v.Inbound),
        Outbound = x.Child("outbound", v.Outbound),
    };
}

/// <summary>KiB a second, and KiB for <see cref="Burst"/>.</summary>
public sealed record BandwidthRate : IMapped<BandwidthRate>
{
    public ulong? Average { get; init; }
    public ulong? Peak { get; init; }
    public ulong? Floor { get; init; }
    public ulong? Burst { get; init; }

    public static BandwidthRate Map(XmlMap x, BandwidthRate v) => v with
    {
        Average = x.ULong("average", v.Average),
        Peak = x.ULong("peak", v.Peak),
        Floor = x.ULong("floor", v.Floor),
        Burst = x.ULong("burst", v.Burst),
    };
}

public sealed record PortForward : IMapped<PortForward>
{
    public string? Protocol { get; init; }
    public string? Address { get; init; }
    public string? Device { get; init; }
    public ValueList<PortRange> Ranges { get; init; }

    public static PortForward Map(XmlMap x, PortForward v) => v with
    {
        Protocol = x.Text("proto", v.Protocol, required: true),
        Address = x.Text("address", v.Address),
        Device = x.Text("dev", v.Device),
        Ranges = x.Children("range", v.Ranges),
    };
}

public sealed record PortRange : IMapped<PortRange>
{
    public uint? Start { get; init; }
    public uint? End { get; init; }
    public uint? To { get; init; }
    public bool? Exclude { get; init; }

    public static PortRange Map(XmlMap x, PortRange v) => v with
    {
        Start = x.UInt("start", v.Start),
        End = x.UInt("end", v.End),
        To = x.UInt("to", v.To),
        Exclude = x.YesNo("exclude", v.Exclude),
    };
}
