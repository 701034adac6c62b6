using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Statistics;

/// <summary>QEMU's two answers about block devices: what went through each drive, and how large each node is.</summary>
sealed class BlockFigures(IReadOnlyList<BlockStats> drives, IReadOnlyList<NamedBlockNode> nodes)
{
    readonly Dictionary<string, NamedBlockNode> sizes = nodes.Where(node => node.NodeName is not null).ToDictionary(node => node.NodeName!);

    /// <summary>What went through a drive; null: QEMU has none for this disk.</summary>
    public BlockDeviceStats? Through(Disk disk) => DriveOf(disk)?.Stats;

    public NamedBlockNode? Node(string name) => sizes.GetValueOrDefault(name);

    /// <summary>The highest offset written in a node's file since the guest began; null: it does not count.</summary>
    public ulong? HighestWritten(Disk disk, string node)
    {
        for (var at = DriveOf(disk); at is not null; at = at.Backing)
            if (at.NodeName == node) return at.Parent?.Stats.WriteHighestOffset;
        return null;
    }

    // A drive is told by its device's id, or by the path of a part of the device.
    BlockStats? DriveOf(Disk disk) => disk.Alias is not { } alias ? null : drives.FirstOrDefault(drive =>
        drive.Qdev is { } qdev && (qdev == alias || qdev.Contains($"/{alias}/", StringComparison.Ordinal) || qdev.EndsWith($"/{alias}", StringComparison.Ordinal)));
}
