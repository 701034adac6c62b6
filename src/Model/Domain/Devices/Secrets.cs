namespace Aerostat.Model;

/// <summary>Whose name a network disk is opened in.</summary>
public sealed record DiskAuth : IMapped<DiskAuth>
{
    public string? User { get; init; }
    public SecretRef? Secret { get; init; }

    public static DiskAuth Map(XmlMap x, DiskAuth v) => v with
    {
        User = x.Text("username", v.User) ?? throw x.Wrong("missing username for auth"),
        Secret = x.Child("secret", v.Secret),
    };
}

/// <summary>Which secret of the secret store is meant.</summary>
public sealed record SecretRef : IMapped<SecretRef>
{
    public string? Type { get; init; }
    public Guid? Uuid { get; init; }
    public string? Usage { get; init; }

    public static SecretRef Map(XmlMap x, SecretRef v) => v with
    {
        Type = x.Text("type", v.Type),
        Uuid = x.Uuid("uuid", v.Uuid),
        Usage = x.Text("usage", v.Usage),
    };
}

/// <summary>The image is encrypted.</summary>
public sealed record Encryption : IMapped<Encryption>
{
    public EncryptionFormat Format { get; init; }
    public EncryptionEngine? Engine { get; init; }
    public Values.ValueList<SecretRef> Secrets { get; init; }
    public Cipher? Cipher { get; init; }
    public IvGen? IvGen { get; init; }

    public static Encryption Map(XmlMap x, Encryption v) => v with
    {
        Format = x.Need("format", v.Format),
        Engine = x.Enum("engine", v.Engine),
        Secrets = x.Children("secret", v.Secrets),
        Cipher = x.Child("cipher", v.Cipher),
        IvGen = x.Child("ivgen", v.IvGen),
    };
}

public enum EncryptionFormat { Default, Qcow, Luks, Luks2, LuksAny }
public enum EncryptionEngine { Qemu, Librbd }

public sealed record Cipher : IMapped<Cipher>
{
    public string? Name { get; init; }
    public uint? Size { get; init; }
    public string? Mode { get; init; }
    public string? Hash { get; init; }

    public static Cipher Map(XmlMap x, Cipher v) => v with
    {
        Name = x.Text("name", v.Name, required: true),
        Size = x.UInt("size", v.Size),
        Mode = x.Text("mode", v.Mode),
        Hash = x.Text("hash", v.Hash),
    };
}

public sealed record IvGen : IMapped<IvGen>
{
    public string? Name { get; init; }
    public string? Hash { get; init; }

    public static IvGen Map(XmlMap x, IvGen v) => v with { Name = x.Text("name", v.Name, required: true), Hash = x.Text("hash", v.Hash) };
}
