using System.Globalization;
using System.Text.RegularExpressions;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Where a volume is, and how its bytes are to be read.</summary>
public sealed partial record VolumeTarget : IMapped<VolumeTarget>
{
    /// <summary>Told, never asked for: it follows from the pool and the name.</summary>
    public string Path { get; init; } = "";

    public StorageFormat Format { get; init; } = StorageFormat.Raw;
    public StoragePermissions? Permissions { get; init; }
    public StorageTimes? Times { get; init; }

    /// <summary>The content is encrypted; the secret is not kept here.</summary>
    public string? Encryption { get; init; }

    // qcow2's own
    public string? Compat { get; init; }
    public Bytes? ClusterSize { get; init; }
    public VolumeFeatures? Features { get; init; }

    /// <summary>Without copy-on-write, on btrfs.</summary>
    public bool NoCow { get; init; }

    public static VolumeTarget Map(XmlMap x, VolumeTarget v)
    {
        var target = Told(x, v);
        // Where features are asked for, the version that has them.
        return x.Reading && target is { Features: not null, Compat: null } ? target with { Compat = "1.1" } : target;
    }

    static VolumeTarget Told(XmlMap x, VolumeTarget v) => v with
    {
        Path = x.Leaf("path", v.Path.Length == 0 ? null : v.Path) ?? "",
        Format = x.At("format").Enum<StorageFormat>("type", v.Format, unknown: word => $"unknown volume format type {word}") ?? StorageFormat.Raw,
        Permissions = x.Child("permissions", v.Permissions),
        Times = x.Child("timestamps", v.Times),
        Encryption = x.At("encryption").Text("format", v.Encryption),
        Compat = CompatOf(x, v.Compat),
        NoCow = x.Flag("nocow", v.NoCow),
        ClusterSize = x.At("clusterSize").Amount(v.ClusterSize, "B"),
        Features = x.Child("features", v.Features, keepEmpty: true),
    };

    static string? CompatOf(XmlMap x, string? compat)
    {
        var word = x.Leaf("compat", compat);
        return word is null || !x.Reading || Version().IsMatch(word) ? word : throw StorageXml.Wrong(x, "forbidden characters in 'compat' attribute");
    }

    [GeneratedRegex(@"^[0-9]+\.[0-9]+$")]
    private static partial Regex Version();
}

/// <summary>The image below, as far as a document tells of it.</summary>
public sealed record VolumeBacking : IMapped<VolumeBacking>
{
    public string Path { get; init; } = "";
    public StorageFormat? Format { get; init; }
    public StoragePermissions? Permissions { get; init; }
    public StorageTimes? Times { get; init; }

    public static VolumeBacking Map(XmlMap x, VolumeBacking v) => v with
    {
        Path = x.Leaf("path", v.Path) ?? "",
        Format = x.At("format").Enum("type", v.Format, unknown: word => $"unknown volume format type {word}"),
        Permissions = x.Child("permissions", v.Permissions),
        Times = x.Child("timestamps", v.Times),
    };
}

/// <summary>What an image of qcow2's third version can do.</summary>
public sealed record VolumeFeatures : IMapped<VolumeFeatures>
{
    public bool LazyRefcounts { get; init; }
    public bool ExtendedL2 { get; init; }

    public static VolumeFeatures Map(XmlMap x, VolumeFeatures v) => v with
    {
        LazyRefcounts = x.Flag("lazy_refcounts", v.LazyRefcounts),
        ExtendedL2 = x.Flag("extended_l2", v.ExtendedL2),
    };
}

/// <summary>When a file was read, changed and made: seconds since 1970, and nanoseconds. Told, never asked for.</summary>
public sealed record StorageTimes : IMapped<StorageTimes>
{
    public (long Seconds, uint Nanoseconds) Accessed { get; init; }
    public (long Seconds, uint Nanoseconds) Modified { get; init; }
    public (long Seconds, uint Nanoseconds) Changed { get; init; }

    public static StorageTimes Map(XmlMap x, StorageTimes v)
    {
        x.Leaf("atime", Text(v.Accessed));
        x.Leaf("mtime", Text(v.Modified));
        x.Leaf("ctime", Text(v.Changed));
        x.Leaf("btime", "0");
        return v;
    }

    static string Text((long Seconds, uint Nanoseconds) time) => time.Nanoseconds == 0
        ? time.Seconds.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}.{time.Nanoseconds:d9}");
}
