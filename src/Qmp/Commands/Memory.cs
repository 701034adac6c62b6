using System.Text.Json.Serialization;
using Aerostat.Values;

namespace Aerostat.Qmp;

/// <summary>Asks the guest to keep this much memory and to give back the rest.</summary>
/// <remarks>Source: QAPI <c>balloon</c>. Unit: bytes, where libvirt's call counts KiB. Since QEMU 0.14.</remarks>
public sealed record SetBalloon(Bytes Value) : Command<Empty>("balloon");

public sealed record QueryBalloon() : Command<BalloonInfo>("query-balloon");

/// <param name="Actual">What the guest has, without blocks of virtio-mem.</param>
public sealed record BalloonInfo(Bytes Actual);

/// <summary>What the guest last told of its memory.</summary>
/// <param name="Path">The balloon in QEMU's tree.</param>
public sealed record QueryGuestStats(string Path, string Property = "guest-stats") : Command<GuestStats>("qom-get");

/// <param name="LastUpdate">Seconds since 1970; 0: the guest has told nothing yet.</param>
public sealed record GuestStats(GuestStatValues Stats, long LastUpdate);

/// <summary>Bytes and counts; all bits set where the guest's driver does not tell.</summary>
public sealed record GuestStatValues(
    [property: JsonPropertyName("stat-swap-in")] ulong SwapIn,
    [property: JsonPropertyName("stat-swap-out")] ulong SwapOut,
    [property: JsonPropertyName("stat-major-faults")] ulong MajorFaults,
    [property: JsonPropertyName("stat-minor-faults")] ulong MinorFaults,
    [property: JsonPropertyName("stat-free-memory")] ulong FreeMemory,
    [property: JsonPropertyName("stat-total-memory")] ulong TotalMemory,
    [property: JsonPropertyName("stat-available-memory")] ulong AvailableMemory,
    [property: JsonPropertyName("stat-disk-caches")] ulong DiskCaches,
    [property: JsonPropertyName("stat-htlb-pgalloc")] ulong HugetlbAllocations,
    [property: JsonPropertyName("stat-htlb-pgfail")] ulong HugetlbFailures,
    // Since QEMU 9.1.
    [property: JsonPropertyName("stat-oom-kills")] ulong? OutOfMemoryKills = null,
    [property: JsonPropertyName("stat-alloc-stalls")] ulong? AllocationStalls = null,
    [property: JsonPropertyName("stat-async-scans")] ulong? AsyncScans = null,
    [property: JsonPropertyName("stat-direct-scans")] ulong? DirectScans = null);

public sealed record QueryMemoryDevices() : Command<MemoryDeviceInfo[]>("query-memory-devices");
public sealed record MemoryDeviceInfo(string Type, MemoryDeviceData Data);
public sealed record MemoryDeviceData(string? Id, ulong? Size, ulong? RequestedSize, ulong? Addr, int? Slot);
