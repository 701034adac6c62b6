using System.Text;
using Aerostat.Model;

namespace Aerostat.Engine.Secrets;

/// <summary>The secrets that a definition names for its disks and devices.</summary>
static class SecretNeeds
{
    /// <exception cref="VirtException">No secret by that UUID, or for that use.</exception>
    public static void Demand(SecretSet secrets, Disk disk)
    {
        Demand(secrets, disk.Source);
        Demand(secrets, UsageOf(disk.Source), disk.Auth?.Secret);
        foreach (var secret in disk.Encryption?.Secrets ?? []) Demand(secrets, SecretUsage.Volume, secret);
        for (var image = disk.BackingStore; image is not null; image = image.Below) Demand(secrets, image.Source);
    }

    /// <exception cref="VirtException">No secret by that UUID, or for that use.</exception>
    public static void Demand(SecretSet secrets, DiskSource? source)
    {
        Demand(secrets, UsageOf(source), source?.Auth?.Secret);
        foreach (var secret in source?.Encryption?.Secrets ?? []) Demand(secrets, SecretUsage.Volume, secret);
    }

    /// <exception cref="VirtException">No secret by that UUID, or for that use.</exception>
    public static void Demand(SecretSet secrets, SecretUsage usage, SecretRef? secret)
    {
        if (secret?.Uuid is { } uuid) _ = secrets[uuid];
        else if (secret?.Usage is { } id) _ = secrets.ByUsage(usage, id);
    }

    /// <summary>What QEMU is to know of a device's secrets, by the names of the objects that carry them.</summary>
    /// <exception cref="VirtException">A secret is not there, or has no value.</exception>
    public static IEnumerable<(string Id, byte[] Value)> Values(SecretSet secrets, Device device) => device switch
    {
        Disk { IsEmpty: false, WholeSource: { } source } disk => Values(secrets, $"libvirt-{source.Index}", source).Concat(Below(disk.BackingStore).SelectMany(image => Values(secrets, $"libvirt-{image.Index}", image.Source!))),
        Hostdev { Source.Auth.Secret: { } secret } => [($"libvirt-{device.Alias}-storage-auth-secret0", Reveal(secrets, SecretUsage.Iscsi, secret))],
        _ => [],
    };

    static IEnumerable<(string Id, byte[] Value)> Values(SecretSet secrets, string name, DiskSource source)
    {
        if (source.Auth?.Secret is { } login) yield return ($"{name}-storage-auth-secret0", Reveal(secrets, UsageOf(source), login));
        if (source.Encryption?.Secrets is [var key, ..]) yield return ($"{name}-format-encryption-secret0", Reveal(secrets, SecretUsage.Volume, key));
        if (!source.Cookies.IsEmpty) yield return ($"{name}-storage-httpcookie-secret0", Encoding.UTF8.GetBytes(string.Join("; ", source.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"))));
    }

    static byte[] Reveal(SecretSet secrets, SecretUsage usage, SecretRef secret) =>
        secrets.Reveal(secret.Uuid ?? secrets.ByUsage(usage, secret.Usage ?? "").Uuid);

    static IEnumerable<BackingStore> Below(BackingStore? image)
    {
        for (; image is not null; image = image.Below)
            if (image.Source is not null) yield return image;
    }

    static SecretUsage UsageOf(DiskSource? source) => source?.Protocol is NetworkProtocol.Rbd ? SecretUsage.Ceph : SecretUsage.Iscsi;
}
