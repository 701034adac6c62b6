using Aerostat.Values;

namespace Aerostat.Autopilot;

/// <summary>One guest's figures, bent into what can be true. Bytes and seconds.</summary>
sealed record Reading
{
    /// <summary>No machine has more; beyond it sums would lose bytes.</summary>
    const double Most = 1L << 50;

    const double MiB = 1 << 20;

    public required string Name { get; init; }
    public required double Max { get; init; }

    /// <summary>The policy's floor, at most the maximum.</summary>
    public required double Min { get; init; }
    public required double Shares { get; init; }
    public required double Up { get; init; }

    /// <summary>Above the maximum only where that was lowered beneath it.</summary>
    public required double Actual { get; init; }
    public required double Target { get; init; }
    public required double Resident { get; init; }
    public bool Watched { get; init; }
    public bool AutoDeflate { get; init; }
    public bool Reporting { get; init; }

    /// <summary>Of the statistics; infinite where there are none.</summary>
    public double Age { get; init; } = double.PositiveInfinity;
    public double? Total { get; init; }
    public double? Usable { get; init; }
    public double Free { get; init; }
    public double Caches { get; init; }
    public required Counters Counters { get; init; }

    /// <summary>The guest can swap, as far as is known.</summary>
    public bool Swaps { get; init; }

    /// <summary>Null: there is nothing to steer.</summary>
    public static Reading? Of(GuestMemory guest)
    {
        if (!guest.Balloon || guest.Name is null or "" || guest.Maximum is not { } maximum || guest.Actual is not { } actual || maximum.Value == 0 || actual.Value == 0) return null;
        var max = Math.Min(maximum.Value, Most);
        // A little above is rounding.
        var has = actual.Value > max + 2 * MiB + max * 0.001 ? Math.Min(actual.Value, Most) : Math.Min(actual.Value, max);
        var stats = guest.Statistics;
        var usable = Number(stats?.Usable);
        var free = Number(stats?.Free) ?? Math.Min(usable ?? 0, max);
        return new()
        {
            Name = guest.Name,
            Max = max,
            Min = Math.Min(guest.Minimum?.Value ?? 0, max),
            Shares = Math.Clamp(Sane(guest.Shares) ?? 1000, 1, 10000),
            Up = Math.Max(0, Sane(guest.Up) ?? double.MaxValue),
            Actual = has,
            Target = Math.Min(Number(guest.Target) is > 0 and var t ? t : has, Math.Max(max, has)),
            Resident = Number(guest.Resident) ?? has,
            Watched = guest.Watched,
            AutoDeflate = guest.AutoDeflate,
            Reporting = guest.FreePageReporting,
            Age = stats is null || usable is null ? double.PositiveInfinity : Math.Max(0, Sane(stats.Age) ?? double.PositiveInfinity),
            Total = Number(stats?.Total),
            Usable = usable,
            Free = free,
            Caches = Number(stats?.Caches) ?? Math.Max(0, (usable ?? 0) - free),
            Counters = Counters.Of(guest),
            Swaps = guest.Agent?.SwapTotal is { Value: > 0 } || stats?.SwapOut is > 0,
        };
    }

    static double? Number(Bytes? bytes) => bytes is { } b ? Math.Min(b.Value, Most) : null;

    internal static double? Sane(double? number) => number is { } n && double.IsFinite(n) ? n : null;
}

/// <summary>What only grows, until a reset.</summary>
sealed record Counters(double? DiskRead, double? SwapIn, double? SwapOut, double? MajorFaults, double? Kills, double? Stalls, double? DirectScans, double? Pressure)
{
    public static Counters Of(GuestMemory guest) => new(guest.DiskRead?.Value, Reading.Sane(guest.Statistics?.SwapIn), Reading.Sane(guest.Statistics?.SwapOut),
        Reading.Sane(guest.Statistics?.MajorFaults), Reading.Sane(guest.Statistics?.OutOfMemoryKills), Reading.Sane(guest.Statistics?.AllocationStalls),
        Reading.Sane(guest.Statistics?.DirectScans), Reading.Sane(guest.Agent?.PressureSome));

    /// <summary>By how much one grew; a counter that went back, or is not known, has not.</summary>
    public static double Grown(double? before, double? now) => before is { } b && now is { } n && n > b ? n - b : 0;
}
