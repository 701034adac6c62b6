namespace Aerostat.Model;

/// <summary>How a disk is opened and served.</summary>
public sealed record DiskDriver : IMapped<DiskDriver>
{
    public string? Name { get; init; }

    /// <summary>The image's format; null: raw. A format is never guessed from the image's content, which the guest can write.</summary>
    public StorageFormat? Format { get; init; }
    public DiskCache? Cache { get; init; }
    public ErrorPolicy? ErrorPolicy { get; init; }
    public ErrorPolicy? ReadErrorPolicy { get; init; }
    public DiskIo? Io { get; init; }
    public bool? IoEventFd { get; init; }
    public bool? EventIdx { get; init; }
    public bool? CopyOnRead { get; init; }
    public DiskDiscard? Discard { get; init; }
    public uint? IoThread { get; init; }
    public DetectZeroes? DetectZeroes { get; init; }
    public uint? Queues { get; init; }
    public uint? QueueSize { get; init; }
    public VirtioOptions Virtio { get; init; }

    /// <summary>Bytes of qcow2 metadata kept in memory.</summary>
    public MetadataCache? MetadataCache { get; init; }

    public static DiskDriver Map(XmlMap x, DiskDriver v) => v with
    {
        Name = x.Text("name", v.Name),
        Format = x.Enum("type", v.Format, unknown: word => $"unknown driver format value '{word}'"),
        Cache = x.Enum("cache", v.Cache) is not DiskCache.Default and var cache ? cache : null,
        ErrorPolicy = x.Enum("error_policy", v.ErrorPolicy),
        ReadErrorPolicy = x.Enum("rerror_policy", v.ReadErrorPolicy),
        Io = x.Enum("io", v.Io),
        IoEventFd = x.OnOff("ioeventfd", v.IoEventFd),
        EventIdx = x.OnOff("event_idx", v.EventIdx),
        CopyOnRead = x.OnOff("copy_on_read", v.CopyOnRead),
        Discard = x.Enum("discard", v.Discard),
        IoThread = x.UInt("iothread", v.IoThread),
        DetectZeroes = x.Enum("detect_zeroes", v.DetectZeroes),
        Queues = x.UInt("queues", v.Queues),
        QueueSize = x.UInt("queue_size", v.QueueSize),
        Virtio = VirtioOptions.Map(x, v.Virtio),
        MetadataCache = x.Child("metadata_cache", v.MetadataCache),
    };
}

public enum StorageFormat
{
    None, Raw, Dir, Bochs, Cloop, Dmg, Iso, Vpc, Vdi, Fat, Vhd, Ploop, Cow, Qcow, Qcow2, Qed, Vmdk, Aio, Auto,
}

public enum DiskCache { Default, None, Writethrough, Writeback, Directsync, Unsafe }
public enum ErrorPolicy { Stop, Report, Ignore, Enospace }
public enum DiskIo { Native, Threads, IoUring }
public enum DiskDiscard { Unmap, Ignore }
public enum DetectZeroes { Off, On, Unmap }

public sealed record MetadataCache : IMapped<MetadataCache>
{
    public Values.Bytes? MaxSize { get; init; }

    public static MetadataCache Map(XmlMap x, MetadataCache v) => v with { MaxSize = x.At("max_size").Amount(v.MaxSize, "bytes") };
}
