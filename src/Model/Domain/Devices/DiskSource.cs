using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Where the bytes of a disk come from; which fields count depends on the disk's type.</summary>
public sealed record DiskSource
{
    /// <summary>type file.</summary>
    public string? File { get; init; }

    /// <summary>A descriptor group that the client passed stands for the file.</summary>
    public string? FdGroup { get; init; }

    /// <summary>type block.</summary>
    public string? Device { get; init; }

    /// <summary>type dir.</summary>
    public string? Directory { get; init; }

    // type network
    public NetworkProtocol? Protocol { get; init; }
    public string? Name { get; init; }
    public string? Query { get; init; }
    public bool? Tls { get; init; }
    public string? TlsHostname { get; init; }
    public ValueList<DiskHost> Hosts { get; init; }
    public string? SnapshotName { get; init; }
    public string? ConfigFile { get; init; }
    public Initiator? Initiator { get; init; }
    public bool? SslVerify { get; init; }
    public ValueList<Cookie> Cookies { get; init; }
    public Bytes? ReadAhead { get; init; }
    public uint? Timeout { get; init; }
    public string? SshUser { get; init; }
    public string? SshKnownHosts { get; init; }
    public string? NfsUser { get; init; }
    public string? NfsGroup { get; init; }

    // type volume
    public string? Pool { get; init; }
    public string? Volume { get; init; }
    public VolumeMode? Mode { get; init; }

    // type nvme
    public bool? Managed { get; init; }
    public ulong? Namespace { get; init; }
    public HostPci? Pci { get; init; }

    // type vhostuser
    public string? SocketPath { get; init; }
    public Reconnect? Reconnect { get; init; }

    public StartupPolicy? StartupPolicy { get; init; }

    /// <summary>The number in the block nodes' names; only while the guest runs.</summary>
    public uint? Index { get; init; }
    public Slices? Slices { get; init; }
    public ValueList<DeviceSeclabel> Seclabels { get; init; }
    public DiskAuth? Auth { get; init; }
    public Encryption? Encryption { get; init; }
    public Reservations? Reservations { get; init; }

    public bool IsEmpty => string.IsNullOrEmpty(File) && string.IsNullOrEmpty(Device) && string.IsNullOrEmpty(Directory) && Protocol is null && Volume is null && Pci is null && SocketPath is null;

    /// <summary>The path on this host, where there is one.</summary>
    public string? Path => File ?? Device ?? Directory ?? SocketPath;

    internal static DiskSource Map(XmlMap x, DiskSource v, DiskType type)
    {
        var read = OfType(x, v, type);
        read = read with
        {
            StartupPolicy = x.Enum("startupPolicy", v.StartupPolicy),
            Index = x.Live.UInt("index", v.Index),
        };
        if (type == DiskType.Network) read = NetworkChildren(x, read);
        return read with
        {
            Slices = x.Child("slices", v.Slices),
            Seclabels = type == DiskType.Network ? v.Seclabels : x.Children("seclabel", v.Seclabels),
            Auth = x.Child("auth", v.Auth),
            Encryption = x.Child("encryption", v.Encryption),
            Reservations = x.Child("reservations", v.Reservations),
            Reconnect = type == DiskType.VhostUser ? x.Child("reconnect", v.Reconnect) : null,
        };
    }

    static DiskSource OfType(XmlMap x, DiskSource v, DiskType type) => type switch
    {
        // An empty path is how many say that there is no medium.
        DiskType.File => v with { File = Some(x.Text("file", v.File)), FdGroup = x.Text("fdgroup", v.FdGroup) },
        DiskType.Block => v with { Device = Some(x.Text("dev", v.Device)) },
        DiskType.Dir => v with { Directory = x.Text("dir", v.Directory) },
        DiskType.Volume => v with
        {
            Pool = x.Text("pool", v.Pool),
            Volume = x.Text("volume", v.Volume),
            Mode = x.Enum("mode", v.Mode),
        },
        DiskType.Network => v with
        {
            Protocol = x.Enum("protocol", v.Protocol, required: true),
            Name = x.Text("name", v.Name),
            Query = x.Text("query", v.Query),
            Tls = x.YesNo("tls", v.Tls),
            TlsHostname = x.Text("tlsHostname", v.TlsHostname),
        },
        DiskType.Nvme => Nvme(x, v),
        DiskType.VhostUser => VhostUser(x, v),
        _ => v,
    };

    static string? Some(string? path) => path is "" ? null : path;

    static DiskSource Nvme(XmlMap x, DiskSource v)
    {
        if (x.Text("type", "pci", required: true) is not "pci") throw x.Wrong($"unsupported source type '{x.Text("type", null)}'");
        return v with
        {
            Managed = x.YesNo("managed", v.Managed),
            Namespace = x.ULong("namespace", v.Namespace, required: true),
            Pci = x.Child("address", v.Pci),
        };
    }

    static DiskSource VhostUser(XmlMap x, DiskSource v)
    {
        if (x.Text("type", "unix", required: true) is not "unix") throw x.Wrong("invalid vhost user socket type");
        return v with { SocketPath = x.Text("path", v.SocketPath, required: true) };
    }

    static DiskSource NetworkChildren(XmlMap x, DiskSource v) => v with
    {
        Hosts = x.Children("host", v.Hosts),
        SnapshotName = x.At("snapshot").Text("name", v.SnapshotName),
        ConfigFile = x.At("config").Text("file", v.ConfigFile),
        Initiator = x.Child("initiator", v.Initiator),
        SslVerify = x.At("ssl").YesNo("verify", v.SslVerify),
        Cookies = x.At("cookies").Children("cookie", v.Cookies),
        ReadAhead = x.At("readahead").Size(v.ReadAhead),
        Timeout = x.At("timeout").UInt("seconds", v.Timeout),
        NfsUser = x.At("identity").Text("user", v.NfsUser),
        NfsGroup = x.At("identity").Text("group", v.NfsGroup),
        SshUser = x.At("identity").Text("username", v.SshUser),
        SshKnownHosts = x.At("knownHosts").Text("path", v.SshKnownHosts),
    };
}

public enum NetworkProtocol { Nbd, Rbd, Sheepdog, Gluster, Iscsi, Http, Https, Ftp, Ftps, Tftp, Ssh, Vxhs, Nfs }
public enum VolumeMode { Host, Direct }
public enum StartupPolicy { Mandatory, Requisite, Optional }

/// <summary>One of the servers that a network disk is on.</summary>
public sealed record DiskHost : IMapped<DiskHost>
{
    public string? Name { get; init; }
    public uint? Port { get; init; }
    public HostTransport? Transport { get; init; }
    public string? Socket { get; init; }

    public static DiskHost Map(XmlMap x, DiskHost v)
    {
        var transport = x.Reading ? x.Enum("transport", v.Transport) : v.Transport;
        return v with
        {
            Name = x.Text("name", v.Name),
            Port = x.UInt("port", v.Port),
            Transport = x.Reading ? transport : x.Enum("transport", transport is HostTransport.Tcp ? null : transport),
            Socket = x.Text("socket", v.Socket),
        };
    }
}

public enum HostTransport { Tcp, Unix, Rdma }

/// <summary>A PCI device of the host, by its address.</summary>
public sealed record HostPci : IMapped<HostPci>
{
    public uint Domain { get; init; }
    public uint Bus { get; init; }
    public uint Slot { get; init; }
    public uint Function { get; init; }

    public static HostPci Map(XmlMap x, HostPci v) => v with
    {
        Domain = x.Hex("domain", v.Domain, 4) ?? 0,
        Bus = x.Hex("bus", v.Bus, 2) ?? 0,
        Slot = x.Hex("slot", v.Slot, 2) ?? 0,
        Function = x.Hex("function", v.Function, 1) ?? 0,
    };

    /// <summary>As sysfs names it.</summary>
    public override string ToString() => $"{Domain:x4}:{Bus:x2}:{Slot:x2}.{Function:x}";

    /// <exception cref="FormatException">It is no such name.</exception>
    public static HostPci Parse(string name)
    {
        var parts = name.Split(':', '.');
        uint Number(int at) => uint.Parse(parts[at], System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
        return parts is [_, _, _, _] ? new() { Domain = Number(0), Bus = Number(1), Slot = Number(2), Function = Number(3) } : throw new FormatException($"'{name}' is no PCI function");
    }
}

public sealed record Initiator : IMapped<Initiator>
{
    public string? Iqn { get; init; }

    public static Initiator Map(XmlMap x, Initiator v) => v with { Iqn = x.At("iqn").Text("name", v.Iqn) };
}

public sealed record Cookie : IMapped<Cookie>
{
    public string Name { get; init; } = "";
    public string? Value { get; init; }

    public static Cookie Map(XmlMap x, Cookie v) => v with { Name = x.Text("name", v.Name) ?? "", Value = x.Secret.Text(".", v.Value) };
}

public sealed record Reconnect : IMapped<Reconnect>
{
    public bool? Enabled { get; init; }
    public uint? Timeout { get; init; }

    public static Reconnect Map(XmlMap x, Reconnect v) => v with
    {
        Enabled = x.YesNo("enabled", v.Enabled, required: true),
        Timeout = x.UInt("timeout", v.Timeout, required: x.Reading && x.YesNo("enabled", v.Enabled) is true),
    };
}

/// <summary>The disk is a part of its file.</summary>
public sealed record Slices : IMapped<Slices>
{
    public ulong Offset { get; init; }
    public ulong Size { get; init; }

    public static Slices Map(XmlMap x, Slices v)
    {
        var slice = x.At("slice");
        if (slice.Text("type", "storage") is not "storage") return v;
        return v with
        {
            Offset = x.At("slice").ULong("offset", v.Offset, required: true) ?? 0,
            Size = x.At("slice").ULong("size", v.Size, required: true) ?? 0,
        };
    }
}

public sealed record Reservations : IMapped<Reservations>
{
    public bool? Managed { get; init; }
    public string? SourceType { get; init; }
    public string? Path { get; init; }
    public string? Mode { get; init; }

    public static Reservations Map(XmlMap x, Reservations v)
    {
        var managed = x.YesNo("managed", v.Managed, required: true);
        var source = managed is true ? x.Live : x;
        return v with
        {
            Managed = managed,
            SourceType = source.At("source").Text("type", v.SourceType),
            Path = source.At("source").Text("path", v.Path),
            Mode = source.At("source").Text("mode", v.Mode),
        };
    }
}
