namespace Aerostat.Tests.Shared.Piloting;

/// <summary>What a guest would like to have at a moment. MiB and MiB a second.</summary>
/// <param name="Anonymous">What its processes use.</param>
/// <param name="Hot">Files that it reads over and over.</param>
/// <param name="HotRate">How fast it reads them.</param>
/// <param name="Stream">How fast it reads files that it never reads again.</param>
public readonly record struct Demand(double Anonymous, double Hot = 0, double HotRate = 0, double Stream = 0);

/// <summary>How pages move in a guest. MiB a second, where nothing else is said: those of docs, measured on Linux 6.x guests; another kernel, another disk or a busy host has others.</summary>
/// <param name="Floor">MiB of free memory that no balloon takes.</param>
/// <param name="Ask">How fast a process can take memory.</param>
/// <param name="Cold">How fast cache that nobody reads is dropped for it.</param>
/// <param name="Hot">The same for cache that is read.</param>
/// <param name="Patience">Seconds in which nothing comes until the kernel kills.</param>
/// <param name="Push">How much of what is hot a stream pushes out, as a share of its own.</param>
/// <param name="Boot">Seconds.</param>
/// <param name="Driver">Seconds from a start to the balloon's driver.</param>
/// <param name="Noise">By how much its figures waver, as a share.</param>
public sealed record Physics(
    double Floor = 47, double Disk = 200, double Inflate = 300, double Drop = 120, double Swap = 30, double Deflate = 1000, double Ask = 500, double Cold = 400, double Hot = 200,
    double Patience = 1.5, double Push = 0.03, double Boot = 30, double Driver = 9, double OnOom = 150, double Report = 125, double Noise = 0.004);

/// <summary>What a guest is made of. MiB.</summary>
public sealed record GuestKind(string Name, double Max, double Min, Func<double, Demand> Demand)
{
    public Physics Physics { get; init; } = new();
    public int Shares { get; init; } = 1000;
    public double Swap { get; init; }
    public bool Balloon { get; init; } = true;
    public bool AutoDeflate { get; init; }
    public bool Reporting { get; init; }
    public bool Agent { get; init; }
    public bool NewKernel { get; init; }

    /// <summary>Of its balloon: 1 as measured on a processor of its own, 0 never moves.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seconds between its reports.</summary>
    public double Period { get; init; } = 1;

    /// <summary>When its statistics stand still.</summary>
    public Func<double, bool> Mute { get; init; } = _ => false;

    /// <summary>When it starts.</summary>
    public double StartsAt { get; init; } = double.NegativeInfinity;

    /// <summary>When it is reset, in order.</summary>
    public IReadOnlyList<double> Resets { get; init; } = [];

    /// <summary>How evenly it reads its hot files: 1 all alike, less where some are read most.</summary>
    public double Skew { get; init; } = 1;
}

/// <summary>A guest as it is inside, where no controller sees: pages by kind, what is met of its demand, what it suffers.</summary>
/// <remarks>Speeds, floors and what the driver tells are those of docs: measured on Linux 6.x guests.</remarks>
public sealed partial class HiddenGuest
{
    readonly GuestKind kind;
    readonly Physics physics;
    readonly Random chance;
    double swapped, shortSince = double.NaN, killedUntil = double.NegativeInfinity, killedShare = 1, lastDemand, demandSince = double.NaN;
    bool deadKernel;
    int reset;

    public HiddenGuest(GuestKind kind, Random chance)
    {
        (this.kind, physics) = (kind, kind.Physics);
        this.chance = chance;
        Overhead = 24 + kind.Max * 0.015;
        Actual = Target = kind.Max;
        StartedAt = Math.Max(0, kind.StartsAt);
        if (double.IsNegativeInfinity(kind.StartsAt))
        {
            // It has been up for an hour: its cache has filled.
            StartedAt = -3600;
            var demand = kind.Demand(0);
            Anonymous = lastDemand = Math.Min(demand.Anonymous, Memory - physics.Floor);
            Hot = Math.Min(demand.Hot, Free);
            Cold = (demand.Stream > 0 ? 1 : 0.15 + 0.6 * chance.NextDouble()) * Math.Max(0, Free - 120);
            Touched = Math.Max(0, Free) * (kind.Reporting ? 0.02 : 0.7);
        }
    }

    public GuestKind Kind => kind;
    public double StartedAt { get; private set; }
    public double Overhead { get; }
    public double Actual { get; private set; }
    public double Target { get; set; }

    /// <summary>What QEMU says it has: the dead kernel's size until a new driver comes.</summary>
    public double ToldActual { get => deadKernel ? field : Actual; private set; }
    public bool DeadKernel => deadKernel;
    public double Anonymous { get; private set; }
    public double Hot { get; private set; }
    public double Cold { get; private set; }

    /// <summary>Free pages that the host pays for.</summary>
    public double Touched { get; private set; }
    public double Swapped => swapped;
    public double Memory => Actual - Overhead;
    public double Free => Memory - Anonymous - Hot - Cold;
    public bool Runs(double now) => now >= StartedAt && Alive;
    public bool Alive { get; private set; } = true;
    public bool Driver(double now) => kind.Balloon && now - StartedAt >= physics.Driver;
    public double Resident => Alive ? Overhead + Anonymous + Hot + Cold + Math.Min(Touched, Math.Max(0, Free)) : 0;

    /// <summary>What an all-knowing controller would let it have.</summary>
    public double Need { get; private set; }

    public double Stalled { get; private set; }

    /// <summary>Of it: for want of pages, for files read again, for pages swapped in, for the host's swapping.</summary>
    public double[] StalledBy { get; } = new double[4];
    public int Kills { get; private set; }
    public int HostKills { get; private set; }
    public double Churn { get; private set; }
    public List<double> Waits { get; } = [];

    /// <summary>A sudden demand is not met yet.</summary>
    public bool IsWaiting => !double.IsNaN(demandSince);

    // Counters, as the guest counts them; the same since its start.
    public double DiskRead { get; private set; }
    public double SwapIn { get; private set; }
    public double SwapOut { get; private set; }
    public double Pressure { get; private set; }
    public double AllocationStalls { get; private set; }
    public double DirectScans { get; private set; }
    public int KillsSinceStart { get; private set; }

    /// <summary>Before the first second: the host had no room for all of its cache.</summary>
    /// <param name="part">What is left of it.</param>
    public void Fit(double part)
    {
        Touched *= part;
        Cold *= part;
    }

    /// <param name="now">Seconds.</param>
    /// <param name="dt">Seconds.</param>
    /// <param name="drag">Share of the step that the host's own swapping costs.</param>
    public void Step(double now, double dt, double drag)
    {
        if (!Alive && now >= StartedAt) Boot();
        if (now < StartedAt || !Alive) return;
        if (reset < kind.Resets.Count && kind.Resets[reset] <= now)
        {
            reset++;
            StartedAt = now;
            Boot();
            deadKernel = true;
        }
        if (deadKernel && Driver(now)) deadKernel = false;
        var demand = Wanted(now);
        Need = Math.Min(kind.Max, Overhead + physics.Floor + 16 + demand.Anonymous + demand.Hot);
        ReadOnlySpan<double> stalls = [Serve(demand, now, dt), Cache(demand, dt), Unswap(dt), Math.Min(1, drag)];
        var stall = 0.0;
        for (var i = 0; i < stalls.Length; i++)
        {
            StalledBy[i] += stalls[i] * dt;
            stall = Math.Max(stall, stalls[i]);
        }
        Inflate(now, dt);
        if (kind.Reporting) Touched = Math.Max(0.01 * Free, Touched - physics.Report * dt);
        Touched = Math.Clamp(Touched, 0, Math.Max(0, Free));
        Stalled += stall * dt;
        // It cannot see what its host does to it.
        Pressure += Math.Max(stalls[0], Math.Max(stalls[1], stalls[2])) * dt * 1e6;
    }

    Demand Wanted(double now)
    {
        var demand = kind.Demand(Math.Max(0, now));
        if (now < killedUntil) demand = demand with { Anonymous = demand.Anonymous * killedShare };
        var booting = (now - StartedAt) / physics.Boot;
        // It starts small, and reads a lot.
        return booting < 1 ? new(80 + (demand.Anonymous - 80) * Math.Max(0, booting), 0, 0, 60) : demand;
    }

    /// <summary>Its processes take and give back.</summary>
    double Serve(Demand demand, double now, double dt)
    {
        var wanted = demand.Anonymous - Anonymous - swapped;
        Wait(demand.Anonymous, now);
        if (wanted <= 0)
        {
            var back = Math.Min(-wanted, swapped);
            swapped -= back;
            Drop(ref wanted, back);
            return 0;
        }
        var ask = Math.Min(wanted, physics.Ask * dt);
        var got = Math.Min(ask, Math.Max(0, Free - physics.Floor));
        Take(got);
        // Cold cache goes quickly, hot cache as well: the price is paid later.
        var rest = ask - got;
        var cold = Math.Min(rest, Math.Min(Cold, physics.Cold * dt));
        Cold -= cold;
        var hot = Math.Min(rest - cold, Math.Min(Hot, Math.Max(0, physics.Hot * dt - cold)));
        Hot -= hot;
        Anonymous += cold + hot;
        if (cold + hot > 0)
        {
            DirectScans += (cold + hot) * 0.3;
            AllocationStalls += (cold + hot) / 16;
        }
        rest -= cold + hot;
        if (rest <= 0.5)
        {
            shortSince = double.NaN;
            return (cold + hot) / (physics.Cold * dt) * 0.15;
        }
        var swap = Math.Min(Math.Min(rest, physics.Swap * dt), kind.Swap - swapped);
        if (swap > 0)
        {
            swapped += swap;
            SwapOut += swap;
        }
        else
        {
            // Nobody is killed while memory keeps coming.
            if (got + cold + hot > ask * 0.1) shortSince = double.NaN;
            Desperate(now, dt);
        }
        AllocationStalls += 40 * dt;
        DirectScans += 60 * dt;
        return Math.Clamp((rest - Math.Max(0, swap)) / ask, 0.3, 1);
    }

    void Drop(ref double wanted, double back)
    {
        var give = Math.Min(Anonymous, -wanted - back);
        Anonymous -= give;
        Touched += give;
    }

    /// <summary>Free pages become used ones: those already touched first.</summary>
    void Take(double pages)
    {
        Anonymous += pages;
        Touched -= Math.Min(Touched, pages);
    }

    void Desperate(double now, double dt)
    {
        if (kind.AutoDeflate && Actual < kind.Max)
        {
            // Reclaim and stalls come first, deflation last.
            Actual = Math.Min(kind.Max, Actual + physics.OnOom * dt);
            return;
        }
        if (double.IsNaN(shortSince)) shortSince = now;
        if (now - shortSince < physics.Patience) return;
        Kills++;
        KillsSinceStart++;
        killedUntil = now + 60;
        killedShare = 0.6;
        shortSince = double.NaN;
    }

    /// <summary>Sudden demands, and how long until each was met.</summary>
    void Wait(double demand, double now)
    {
        // What was swapped out made room for it: that is harm, counted as such, and the demand is met.
        var met = Anonymous + swapped + 4 >= demand;
        if (double.IsNaN(demandSince) && demand > lastDemand + 100 && now - StartedAt > physics.Boot + 10) demandSince = now;
        lastDemand = Math.Max(demand, lastDemand - 20);
        if (demand < lastDemand) lastDemand = demand;
        if (double.IsNaN(demandSince) || !met) return;
        Waits.Add(now - demandSince);
        demandSince = double.NaN;
    }
}
