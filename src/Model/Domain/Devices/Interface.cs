using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A network card, and what it is plugged into.</summary>
/// <remarks>Source: libvirt domain format, <c>&lt;interface&gt;</c>.</remarks>
public sealed record Interface : Device, IMapped<Interface>
{
    public InterfaceType Type { get; init; }

    /// <summary>direct and hostdev networks: the guest may change its address and filters.</summary>
    public bool? TrustGuestRxFilters { get; init; }
    public bool? Managed { get; init; }

    public MacAddress? Mac { get; init; }
    public MacType? MacType { get; init; }
    public bool? MacCheck { get; init; }
    public InterfaceSource? Source { get; init; }
    public Vlan? Vlan { get; init; }
    public VirtualPort? VirtualPort { get; init; }
    public ValueList<IpAddress> Ips { get; init; }
    public ValueList<IpRoute> Routes { get; init; }
    public string? Script { get; init; }
    public string? DownScript { get; init; }
    public string? BackendDomain { get; init; }

    /// <summary>The name of the tap on the host; one that begins with <c>vnet</c>, <c>macvtap</c> or <c>macvlan</c> is ours and does not outlive the run.</summary>
    public string? Target { get; init; }
    public bool? TargetManaged { get; init; }
    public string? GuestDevice { get; init; }
    public InterfaceBackend? Backend { get; init; }
    public ValueList<PortForward> PortForwards { get; init; }

    /// <summary>As text: QEMU has models that libvirt does not know.</summary>
    public string? Model { get; init; }
    public InterfaceDriver? Driver { get; init; }
    public FilterRef? FilterRef { get; init; }
    public ulong? SendBuffer { get; init; }
    public bool? LinkUp { get; init; }
    public uint? Mtu { get; init; }
    public Bandwidth? Bandwidth { get; init; }
    /// <summary>Of a running guest: the kernel's class for the share that its network keeps free for it.</summary>
    public uint? TrafficClass { get; init; }
    public bool? IsolatedPort { get; init; }
    public TeamingPersistence? Teaming { get; init; }
    public string? TeamingPartner { get; init; }
    public uint? CoalesceFrames { get; init; }

    /// <summary>A card of type hostdev: how the host gives it away.</summary>
    public string? HostdevDriver { get; init; }

    /// <summary>The host's own function, which the guest drives itself; null: QEMU makes the card.</summary>
    public HostPci? Given => Type is InterfaceType.Hostdev ? Source?.HostPci?.Address : null;

    /// <summary>Of any of virtio's three generations.</summary>
    public bool IsVirtio => IsVirtioModel(Model);

    static bool IsVirtioModel(string? model) => model is "virtio" or "virtio-transitional" or "virtio-non-transitional";

    static bool IsGenerated(string? tap) => tap is not null &&
        (tap.StartsWith("vnet", StringComparison.Ordinal) || tap.StartsWith("macvtap", StringComparison.Ordinal) || tap.StartsWith("macvlan", StringComparison.Ordinal));

    /// <summary>A model is what QEMU calls it; it must not say more than a name.</summary>
    static string? Named(XmlMap x, string? model)
    {
        var word = x.Text("type", model);
        return !x.Reading || word is null || word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? word
            : throw x.Error(Values.ErrorCode.InvalidArg, Values.ErrorDomain.Domain, "Model name contains invalid characters");
    }

    /// <summary>Queues, offloads and the rest are a virtio card's; its options are kept, to be refused on others.</summary>
    static InterfaceDriver? Used(InterfaceDriver? driver, string? model) =>
        driver is null || IsVirtioModel(model) ? driver : driver.Virtio == default ? null : new() { Virtio = driver.Virtio };

    /// <summary>vhost serves virtio cards.</summary>
    static InterfaceBackend? Served(InterfaceBackend? backend, string? model) =>
        backend is null || IsVirtioModel(model) ? backend : backend with { Vhost = null };

    public static Interface Map(XmlMap x, Interface v)
    {
        var type = x.EnumOr("type", v.Type, InterfaceType.User);
        var tap = IsGenerated(x.Reading ? x.At("target").Text("dev", null) : v.Target) ? x.Live : x;
        var link = x.Reading ? x.At("link").Enum<LinkState>("state", null) : v.LinkUp is { } up ? up ? LinkState.Up : LinkState.Down : (LinkState?)null;
        return Tail(x, v with
        {
            Type = type,
            Managed = x.YesNo("managed", v.Managed),
            TrustGuestRxFilters = x.YesNo("trustGuestRxFilters", v.TrustGuestRxFilters),
            Mac = x.At("mac").Mac("address", v.Mac),
            MacType = x.At("mac").Enum("type", v.MacType),
            MacCheck = x.At("mac").YesNo("check", v.MacCheck),
            HostdevDriver = type is InterfaceType.Hostdev ? x.At("driver").Text("name", v.HostdevDriver) : null,
            Source = x.Child("source", v.Source, (y, source) => InterfaceSource.Map(y, source, type)),
            TrafficClass = x.Own.At("class").UInt("id", v.TrafficClass),
            Vlan = x.Child("vlan", v.Vlan),
            VirtualPort = x.Child("virtualport", v.VirtualPort),
            Bandwidth = x.Child("bandwidth", v.Bandwidth),
            IsolatedPort = x.At("port").YesNo("isolated", v.IsolatedPort),
            Ips = x.Children("ip", v.Ips),
            Routes = x.Children("route", v.Routes),
            Script = x.At("script").Text("path", v.Script),
            DownScript = x.At("downscript").Text("path", v.DownScript),
            BackendDomain = x.At("backenddomain").Text("name", v.BackendDomain),
            Target = tap.At("target").Text("dev", v.Target),
            TargetManaged = tap.At("target").YesNo("managed", v.TargetManaged),
            GuestDevice = x.At("guest").Text("dev", v.GuestDevice),
            Backend = x.Reading || v.Backend is null ? null : v.Backend,
            Model = Named(x.At("model"), v.Model),
            Driver = type is InterfaceType.Hostdev ? v.Driver : Used(x.Child("driver", v.Driver), x.Reading ? x.At("model").Text("type", null) : v.Model),
            // Filters are the host's, between a tap of its own and the network.
            FilterRef = (type is InterfaceType.Ethernet or InterfaceType.Network or InterfaceType.Bridge ? x : x.Dropped).Child("filterref", v.FilterRef) is { Filter.Length: > 0 } filter ? filter : null,
            SendBuffer = x.At("tune").At("sndbuf").ULong(".", v.SendBuffer),
            LinkUp = x.At("link").Enum("state", link) is { } state ? state is LinkState.Up : null,
            Mtu = x.At("mtu").UInt("size", v.Mtu, invalid: "malformed mtu size"),
            Teaming = x.At("teaming").Enum("type", v.Teaming),
            TeamingPartner = x.At("teaming").Text("persistent", v.TeamingPartner),
            CoalesceFrames = x.At("coalesce").At("rx").At("frames").UInt("max", v.CoalesceFrames is 0 ? null : v.CoalesceFrames) is not 0 and var frames ? frames : null,
        } is var read ? read with { Backend = Served(x.Child("backend", v.Backend), read.Model), PortForwards = x.Children("portForward", v.PortForwards) } : v);
    }
}

public enum InterfaceType { User, Ethernet, VhostUser, Server, Client, Mcast, Udp, Network, Bridge, Internal, Direct, Hostdev, Vdpa, Null, Vds }
public enum MacType { Generated, Static }
public enum LinkState { Up, Down }
public enum TeamingPersistence { None, Persistent, Transient }

/// <summary>What serves the card on the host's side.</summary>
public sealed record InterfaceBackend : IMapped<InterfaceBackend>
{
    public string? Type { get; init; }
    public string? Tap { get; init; }
    public string? Vhost { get; init; }
    public string? LogFile { get; init; }

    public static InterfaceBackend Map(XmlMap x, InterfaceBackend v) => v with
    {
        Type = x.Text("type", v.Type) is null or "default" ? v.Type : throw x.Invalid("type", x.Text("type", null)!, ""),
        Tap = x.Text("tap", v.Tap),
        Vhost = x.Text("vhost", v.Vhost),
        LogFile = x.Text("logFile", v.LogFile),
    };
}

/// <summary>How a virtio card is served: by which threads, with how many queues, and what is left to the host.</summary>
public sealed record InterfaceDriver : IMapped<InterfaceDriver>
{
    public InterfaceDriverName? Name { get; init; }
    public TxMode? TxMode { get; init; }
    public bool? IoEventFd { get; init; }
    public bool? EventIdx { get; init; }
    public uint? Queues { get; init; }
    public uint? RxQueueSize { get; init; }
    public uint? TxQueueSize { get; init; }
    public bool? Rss { get; init; }
    public bool? RssHashReport { get; init; }
    public VirtioOptions Virtio { get; init; }
    public HostOffloads? Host { get; init; }
    public GuestOffloads? Guest { get; init; }

    public static InterfaceDriver Map(XmlMap x, InterfaceDriver v) => v with
    {
        Name = x.Enum("name", v.Name),
        TxMode = x.Enum("txmode", v.TxMode),
        IoEventFd = x.OnOff("ioeventfd", v.IoEventFd),
        EventIdx = x.OnOff("event_idx", v.EventIdx),
        Queues = x.UInt("queues", v.Queues),
        RxQueueSize = x.UInt("rx_queue_size", v.RxQueueSize),
        TxQueueSize = x.UInt("tx_queue_size", v.TxQueueSize),
        Rss = x.OnOff("rss", v.Rss),
        RssHashReport = x.OnOff("rss_hash_report", v.RssHashReport),
        Virtio = VirtioOptions.Map(x, v.Virtio),
        Host = x.Child("host", v.Host),
        Guest = x.Child("guest", v.Guest),
    };
}

public enum TxMode { Iothread, Timer }

/// <summary>vhost: the kernel moves the packets. qemu: QEMU does.</summary>
public enum InterfaceDriverName { Qemu, Vhost }

public sealed record HostOffloads : IMapped<HostOffloads>
{
    public bool? Csum { get; init; }
    public bool? Gso { get; init; }
    public bool? Tso4 { get; init; }
    public bool? Tso6 { get; init; }
    public bool? Ecn { get; init; }
    public bool? Ufo { get; init; }
    public bool? MrgRxBuf { get; init; }

    public static HostOffloads Map(XmlMap x, HostOffloads v) => v with
    {
        Csum = x.OnOff("csum", v.Csum),
        Gso = x.OnOff("gso", v.Gso),
        Tso4 = x.OnOff("tso4", v.Tso4),
        Tso6 = x.OnOff("tso6", v.Tso6),
        Ecn = x.OnOff("ecn", v.Ecn),
        Ufo = x.OnOff("ufo", v.Ufo),
        MrgRxBuf = x.OnOff("mrg_rxbuf", v.MrgRxBuf),
    };
}

public sealed record GuestOffloads : IMapped<GuestOffloads>
{
    public bool? Csum { get; init; }
    public bool? Tso4 { get; init; }
    public bool? Tso6 { get; init; }
    public bool? Ecn { get; init; }
    public bool? Ufo { get; init; }

    public static GuestOffloads Map(XmlMap x, GuestOffloads v) => v with
    {
        Csum = x.OnOff("csum", v.Csum),
        Tso4 = x.OnOff("tso4", v.Tso4),
        Tso6 = x.OnOff("tso6", v.Tso6),
        Ecn = x.OnOff("ecn", v.Ecn),
        Ufo = x.OnOff("ufo", v.Ufo),
    };
}
