using Aerostat.Autopilot;
using Aerostat.Values;

namespace Aerostat.Tests.Shared.Piloting;

/// <summary>A host of invented guests. It shows what a daemon would see, and keeps the rest to itself. MiB.</summary>
public sealed class HiddenHost
{
    const double Emulator = 30;

    readonly Scenario scenario;
    readonly double total, swapTotal;
    double own;
    readonly List<HiddenGuest> guests;
    readonly Dictionary<HiddenGuest, (double At, GuestStatistics Told)> told = [];
    readonly Random chance;
    double swapped, pressure, shortSince = double.NaN;

    public HiddenHost(Scenario scenario, int seed)
    {
        chance = new(seed * 7919 + 17);
        this.scenario = scenario;
        (total, own, swapTotal) = (scenario.Total, scenario.Own(0), scenario.Swap);
        guests = [.. scenario.Guests.Select((kind, i) => new HiddenGuest(kind, new(seed * 104729 + i)))];
        // Whoever ran before has been fitted in: by what its cache may hold, or by the host's swap where nobody cared.
        var spare = guests.Where(g => g.Alive).Sum(g => g.Touched + g.Cold);
        var over = Resident + own + Math.Max(300, total * 0.06) - total;
        if (over > 0 && !scenario.Crammed) foreach (var guest in guests.Where(g => g.Alive)) guest.Fit(Math.Max(0, 1 - over / Math.Max(1, spare)));
        swapped = Math.Min(swapTotal, Math.Max(0, Resident + own - total + 64));
    }

    public IReadOnlyList<HiddenGuest> Guests => guests;
    public double Swapped => swapped;
    double Resident => guests.Sum(g => g.Resident + (g.Alive && g.StartedAt > double.NegativeInfinity ? Emulator : 0));
    public double Available => Math.Max(0, total - own - Resident + swapped);

    public void Step(double now, double dt)
    {
        // Swapping out is slow and makes everyone wait; what comes back is slower.
        own = scenario.Own(now);
        var over = own + Resident - total - swapped + 32;
        var drag = 0.0;
        if (over > 0)
        {
            var out_ = Math.Min(Math.Min(over, scenario.SwapSpeed * dt), swapTotal - swapped);
            swapped += out_;
            drag = Math.Min(0.9, 0.2 + over / 200);
            if (over - out_ > 8)
            {
                if (double.IsNaN(shortSince)) shortSince = now;
                if (now - shortSince > scenario.Patience && swapTotal - swapped < 1 && over > 100 && guests.Where(g => g.Runs(now)).MaxBy(g => g.Resident) is { } largest)
                {
                    largest.Die(now);
                    shortSince = double.NaN;
                }
            }
        }
        else
        {
            shortSince = double.NaN;
            if (swapped > 0)
            {
                drag = Math.Min(0.5, swapped / Math.Max(1, Resident) * 3);
                swapped = Math.Max(0, swapped - Math.Min(20 * dt, -over));
            }
        }
        pressure += drag * dt * 1e6;
        foreach (var guest in guests) guest.Step(now, dt, drag);
    }

    static Bytes Mib(double mib) => new((ulong)(Math.Max(0, mib) * (1 << 20)));

    /// <summary>What can be seen from outside.</summary>
    public Observation Look(double now) => new(now + scenario.Clock(now), new()
    {
        Total = Mib(total),
        Available = Mib(Available),
        Free = Mib(Available),
        SwapTotal = Mib(swapTotal),
        SwapUsed = Mib(swapped),
        PressureSome = Math.Floor(pressure),
        PressureFull = Math.Floor(pressure / 2),
    }, guests.Where(g => g.Runs(now)).Select(g => Look(g, now)).ToValueList());

    GuestMemory Look(HiddenGuest guest, double now)
    {
        var kind = guest.Kind;
        var up = now - guest.StartedAt;
        if (!told.TryGetValue(guest, out var last) || last.At < guest.StartedAt && guest.Driver(now) || now - last.At >= kind.Period - 0.01 && guest.Driver(now) && !guest.DeadKernel && !kind.Mute(now))
            told[guest] = last = (now, Tell(guest));
        return new(kind.Name)
        {
            Maximum = Mib(kind.Max),
            Minimum = Mib(kind.Min),
            Shares = kind.Shares,
            Up = up,
            Balloon = kind.Balloon && (guest.Driver(now) || guest.DeadKernel),
            AutoDeflate = kind.AutoDeflate,
            FreePageReporting = kind.Reporting,
            Actual = Mib(guest.ToldActual),
            Target = Mib(guest.Target),
            Resident = Mib(guest.Resident * (1 - swapped / Math.Max(1, Resident))),
            DiskRead = Mib(guest.DiskRead),
            Statistics = guest.Driver(now) || guest.DeadKernel ? last.Told with { Age = Math.Floor(now - last.At) } : null,
            Agent = kind.Agent && up > 30 ? new() { PressureSome = Math.Floor(guest.Pressure), SwapTotal = Mib(kind.Swap) } : null,
        };
    }

    GuestStatistics Tell(HiddenGuest g)
    {
        double Wobble() => 1 + (chance.NextDouble() - 0.5) * g.Kind.Physics.Noise;
        var free = Math.Max(0, g.Free) * Wobble();
        return new()
        {
            Total = Mib(g.Kind.AutoDeflate ? g.Kind.Max - g.Overhead : g.Memory),
            Free = Mib(free),
            Usable = Mib((free + g.Hot + g.Cold) * Wobble() - 62),
            Caches = Mib(g.Hot + g.Cold + 8),
            SwapIn = g.SwapIn * (1 << 20),
            SwapOut = g.SwapOut * (1 << 20),
            MajorFaults = Math.Floor(g.SwapIn * 64),
            OutOfMemoryKills = g.Kind.NewKernel ? g.KillsSinceStart : null,
            AllocationStalls = g.Kind.NewKernel ? Math.Floor(g.AllocationStalls) : null,
            DirectScans = g.Kind.NewKernel ? g.DirectScans * (1 << 20) : null,
        };
    }
}
