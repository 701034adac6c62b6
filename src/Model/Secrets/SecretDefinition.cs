using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What a pass-phrase is for; the pass-phrase itself is never part of the document.</summary>
/// <remarks>Source: libvirt secret format, <c>&lt;secret&gt;</c>.</remarks>
public sealed record SecretDefinition
{
    /// <summary>Kept in memory alone.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Its value is told to nobody.</summary>
    public bool Private { get; init; }
    public Guid Uuid { get; init; }
    public string? Description { get; init; }
    public SecretUsage Usage { get; init; }

    /// <summary>What of that kind it is for: a path, a name, a target. Empty where it is for nothing yet.</summary>
    public string UsageId { get; init; } = "";

    internal static SecretDefinition Map(XmlMap x, SecretDefinition v)
    {
        var read = v with
        {
            Ephemeral = Flag(x, "ephemeral", v.Ephemeral),
            Private = Flag(x, "private", v.Private),
            Uuid = UuidOf(x, v.Uuid),
            Description = x.Leaf("description", v.Description),
        };
        var usage = x.At("usage");
        var kind = usage.Enum<SecretUsage>("type", v.Usage is SecretUsage.None ? null : v.Usage, unknown: word => $"unknown secret usage type {word}") ?? SecretUsage.None;
        return kind is SecretUsage.None ? read : read with { Usage = kind, UsageId = usage.Leaf(Element(kind), v.UsageId) ?? throw Missing(x, kind) };
    }

    static bool Flag(XmlMap x, string name, bool value)
    {
        if (!x.Reading) return x.YesNo(name, value) ?? false;
        return x.Text(name, null) switch
        {
            "yes" => true,
            "no" or null => false,
            _ => throw x.Error(ErrorCode.XmlError, ErrorDomain.Secret, $"invalid value of '{name}'"),
        };
    }

    static Guid UuidOf(XmlMap x, Guid uuid)
    {
        if (!x.Reading) return x.Leaf("uuid", uuid.ToString("D")) is null ? default : uuid;
        if (x.Leaf("uuid", null) is not { } text) return Guid.NewGuid();
        return Uuids.Parse(text) ?? throw x.Error(ErrorCode.InternalError, ErrorDomain.Secret, "malformed uuid element");
    }

    /// <summary>Where the document says what it is for.</summary>
    static string Element(SecretUsage usage) => usage switch
    {
        SecretUsage.Volume => "volume",
        SecretUsage.Iscsi => "target",
        _ => "name",
    };

    static VirtException Missing(XmlMap x, SecretUsage usage) => x.Error(ErrorCode.InternalError, ErrorDomain.Secret, usage switch
    {
        SecretUsage.Volume => "volume usage specified, but volume path is missing",
        SecretUsage.Ceph => "Ceph usage specified, but name is missing",
        SecretUsage.Iscsi => "iSCSI usage specified, but target is missing",
        SecretUsage.Tls => "TLS usage specified, but name is missing",
        _ => "vTPM usage specified, but name is missing",
    });
}

/// <summary>Source: <c>virSecretUsageType</c>.</summary>
public enum SecretUsage { None, Volume, Ceph, Iscsi, Tls, Vtpm }

/// <summary>The documents of secrets, read and written.</summary>
public static class SecretXml
{
    /// <summary>Reads one. Without a UUID in the document it is given a new one.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlError"/>: not a secret; <see cref="ErrorCode.InternalError"/>: it lacks what libvirt misses.</exception>
    public static SecretDefinition Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "secret_definition");
        if (!root.Is("secret")) throw new VirtException(ErrorCode.XmlError, $"XML error: expecting root element of 'secret', not '{root.Name}'", ErrorDomain.Secret);
        return XmlMap.Read(root, options ?? ReadOptions.Default, x => SecretDefinition.Map(x, new()));
    }

    public static string Write(SecretDefinition secret) => XmlOutput.Write(XmlMap.Write("secret", WriteOptions.Default, x => SecretDefinition.Map(x, secret)));
}
