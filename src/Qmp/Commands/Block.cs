using System.Text.Json.Serialization;
using Aerostat.Values;

namespace Aerostat.Qmp;

public sealed record QueryBlock() : Command<BlockInfo[]>("query-block");

/// <param name="Qdev">The device's id, or its path in QEMU's tree.</param>
/// <param name="IoStatus">ok, failed or nospace; null where the device does not tell.</param>
public sealed record BlockInfo(string Device, string? Qdev, bool Removable, bool Locked, [property: JsonPropertyName("tray_open")] bool? TrayOpen, string? IoStatus, BlockInserted? Inserted);

public sealed record BlockInserted(string File, string? NodeName, bool Ro, string Drv, BlockImage Image);

/// <param name="VirtualSize">Bytes as the guest sees them.</param>
/// <param name="ActualSize">Bytes on the disk; null where that cannot be told.</param>
public sealed record BlockImage(string Filename, string Format, ulong VirtualSize, ulong? ActualSize);

public sealed record QueryNamedBlockNodes(bool? Flat = true) : Command<NamedBlockNode[]>("query-named-block-nodes");
/// <param name="WriteThreshold">The offset whose writing is told by an event; 0: none.</param>
public sealed record NamedBlockNode(
    string File, string? NodeName, bool Ro, string Drv, BlockImage Image, [property: JsonPropertyName("write_threshold")] ulong WriteThreshold = 0);

/// <param name="QueryNodes">True: every node by its own name; null: only what a device uses.</param>
public sealed record QueryBlockstats(bool? QueryNodes = null) : Command<BlockStats[]>("query-blockstats");

public sealed record BlockStats(string? Device, string? NodeName, string? Qdev, BlockDeviceStats Stats, BlockStats? Parent, BlockStats? Backing);

/// <summary>Times in nanoseconds.</summary>
public sealed record BlockDeviceStats
{
    [JsonPropertyName("rd_bytes")] public ulong ReadBytes { get; init; }
    [JsonPropertyName("wr_bytes")] public ulong WriteBytes { get; init; }
    [JsonPropertyName("rd_operations")] public ulong ReadOperations { get; init; }
    [JsonPropertyName("wr_operations")] public ulong WriteOperations { get; init; }
    [JsonPropertyName("flush_operations")] public ulong FlushOperations { get; init; }
    [JsonPropertyName("rd_total_time_ns")] public ulong ReadTime { get; init; }
    [JsonPropertyName("wr_total_time_ns")] public ulong WriteTime { get; init; }
    [JsonPropertyName("flush_total_time_ns")] public ulong FlushTime { get; init; }
    [JsonPropertyName("wr_highest_offset")] public ulong WriteHighestOffset { get; init; }
    [JsonPropertyName("failed_rd_operations")] public ulong FailedReads { get; init; }
    [JsonPropertyName("failed_wr_operations")] public ulong FailedWrites { get; init; }
    [JsonPropertyName("failed_flush_operations")] public ulong FailedFlushes { get; init; }
}

/// <param name="Id">The device's id.</param>
public sealed record OpenTray(string Id, bool? Force = null) : Command<Empty>("blockdev-open-tray");
public sealed record CloseTray(string Id) : Command<Empty>("blockdev-close-tray");
public sealed record RemoveMedium(string Id) : Command<Empty>("blockdev-remove-medium");
public sealed record InsertMedium(string Id, string NodeName) : Command<Empty>("blockdev-insert-medium");

/// <param name="WriteThreshold">Bytes from the node's beginning; 0: none.</param>
public sealed record SetWriteThreshold(string NodeName, Bytes WriteThreshold) : Command<Empty>("block-set-write-threshold");

/// <param name="Size">Bytes.</param>
public sealed record ResizeBlock(string NodeName, ulong Size) : Command<Empty>("block_resize");

/// <summary>Limits of a device's input and output, a second; 0: none.</summary>
public sealed record SetIoThrottle([property: JsonIgnore] string Json) : Command<Empty>("block_set_io_throttle"), IRawArguments;
