using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>How much a disk may do. QEMU is told when it runs: at start, and whenever it changes.</summary>
/// <remarks>Source: QAPI <c>block_set_io_throttle</c>. Zero is no limit; a length without its burst is not said.</remarks>
public static class DiskThrottle
{
    extension(Disk disk)
    {
        /// <summary>The device within the device that QEMU knows the drive by.</summary>
        public string? QomName => disk switch
        {
            { Alias: null } => null,
            { Bus: DiskBus.Virtio } => $"/machine/peripheral/{disk.Alias}/virtio-backend",
            { Bus: DiskBus.Usb } => $"/machine/peripheral/{disk.Alias}/{disk.Alias}.0/legacy[0]",
            _ => disk.Alias,
        };
    }

    /// <summary>The command's arguments; null: there is nothing to limit, and nothing was limited.</summary>
    /// <param name="lift">Takes every limit away where the document has none.</param>
    public static string? Arguments(Disk disk, bool lift = false)
    {
        // Without a medium there is nothing to hold back; who inserts one says it then.
        if (disk.IoTune is null && !lift || disk.IsEmpty) return null;
        var tune = disk.IoTune ?? new();
        return Props.Empty
            .With("id", disk.QomName)
            .With("bps", tune.TotalBytes ?? 0).With("bps_rd", tune.ReadBytes ?? 0).With("bps_wr", tune.WriteBytes ?? 0)
            .With("iops", tune.TotalIops ?? 0).With("iops_rd", tune.ReadIops ?? 0).With("iops_wr", tune.WriteIops ?? 0)
            .With("bps_max", tune.TotalBytesMax).With("bps_rd_max", tune.ReadBytesMax).With("bps_wr_max", tune.WriteBytesMax)
            .With("iops_max", tune.TotalIopsMax).With("iops_rd_max", tune.ReadIopsMax).With("iops_wr_max", tune.WriteIopsMax)
            .With("bps_max_length", tune.TotalBytesMaxLength).With("bps_rd_max_length", tune.ReadBytesMaxLength).With("bps_wr_max_length", tune.WriteBytesMaxLength)
            .With("iops_max_length", tune.TotalIopsMaxLength).With("iops_rd_max_length", tune.ReadIopsMaxLength).With("iops_wr_max_length", tune.WriteIopsMaxLength)
            .With("iops_size", tune.SizeIops)
            .With("group", tune.Group)
            .ToString();
    }
}
