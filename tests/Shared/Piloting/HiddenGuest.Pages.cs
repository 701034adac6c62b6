namespace Aerostat.Tests.Shared.Piloting;

/// <content>Cache, swap and the balloon.</content>
public sealed partial class HiddenGuest
{
    /// <summary>What it reads, from memory or from disk.</summary>
    double Cache(Demand demand, double dt)
    {
        var room = Math.Max(0, Free - physics.Floor - 12);
        var stall = 0.0;
        if (demand.Hot > 0)
        {
            Hot = Math.Min(Hot, demand.Hot);
            var missed = 1 - Math.Pow(Math.Clamp(Hot / demand.Hot, 0, 1), kind.Skew);
            var read = Math.Min(missed * demand.HotRate, physics.Disk) * dt;
            DiskRead += read;
            var keep = Math.Min(read, Math.Min(demand.Hot - Hot, room + Cold * 0.5));
            var fromFree = Math.Min(keep, room);
            Cold -= keep - fromFree;
            Hot += keep;
            Touched -= Math.Min(Touched, fromFree);
            room -= fromFree;
            stall = Math.Min(1, missed * demand.HotRate / physics.Disk * 2);
        }
        else
        {
            // What was hot is not any more.
            Cold += Hot;
            Hot = 0;
        }
        if (demand.Stream > 0)
        {
            var read = demand.Stream * dt * (0.7 + 0.6 * chance.NextDouble());
            DiskRead += read;
            var fresh = Math.Min(read, Math.Max(0, room));
            Cold += fresh;
            Touched -= Math.Min(Touched, fresh);
            // A stream pushes out a little of what is hot, too.
            var pushed = Math.Min(Hot, (read - fresh) * physics.Push * Hot / Math.Max(1, Hot + Cold));
            Hot -= pushed;
            Cold += pushed;
        }
        return stall;
    }

    double Unswap(double dt)
    {
        if (swapped <= 0) return 0;
        var touched = swapped * 0.03 * dt;
        var back = Math.Min(touched, Math.Max(0, Free - physics.Floor - 16));
        swapped -= back;
        Take(back);
        SwapIn += touched;
        if (touched > back) SwapOut += touched - back;
        return Math.Min(1, touched / (20 * dt));
    }

    void Inflate(double now, double dt)
    {
        if (!Driver(now) || kind.Speed <= 0) return;
        if (Target > Actual)
        {
            var back = Math.Min(Target - Actual, physics.Deflate * kind.Speed * dt);
            Actual += back;
            Churn += back;
            return;
        }
        var left = Actual - Target;
        if (left <= 0) return;
        var time = dt * kind.Speed;
        double Part(double pages, double speed)
        {
            var part = Math.Clamp(Math.Min(left, pages), 0, Math.Max(0, time) * speed);
            left -= part;
            time -= part / speed;
            Actual -= part;
            Churn += part;
            return part;
        }
        var free = Free - physics.Floor;
        Touched *= Free > 0 ? 1 - Part(free, physics.Inflate) / Math.Max(1, free + physics.Floor) : 1;
        Cold -= Part(Cold, physics.Drop);
        Hot -= Part(Hot, physics.Drop);
        var anonymous = Part(Math.Min(Anonymous * 0.5, Math.Max(0, kind.Swap - swapped)), physics.Swap);
        Anonymous -= anonymous;
        swapped += anonymous;
        SwapOut += anonymous;
        if (left > 1) AllocationStalls += 5 * dt;
    }

    void Boot()
    {
        var touched = Alive && !kind.Reporting ? Resident : 0;
        ToldActual = Alive ? Actual : kind.Max;
        Actual = kind.Max;
        Anonymous = 80;
        Hot = Cold = swapped = 0;
        Touched = touched;
        if (!Alive) Target = kind.Max;
        Alive = true;
        DiskRead = SwapIn = SwapOut = Pressure = AllocationStalls = DirectScans = 0;
        KillsSinceStart = 0;
        demandSince = shortSince = double.NaN;
    }

    /// <summary>The host's OOM killer took it.</summary>
    public void Die(double now)
    {
        HostKills++;
        Alive = false;
        StartedAt = now + 20;
        Stalled += 20;
    }
}
