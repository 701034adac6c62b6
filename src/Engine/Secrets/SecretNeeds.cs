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

    static SecretUsage UsageOf(DiskSource? source) => source?.Protocol is NetworkProtocol.Rbd ? SecretUsage.Ceph : SecretUsage.Iscsi;
}
