using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A storage pool: a place on the host where volumes lie.</summary>
/// <remarks>Source: libvirt storage format, <c>&lt;pool&gt;</c>.</remarks>
public sealed record PoolDefinition
{
    public PoolType Type { get; init; }
    public string Name { get; init; } = "";
    public Guid Uuid { get; init; }

    // Told, never asked for: what a document says of them is dropped.
    public Bytes Capacity { get; init; }
    public Bytes Allocation { get; init; }
    public Bytes Available { get; init; }

    /// <summary>The folder, absolute and without double slashes.</summary>
    public string Path { get; init; } = "";

    /// <summary>As wanted while the pool is built, as found while it is active.</summary>
    public StoragePermissions? Permissions { get; init; }

    internal static PoolDefinition Map(XmlMap x, PoolDefinition v)
    {
        var type = x.Need("type", v.Type);
        var read = v with
        {
            Type = type,
            Name = x.Leaf("name", v.Name) ?? "",
            Uuid = UuidOf(x, v.Uuid),
            Capacity = x.At("capacity").Amount(v.Capacity, "bytes") ?? default,
            Allocation = x.At("allocation").Amount(v.Allocation, "bytes") ?? default,
            Available = x.At("available").Amount(v.Available, "bytes") ?? default,
        };
        if (x.Reading) x.At("source").Touch();
        else x.Frame("source");
        var target = x.At("target");
        return read with
        {
            Path = target.Leaf("path", v.Path) ?? "",
            Permissions = x.At("target").Child("permissions", v.Permissions),
        };
    }

    static Guid UuidOf(XmlMap x, Guid uuid)
    {
        if (!x.Reading) return x.Leaf("uuid", uuid.ToString("D")) is null ? default : uuid;
        if (x.Leaf("uuid", null) is not { } text) return default;
        return Uuids.Parse(text) ?? throw StorageXml.Wrong(x, "malformed uuid element");
    }

    /// <summary>What no document may leave out, and what none may say.</summary>
    internal PoolDefinition Checked(XmlMap x)
    {
        if (Name.Length == 0) throw StorageXml.Wrong(x, "missing pool source name element");
        if (Name.Contains('/', StringComparison.Ordinal)) throw StorageXml.Wrong(x, $"name {Name} cannot contain '/'");
        if (Type is not PoolType.Dir)
            throw new VirtException(ErrorCode.ConfigUnsupported, $"storage pools of type '{Spelling<PoolType>.Of(Type)}' are not kept here", ErrorDomain.Storage)
            {
                Hint = "Make it available as a folder, and define a pool of type 'dir' upon that.",
            };
        if (Path.Length == 0) throw StorageXml.Wrong(x, "missing storage pool target path");
        if (Path[0] != '/') throw StorageXml.Wrong(x, $"storage pool target path '{Path}' is not absolute");
        return this with { Path = StorageXml.Clean(Path), Capacity = default, Allocation = default, Available = default };
    }
}

/// <remarks>Source: <c>virStoragePoolType</c>; all are known by name, one is kept.</remarks>
public enum PoolType { Dir, Fs, Netfs, Logical, Disk, Iscsi, IscsiDirect, Scsi, Mpath, Rbd, Sheepdog, Gluster, Zfs, Vstorage }
