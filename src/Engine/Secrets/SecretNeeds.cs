using Aerostat.Model;

namespace Aerostat.Engine.Secrets;

/// <summary>The secrets that a definition names for its disks and devices.</summary>
static class SecretNeeds
{
    /// <exception cref="VirtException">No secret by that UUID, or for that use.</exception>
    public static void Demand(SecretSet secrets, DomainDefinition definition)
    {
        foreach (var disk in definition.Devices.Disks)
        {
            Source(disk.Source);
            Known(disk.Source?.Protocol is NetworkProtocol.Rbd ? SecretUsage.Ceph : SecretUsage.Iscsi, disk.Auth?.Secret);
            foreach (var secret in disk.Encryption?.Secrets ?? []) Known(SecretUsage.Volume, secret);
            for (var image = disk.BackingStore; image is not null; image = image.Below) Source(image.Source);
        }
        Source(definition.Os.Nvram?.Source);
        foreach (var device in definition.Devices.Hostdevs) Known(SecretUsage.Iscsi, device.Source.Auth?.Secret);

        void Source(DiskSource? source)
        {
            Known(source?.Protocol is NetworkProtocol.Rbd ? SecretUsage.Ceph : SecretUsage.Iscsi, source?.Auth?.Secret);
            foreach (var secret in source?.Encryption?.Secrets ?? []) Known(SecretUsage.Volume, secret);
        }

        void Known(SecretUsage usage, SecretRef? secret)
        {
            if (secret?.Uuid is { } uuid) _ = secrets[uuid];
            else if (secret?.Usage is { } id) _ = secrets.ByUsage(usage, id);
        }
    }
}
