namespace Aerostat.Model;

/// <summary>How much a disk may do: bytes and operations a second, in all, reading, writing; and bursts.</summary>
/// <remarks>The order is libvirt's. A name and its field differ by the hyphens alone.</remarks>
public sealed record IoTune : IMapped<IoTune>
{
    public ulong? TotalBytes { get; init; }
    public ulong? ReadBytes { get; init; }
    public ulong? WriteBytes { get; init; }
    public ulong? TotalIops { get; init; }
    public ulong? ReadIops { get; init; }
    public ulong? WriteIops { get; init; }
    public ulong? TotalBytesMax { get; init; }
    public ulong? ReadBytesMax { get; init; }
    public ulong? WriteBytesMax { get; init; }
    public ulong? TotalIopsMax { get; init; }
    public ulong? ReadIopsMax { get; init; }
    public ulong? WriteIopsMax { get; init; }
    public ulong? SizeIops { get; init; }
    public string? Group { get; init; }
    public ulong? TotalBytesMaxLength { get; init; }
    public ulong? ReadBytesMaxLength { get; init; }
    public ulong? WriteBytesMaxLength { get; init; }
    public ulong? TotalIopsMaxLength { get; init; }
    public ulong? ReadIopsMaxLength { get; init; }
    public ulong? WriteIopsMaxLength { get; init; }

    public static IoTune Map(XmlMap x, IoTune v) => v with
    {
        TotalBytes = Rate(x, "total_bytes_sec", v.TotalBytes),
        ReadBytes = Rate(x, "read_bytes_sec", v.ReadBytes),
        WriteBytes = Rate(x, "write_bytes_sec", v.WriteBytes),
        TotalIops = Rate(x, "total_iops_sec", v.TotalIops),
        ReadIops = Rate(x, "read_iops_sec", v.ReadIops),
        WriteIops = Rate(x, "write_iops_sec", v.WriteIops),
        TotalBytesMax = Rate(x, "total_bytes_sec_max", v.TotalBytesMax),
        ReadBytesMax = Rate(x, "read_bytes_sec_max", v.ReadBytesMax),
        WriteBytesMax = Rate(x, "write_bytes_sec_max", v.WriteBytesMax),
        TotalIopsMax = Rate(x, "total_iops_sec_max", v.TotalIopsMax),
        ReadIopsMax = Rate(x, "read_iops_sec_max", v.ReadIopsMax),
        WriteIopsMax = Rate(x, "write_iops_sec_max", v.WriteIopsMax),
        SizeIops = Rate(x, "size_iops_sec", v.SizeIops),
        Group = x.Leaf("group_name", v.Group),
        TotalBytesMaxLength = Rate(x, "total_bytes_sec_max_length", v.TotalBytesMaxLength),
        ReadBytesMaxLength = Rate(x, "read_bytes_sec_max_length", v.ReadBytesMaxLength),
        WriteBytesMaxLength = Rate(x, "write_bytes_sec_max_length", v.WriteBytesMaxLength),
        TotalIopsMaxLength = Rate(x, "total_iops_sec_max_length", v.TotalIopsMaxLength),
        ReadIopsMaxLength = Rate(x, "read_iops_sec_max_length", v.ReadIopsMaxLength),
        WriteIopsMaxLength = Rate(x, "write_iops_sec_max_length", v.WriteIopsMaxLength),
    };

    /// <summary>Zero is no limit, and is not kept.</summary>
    static ulong? Rate(XmlMap x, string name, ulong? value) => x.At(name).ULong(".", value is 0 ? null : value) is not 0 and var rate ? rate : null;
}
