using Aerostat.Autopilot;
using Aerostat.Values;

namespace Aerostat.Tests.Shared.Piloting;

/// <summary>All guests at their maximum.</summary>
public sealed class Nothing : IController
{
    public double Interval => 10;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen) => [];
}

/// <summary>Each guest at a size set beforehand, so that all together fit.</summary>
public sealed class FixedSizes(Scenario scenario) : IController
{
    public double Interval => 10;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        var fits = Math.Min(1, (scenario.Total * 0.95 - 500) / scenario.Guests.Sum(g => g.Max + 30));
        return seen.Guests.Where(g => g.Balloon).Select(g => (g.Name, g.Maximum!.Value * fits));
    }
}

/// <summary>oVirt's Memory Overcommitment Manager with its default balloon rules.</summary>
/// <remarks>Source: MOM's <c>doc/balloon.rules</c>: below 20 % free host memory guests shrink by at most 5 % towards a fifth free; above they grow by at most 5 %; every 10 s.</remarks>
public sealed class Mom : IController
{
    const double PressureThreshold = 0.20, FreeShare = 0.20, MaxChange = 0.05, MinChange = 0.0025;

    public double Interval => 10;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        var pressed = seen.Host.Free!.Value / seen.Host.Total!.Value < PressureThreshold;
        foreach (var guest in seen.Guests)
        {
            if (!guest.Balloon || guest.Statistics?.Free is not { } free || guest.Actual is not { } now) continue;
            var (low, high) = (guest.Minimum!.Value, guest.Maximum!.Value);
            var used = now - Bytes.Min(free, now);
            var target = pressed
                ? Bytes.Max(Bytes.Max(used + now * FreeShare, now * (1 - MaxChange)), low)
                : Bytes.Min(now * (1 + MaxChange), high);
            if (pressed && target > now) target = now;
            target = target.Clamp(low, high);
            if (Bytes.Distance(target, now) > now * MinChange) yield return (guest.Name, target);
        }
    }
}

/// <summary>Proxmox VE's <c>pvestatd</c>: steers the host to 80 % use, at most 100 MiB a guest every 10 s, by shares.</summary>
/// <remarks>Source: <c>PVE::AutoBalloon::compute_alg1</c> as published: who has more than a quarter of its minimum free gives first, the others get first.</remarks>
public sealed class Proxmox : IController
{
    const double MiB = 1 << 20, Step = 100 * MiB;

    public double Interval => 10;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        var goal = seen.Host.Total!.Value.Value * 0.8 - (seen.Host.Total!.Value.Value - (double)seen.Host.Available!.Value.Value);
        var all = seen.Guests.Where(g => g.Balloon && g.Up >= 60 && g.Shares > 0 && g.Statistics?.Free is not null && g.Actual is not null).OrderBy(g => g.Name, StringComparer.Ordinal).ToList();
        var sizes = all.ToDictionary(g => g.Name, g => (double)g.Actual!.Value.Value);
        var rich = all.Where(g => g.Statistics!.Free!.Value.Value > g.Minimum!.Value.Value * 0.25 && g.Actual >= g.Minimum).ToList();
        var poor = all.Except(rich).ToList();
        if (goal > 10 * MiB)
        {
            var rest = Change(sizes, poor, goal);
            Change(sizes, rich, rest);
        }
        else if (goal < -10 * MiB)
        {
            var rest = Change(sizes, rich, goal);
            Change(sizes, poor, rest);
        }
        return all.Where(g => Math.Abs(sizes[g.Name] - g.Actual!.Value.Value) > MiB).Select(g => (g.Name, new Bytes((ulong)sizes[g.Name])));
    }

    static double Change(Dictionary<string, double> sizes, List<GuestMemory> guests, double bytes)
    {
        if (guests.Count == 0 || Math.Abs(bytes) < MiB) return bytes;
        var shares = guests.Sum(g => g.Shares!.Value);
        var pool = guests.Sum(g => sizes[g.Name] - g.Minimum!.Value.Value) + bytes;
        foreach (var guest in guests)
        {
            var now = sizes[guest.Name];
            var desired = Math.Clamp(guest.Minimum!.Value.Value + pool / shares * guest.Shares!.Value, guest.Minimum!.Value.Value, guest.Maximum!.Value.Value);
            var target = Math.Clamp(desired, now - Step, now + Step);
            if (bytes > 0) target = Math.Clamp(target, now, now + bytes);
            else target = Math.Clamp(target, now + bytes, now);
            bytes -= target - now;
            sizes[guest.Name] = target;
        }
        return bytes;
    }
}

/// <summary>The script that many wrote: keep what is usable between 28 and 38 %, every 15 s.</summary>
public sealed class UsableScript : IController
{
    public double Interval => 15;

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        foreach (var guest in seen.Guests)
        {
            if (!guest.Balloon || guest.Statistics?.Usable is not { } usable || guest.Actual is not { } now) continue;
            var share = usable / now;
            if (share is >= 0.28 and <= 0.38) continue;
            var used = now - Bytes.Min(usable, now);
            yield return (guest.Name, (used * (1 / 0.67)).Clamp(guest.Minimum!.Value, guest.Maximum!.Value));
        }
    }
}
