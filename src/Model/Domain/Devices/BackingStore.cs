namespace Aerostat.Model;

/// <summary>The next image below; empty: there is none, and none is looked for.</summary>
public sealed record BackingStore : IMapped<BackingStore>
{
    /// <summary>By the header of the image above, not by the document: told of a running guest alone.</summary>
    public bool IsFound { get; init; }
    public DiskType? Type { get; init; }
    public uint? Index { get; init; }
    public StorageFormat? Format { get; init; }
    public MetadataCache? MetadataCache { get; init; }
    public DiskSource? Source { get; init; }
    public BackingStore? Below { get; init; }

    public static BackingStore Map(XmlMap x, BackingStore v)
    {
        v = v with { IsFound = x.Own.YesNo("found", v.IsFound ? true : null) is true };
        var type = x.Enum("type", v.Type);
        if (type is not { } known) return v;
        return v with
        {
            Type = type,
            Index = x.Live.UInt("index", v.Index),
            Format = x.At("format").Enum("type", v.Format),
            MetadataCache = x.At("format").Child("metadata_cache", v.MetadataCache),
            Source = x.Child("source", v.Source, (y, source) => DiskSource.Map(y, source, known)),
            Below = Child(x, v.Below),
        };
    }

    /// <summary>The one below an image.</summary>
    public static BackingStore? Child(XmlMap x, BackingStore? below) => (below is { IsFound: true } ? x.Live : x).Child("backingStore", below, keepEmpty: true);
}

/// <summary>The other side of a running copy.</summary>
public sealed record DiskMirror : IMapped<DiskMirror>
{
    public DiskType? Type { get; init; }
    public string? File { get; init; }
    public string? OldFormat { get; init; }
    public string? Job { get; init; }
    public string? Ready { get; init; }
    public StorageFormat? Format { get; init; }
    public DiskSource? Source { get; init; }
    public BackingStore? BackingStore { get; init; }

    public static DiskMirror Map(XmlMap x, DiskMirror v)
    {
        var type = x.Enum("type", v.Type);
        return v with
        {
            Type = type,
            File = x.Text("file", v.File),
            OldFormat = x.Text("format", v.OldFormat),
            Job = x.Text("job", v.Job),
            Ready = x.Text("ready", v.Ready),
            Format = x.At("format").Enum("type", v.Format),
            Source = x.Child("source", v.Source, (y, source) => DiskSource.Map(y, source, type ?? DiskType.File)),
            BackingStore = x.Child("backingStore", v.BackingStore, keepEmpty: true),
        };
    }
}
