using Aerostat.Values;
using CsCheck;

namespace Aerostat.Autopilot.Tests;

/// <summary>Hosts and guests by chance: sane ones, and such as nobody has ever seen.</summary>
static class Strange
{
    const ulong MiB = 1 << 20;

    static Gen<Bytes?> Size(ulong most) => Gen.Frequency(
        (20, Gen.ULong[0, most / MiB].Select(mib => (Bytes?)new Bytes(mib * MiB))), (3, Gen.ULong[0, most].Select(b => (Bytes?)new Bytes(b))),
        (1, Gen.ULong.Select(b => (Bytes?)new Bytes(b))), (1, Gen.Const((Bytes?)null)));

    static Gen<double?> Number(double most) => Gen.Frequency(
        (20, Gen.Double[0, most].Select(d => (double?)d)), (1, Gen.Int[0, 6].Select(i => new double?[] { null, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 1e300, 0 }[i])));

    static readonly Gen<GuestStatistics?> Statistics =
        from age in Gen.Frequency((6, Gen.Double[0, 3].Select(a => (double?)a)), (2, Number(100)))
        from sizes in Gen.Select(Size(9000 * MiB), Size(4000 * MiB), Size(8000 * MiB), Size(8000 * MiB))
        from counters in Number(1e10).Array[9]
        from known in Gen.Int[0, 9]
        select known == 0 ? null : new GuestStatistics
        {
            Age = age,
            Total = sizes.Item1,
            Free = sizes.Item2,
            Usable = sizes.Item3,
            Caches = sizes.Item4,
            SwapIn = counters[0],
            SwapOut = counters[1],
            MajorFaults = counters[2],
            MinorFaults = counters[3],
            OutOfMemoryKills = counters[4],
            AllocationStalls = counters[5],
            AsyncScans = counters[6],
            DirectScans = counters[7],
        };

    static Gen<GuestMemory> Guest(int number) =>
        from bounds in Gen.Select(Size(8192 * MiB), Size(4096 * MiB), Number(10000), Number(100000))
        from flags in Gen.Select(Gen.Int[0, 9], Gen.Bool, Gen.Bool)
        from sizes in Gen.Select(Size(8192 * MiB), Size(8192 * MiB), Size(8192 * MiB), Size(1UL << 40))
        from statistics in Statistics
        from agent in Gen.Select(Gen.Int[0, 2], Number(1e10), Size(1UL << 32))
        select new GuestMemory($"guest{number}")
        {
            Maximum = bounds.Item1,
            Minimum = bounds.Item2,
            Shares = bounds.Item3,
            Up = bounds.Item4,
            Balloon = flags.Item1 > 0,
            AutoDeflate = flags.Item2,
            FreePageReporting = flags.Item3,
            Actual = sizes.Item1,
            Target = sizes.Item2,
            Resident = sizes.Item3,
            DiskRead = sizes.Item4,
            Statistics = statistics,
            Agent = agent.Item1 > 0 ? null : new() { PressureSome = agent.Item2, SwapTotal = agent.Item3 },
        };

    static readonly Gen<HostMemory> Host =
        from sizes in Gen.Select(Size(1UL << 37), Size(1UL << 36), Size(1UL << 35), Size(1UL << 34), Size(1UL << 33))
        from pressure in Number(1e12)
        select new HostMemory { Total = sizes.Item1, Available = sizes.Item2, Free = sizes.Item3, SwapTotal = sizes.Item4, SwapUsed = sizes.Item5, PressureSome = pressure, PressureFull = pressure };

    /// <summary>One moment: nothing of it need fit what was before.</summary>
    public static readonly Gen<Observation> Moment =
        from count in Gen.Int[0, 12]
        from time in Number(1e6)
        from host in Host
        from guests in Gen.Int[0, 7].SelectMany(Guest).Array[count]
        select new Observation(time, host, guests.ToValueList());

    /// <summary>Guests that stay, whose figures wander; each does what it is told, or does not.</summary>
    public static readonly Gen<Observation[]> Days = Moment.Array[2, 25];
}
