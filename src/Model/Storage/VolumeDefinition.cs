using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A volume: one image in a pool.</summary>
/// <remarks>Source: libvirt storage format, <c>&lt;volume&gt;</c>.</remarks>
public sealed record VolumeDefinition
{
    public VolumeType Type { get; init; }
    public string Name { get; init; } = "";

    /// <summary>As its guest sees it.</summary>
    public Bytes? Capacity { get; init; }

    /// <summary>What it takes on the disk; of a new one, what it is to take at once. Null: not said.</summary>
    public Bytes? Allocation { get; init; }

    /// <summary>The length of its file.</summary>
    public Bytes Physical { get; init; }

    public VolumeTarget Target { get; init; } = new();

    /// <summary>The image that this one is laid over.</summary>
    public VolumeBacking? Backing { get; init; }

    /// <summary>Names it in the whole host: a file's is its path.</summary>
    public string Key => Target.Path;

    internal static VolumeDefinition Map(XmlMap x, VolumeDefinition v)
    {
        var read = v with { Type = x.Enum<VolumeType>("type", v.Type) ?? VolumeType.File, Name = x.Leaf("name", v.Name) ?? "" };
        x.Leaf("key", v.Key);
        return read with
        {
            Capacity = x.At("capacity").Amount(x.Reading ? null : v.Capacity ?? default, "bytes"),
            Allocation = x.At("allocation").Amount(x.Reading ? null : v.Allocation ?? default, "bytes"),
            Physical = x.At("physical").Amount(v.Physical.Value == 0 ? null : v.Physical, "bytes") ?? default,
            Target = x.Child("target", v.Target) ?? new(),
            Backing = x.Child("backingStore", v.Backing),
        };
    }

    /// <summary>What no document may leave out.</summary>
    /// <param name="mayLackCapacity">It has the size of what it is made from.</param>
    internal VolumeDefinition Checked(XmlMap x, bool mayLackCapacity)
    {
        if (Name.Length == 0) throw StorageXml.Wrong(x, "missing volume name element");
        if (Capacity is null && !mayLackCapacity && Backing is null) throw StorageXml.Wrong(x, "missing capacity element");
        return this with { Physical = default, Type = Target.Format is StorageFormat.Dir ? VolumeType.Dir : VolumeType.File };
    }
}

/// <remarks>Source: <c>virStorageVolType</c>.</remarks>
public enum VolumeType { File, Block, Dir, Network, Netdir, Ploop }
