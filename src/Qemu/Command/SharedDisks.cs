using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>A disk that several guests write is not cached for one of them, unless its document says how it is to be.</summary>
static class SharedDisks
{
    public static DomainDefinition Uncached(DomainDefinition domain) => domain with
    {
        Devices = domain.Devices with
        {
            Disks = domain.Devices.Disks.Map(disk => disk is { Shareable: true, ReadOnly: false, Kind: not DiskDevice.Cdrom, Driver: null or { Cache: null } }
                ? disk with { Driver = (disk.Driver ?? new()) with { Cache = DiskCache.None } }
                : disk),
        },
    };
}
