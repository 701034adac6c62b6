using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>All devices of a domain, a list for each kind, in the order in which they are written.</summary>
public sealed record Devices : IMapped<Devices>
{
    public string? Emulator { get; init; }
    public ValueList<Disk> Disks { get; init; }
    public ValueList<Controller> Controllers { get; init; }
    public ValueList<Lease> Leases { get; init; }
    public ValueList<Filesystem> Filesystems { get; init; }
    public ValueList<Interface> Interfaces { get; init; }
    public ValueList<Smartcard> Smartcards { get; init; }
    public ValueList<Serial> Serials { get; init; }
    public ValueList<Parallel> Parallels { get; init; }
    public ValueList<ConsoleDevice> Consoles { get; init; }
    public ValueList<Channel> Channels { get; init; }
    public ValueList<Input> Inputs { get; init; }
    public ValueList<Tpm> Tpms { get; init; }
    public ValueList<Graphics> Graphics { get; init; }
    public ValueList<Sound> Sounds { get; init; }
    public ValueList<Audio> Audios { get; init; }
    public ValueList<Video> Videos { get; init; }
    public ValueList<Hostdev> Hostdevs { get; init; }
    public ValueList<Redirdev> Redirdevs { get; init; }
    public RedirFilter? RedirFilter { get; init; }
    public ValueList<Hub> Hubs { get; init; }
    public ValueList<Watchdog> Watchdogs { get; init; }

    /// <summary>Null: not said yet; libvirt's default is a virtio one.</summary>
    public Memballoon? Memballoon { get; init; }
    public ValueList<Rng> Rngs { get; init; }
    public Nvram? Nvram { get; init; }
    public ValueList<Panic> Panics { get; init; }
    public ValueList<Shmem> Shmems { get; init; }
    public ValueList<MemoryDevice> Memories { get; init; }
    public Iommu? Iommu { get; init; }
    public Vsock? Vsock { get; init; }
    public ValueList<Crypto> Cryptos { get; init; }

    public static Devices Map(XmlMap x, Devices v) => v with
    {
        Emulator = x.Leaf("emulator", v.Emulator),
        Disks = x.Children("disk", v.Disks),
        Controllers = x.Children("controller", v.Controllers),
        Leases = x.Children("lease", v.Leases),
        Filesystems = x.Children("filesystem", v.Filesystems),
        Interfaces = x.Children("interface", v.Interfaces),
        Smartcards = x.Children("smartcard", v.Smartcards),
        Serials = x.Children("serial", v.Serials),
        Parallels = x.Children("parallel", v.Parallels),
        Consoles = x.Children("console", v.Consoles),
        Channels = x.Children("channel", v.Channels),
        Inputs = x.Children("input", v.Inputs),
        Tpms = x.Children("tpm", v.Tpms),
        Graphics = x.Children("graphics", v.Graphics),
        Sounds = x.Children("sound", v.Sounds),
        Audios = x.Children("audio", v.Audios),
        Videos = x.Children("video", v.Videos),
        Hostdevs = x.Children("hostdev", v.Hostdevs),
        Redirdevs = x.Children("redirdev", v.Redirdevs),
        RedirFilter = x.Child("redirfilter", v.RedirFilter),
        Hubs = x.Children("hub", v.Hubs),
        Watchdogs = x.Children("watchdog", v.Watchdogs),
        Memballoon = x.Only("memballoon", "memory balloon", ErrorCode.InternalError).Child("memballoon", v.Memballoon, keepEmpty: true),
        Rngs = x.Children("rng", v.Rngs),
        Nvram = x.Only("nvram", "nvram", ErrorCode.InternalError).Child("nvram", v.Nvram, keepEmpty: true),
        Panics = x.Children("panic", v.Panics),
        Shmems = x.Children("shmem", v.Shmems),
        Memories = x.Children("memory", v.Memories),
        Cryptos = x.Children("crypto", v.Cryptos),
        Iommu = x.Only("iommu", "IOMMU").Child("iommu", v.Iommu),
        Vsock = x.Only("vsock", "vsock").Child("vsock", v.Vsock),
    };

    /// <summary>Every device that has an address, in the order of the lists.</summary>
    public IEnumerable<Device> All =>
    [
        .. Disks, .. Controllers, .. Filesystems, .. Interfaces, .. Smartcards, .. Serials, .. Parallels, .. Consoles, .. Channels,
        .. Inputs, .. Tpms, .. Graphics, .. Sounds, .. Videos, .. Hostdevs, .. Redirdevs, .. Hubs, .. Watchdogs,
        .. Memballoon is null ? [] : new Device[] { Memballoon }, .. Rngs, .. Nvram is null ? [] : new Device[] { Nvram }, .. Panics, .. Shmems,
        .. Memories, .. Cryptos, .. Iommu is null ? [] : new Device[] { Iommu }, .. Vsock is null ? [] : new Device[] { Vsock },
    ];
}
