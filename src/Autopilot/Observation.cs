using Aerostat.Values;

namespace Aerostat.Autopilot;

/// <summary>What was seen at one tick. Everything may be absent, wrong or from yesterday: nothing of it is an error.</summary>
/// <param name="Time">Seconds, by any clock; the only clock that a decision knows. It may jump.</param>
/// <param name="Host">The host's memory.</param>
/// <param name="Guests">In any order. A name that comes twice is nobody's.</param>
public sealed record Observation(double? Time, HostMemory Host, ValueList<GuestMemory> Guests);

/// <summary>The host's memory.</summary>
/// <remarks>Source: <c>/proc/meminfo</c> and <c>/proc/pressure/memory</c>.</remarks>
public sealed record HostMemory
{
    public Bytes? Total { get; init; }

    /// <summary>What processes may still take without swapping: MemAvailable.</summary>
    public Bytes? Available { get; init; }

    public Bytes? Free { get; init; }
    public Bytes? SwapTotal { get; init; }
    public Bytes? SwapUsed { get; init; }

    /// <summary>Microseconds in which some process waited for memory; a counter.</summary>
    public double? PressureSome { get; init; }

    /// <summary>Microseconds in which all of them did; a counter.</summary>
    public double? PressureFull { get; init; }
}

/// <summary>One guest at one tick.</summary>
public sealed record GuestMemory(string Name)
{
    public Bytes? Maximum { get; init; }
    public Bytes? Minimum { get; init; }

    /// <summary>Its weight in a shortage, 1 to 10000; 0 reads as 1.</summary>
    public double? Shares { get; init; }

    /// <summary>Seconds since it was started or reset.</summary>
    public double? Up { get; init; }

    /// <summary>It has a balloon, and a driver has answered once.</summary>
    public bool Balloon { get; init; }

    /// <summary>What is decided for it is only told: it will not follow.</summary>
    public bool Watched { get; init; }

    /// <summary>It takes pages back before it kills.</summary>
    public bool AutoDeflate { get; init; }

    /// <summary>Its free pages return to the host without a balloon.</summary>
    public bool FreePageReporting { get; init; }

    /// <summary>What it has now. After a reset that is the dead kernel's for some seconds.</summary>
    public Bytes? Actual { get; init; }

    /// <summary>What was asked for last.</summary>
    public Bytes? Target { get; init; }

    /// <summary>Host memory that its process holds.</summary>
    public Bytes? Resident { get; init; }

    /// <summary>Read from its disks; a counter.</summary>
    public Bytes? DiskRead { get; init; }

    /// <summary>Null: nothing has ever come.</summary>
    public GuestStatistics? Statistics { get; init; }

    /// <summary>Null: no agent.</summary>
    public GuestAgent? Agent { get; init; }
}

/// <summary>What the balloon's driver told last.</summary>
/// <remarks>Source: virtio 1.2, 5.5.6.4 "Memory Statistics Tags". Only age makes a statistic: old numbers come without an error.</remarks>
public sealed record GuestStatistics
{
    /// <summary>Seconds.</summary>
    public double? Age { get; init; }

    /// <summary>MemTotal: without what the balloon holds, but with it where the guest may take it back.</summary>
    public Bytes? Total { get; init; }

    public Bytes? Free { get; init; }

    /// <summary>MemAvailable. Hot cache counts as available.</summary>
    public Bytes? Usable { get; init; }

    public Bytes? Caches { get; init; }

    /// <summary>Bytes since boot, as the other counters.</summary>
    public double? SwapIn { get; init; }
    public double? SwapOut { get; init; }
    public double? MajorFaults { get; init; }
    public double? MinorFaults { get; init; }
    public double? OutOfMemoryKills { get; init; }
    public double? AllocationStalls { get; init; }
    public double? AsyncScans { get; init; }
    public double? DirectScans { get; init; }
}

/// <summary>What an agent in the guest tells beside.</summary>
public sealed record GuestAgent
{
    /// <summary>Microseconds in which some process of the guest waited for memory; a counter.</summary>
    public double? PressureSome { get; init; }

    public Bytes? SwapTotal { get; init; }
}
