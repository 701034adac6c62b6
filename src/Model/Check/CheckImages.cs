using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What a disk's image is and how it is unlocked.</summary>
static class CheckImages
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var disk in v.Devices.Disks)
        {
            var path = $"/domain/devices/disk[target/@dev='{disk.Target}']";
            var encryption = disk.Source?.Encryption ?? disk.Encryption;
            if (disk.Auth is not null && disk.Source?.Auth is not null)
                yield return Problem.Unsupported(path, "an <auth> definition already found for disk source", domain: ErrorDomain.Domain);
            if (disk.Encryption is not null && disk.Source?.Encryption is not null)
                yield return Problem.Unsupported(path, "an <encryption> definition already found for disk source", domain: ErrorDomain.Domain);
            if (encryption?.Cipher is not null)
                yield return Problem.Unsupported(path, "supplying <cipher> for domain disk definition is unnecessary", domain: ErrorDomain.Domain);
            if (encryption is { Engine: not EncryptionEngine.Librbd } && disk.Driver?.Format is not (StorageFormat.Raw or StorageFormat.Qcow2))
                yield return Problem.Unsupported(path, "encryption is supported only with 'raw' and 'qcow2' image format");
            if (Auth(disk) is { } auth) yield return auth with { Path = path };
            if (Format(disk.Driver?.Format) is { } message) yield return Problem.Unsupported(path, message);
            if (disk.Shareable && disk.Driver?.Format is not (null or StorageFormat.Raw))
                yield return Problem.Unsupported(path, $"shared access for disk '{disk.Target}' requires use of supported storage format", "Only a raw image can be shared.");
        }
    }

    static Problem? Auth(Disk disk)
    {
        if ((disk.Source?.Auth ?? disk.Auth)?.Secret is not { } secret) return null;
        if (secret.Type is not ("iscsi" or "ceph" or "volume" or "vtpm" or "tls"))
            return Problem.Unsupported("", $"unknown secret type '{secret.Type ?? "<null>"}'", domain: ErrorDomain.Domain);
        var wanted = disk.Source?.Protocol switch { NetworkProtocol.Iscsi => "iscsi", NetworkProtocol.Rbd => "ceph", _ => secret.Type };
        return secret.Type == wanted ? null : Problem.Unsupported("", $"invalid secret type '{secret.Type}'", domain: ErrorDomain.Domain);
    }

    static string? Format(StorageFormat? format) => format switch
    {
        StorageFormat.Cow => "'cow' storage format is not supported",
        StorageFormat.Dir => "'directory' storage format is not directly supported by QEMU, use 'dir' disk type instead",
        StorageFormat.Iso => "storage format 'iso' is not directly supported by QEMU, use 'raw' instead",
        _ => null,
    };
}
