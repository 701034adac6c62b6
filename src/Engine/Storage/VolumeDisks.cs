using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>A disk that names a volume of a pool is, while its guest runs, the file that the volume is.</summary>
/// <remarks>
/// libvirt looks it up at each start too, and goes on telling of the pool. A format that is not said is raw: what a guest may write into its image
/// decides nothing.
/// </remarks>
static class VolumeDisks
{
    public static async Task<DomainDefinition> FindAsync(PoolSet pools, DomainDefinition definition, CancellationToken cancel)
    {
        var disks = definition.Devices.Disks;
        for (var i = 0; i < disks.Count; i++) disks = disks.With(i, await FindAsync(pools, disks[i], cancel));
        return definition with { Devices = definition.Devices with { Disks = disks } };
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.NoStoragePool"/>, <see cref="ErrorCode.NoStorageVol"/>; <see cref="ErrorCode.ConfigUnsupported"/>: the pool is not active.</exception>
    public static async Task<Disk> FindAsync(PoolSet pools, Disk disk, CancellationToken cancel)
    {
        if (disk is not { Type: DiskType.Volume, Source: { Pool: { } name, Volume: { } volume } source }) return disk;
        var pool = pools[name];
        if (!pool.State.IsActive)
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: storage pool '{name}' containing volume '{volume}' is not active", ErrorDomain.Domain) { Hint = $"Start it: virsh pool-start {name}." };
        await pool.KnownAsync(cancel);
        if (!pool.State.Volumes.ContainsKey(volume)) throw StorageErrors.NoVolume("name", $"'{volume}'");
        return disk with
        {
            Type = DiskType.File,
            Source = source with { Pool = null, Volume = null, Mode = null, File = Path.Combine(pool.State.Definition.Path, volume) },
            Driver = disk.Driver is { Format: null } driver ? driver with { Format = StorageFormat.Raw } : disk.Driver ?? new() { Format = StorageFormat.Raw },
        };
    }
}
