using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>
/// Numbers the block nodes of a guest that starts: from the last disk to the first, each from its top image down; then, in the same order, the images
/// that only those above them name.
/// </summary>
public static class BlockIndexes
{
    /// <summary>What has a number keeps it.</summary>
    public static DomainDefinition Number(DomainDefinition domain)
    {
        var last = 0u;
        return Number(domain, ref last, _ => true);
    }

    /// <param name="last">The highest that this guest ever had: a number is not given twice.</param>
    /// <param name="empty">Whether this drive, where it holds nothing, takes one.</param>
    public static DomainDefinition Number(DomainDefinition domain, ref uint last, Func<Disk, bool> empty)
    {
        last = Math.Max(last, Highest(domain));
        var disks = domain.Devices.Disks;
        for (var i = disks.Count - 1; i >= 0; i--) if (disks[i].Source is not null || empty(disks[i])) disks = disks.With(i, Number(disks[i], ref last));
        for (var i = disks.Count - 1; i >= 0; i--) disks = disks.With(i, disks[i] with { BackingStore = Number(disks[i].BackingStore, ref last, found: true) });
        return domain with { Devices = domain.Devices with { Disks = disks } };
    }

    /// <summary>For a disk, or a medium, that comes later: numbers that the guest has not had.</summary>
    public static Disk Number(DomainDefinition domain, Disk disk)
    {
        var last = Highest(domain);
        disk = Number(disk, ref last);
        return disk with { BackingStore = Number(disk.BackingStore, ref last, found: true) };
    }

    /// <summary>The highest number that is in use.</summary>
    public static uint Highest(DomainDefinition domain) =>
        domain.Devices.Disks.SelectMany(disk => Chain(disk.BackingStore).Append(disk.Source?.Index)).Max() ?? 0;

    static IEnumerable<uint?> Chain(BackingStore? image)
    {
        for (; image is not null; image = image.Below) yield return image.Index;
    }

    static Disk Number(Disk disk, ref uint last)
    {
        // A drive without a medium has its number too; a memory card has no nodes, nor has a disk that another program serves.
        if (disk.Source?.Index is not null || disk.Bus is DiskBus.Sd || disk.Type is DiskType.VhostUser) return disk;
        var number = ++last;
        return disk with
        {
            Source = disk.Source is null ? null : disk.Source with { Index = number },
            BackingStore = Number(disk.BackingStore, ref last, found: false),
        };
    }

    static BackingStore? Number(BackingStore? image, ref uint last, bool found)
    {
        if (image?.Type is null || image.IsFound && !found) return image;
        var number = image.Index ?? ++last;
        return image with { Index = number, Below = Number(image.Below, ref last, found) };
    }
}
