using Aerostat.Tests.Shared.Piloting;
using Aerostat.Values;

namespace Aerostat.Autopilot.Tests;

/// <summary>The pilot over time: it comes to rest, it leaves the quiet alone, and a year of it costs seconds.</summary>
public class CalmTests
{
    /// <summary>A guest that is what it is told to be, and uses what it uses.</summary>
    sealed class Plain(string name, ulong max)
    {
        const ulong MiB = 1 << 20;
        public Bytes Actual { get; private set; } = new(max * MiB);
        public Bytes Max => new(max * MiB);
        public double Moved { get; set; }

        public void Obey(Bytes target)
        {
            Moved += Bytes.Distance(target, Actual) / Max;
            Actual = target;
        }

        public GuestMemory Look(double up, double usedMib)
        {
            Bytes used = new((ulong)usedMib * MiB), usable = Actual > used ? Actual - used : Bytes.Zero;
            return new(name)
            {
                Maximum = Max,
                Minimum = Max * 0.25,
                Shares = 1000,
                Up = up,
                Balloon = true,
                Actual = Actual,
                Target = Actual,
                Resident = Actual,
                DiskRead = new((ulong)up),
                Statistics = new() { Age = 0, Total = Actual, Free = usable * 0.25, Usable = usable, Caches = usable * 0.75 },
            };
        }
    }

    static HostMemory Host(IEnumerable<Plain> guests, double totalMib)
    {
        Bytes total = new((ulong)totalMib << 20), held = new((ulong)guests.Sum(g => (double)g.Actual.Value));
        return new() { Total = total, Available = total > held ? total - held : Bytes.Zero };
    }

    static void Fly(Plain[] guests, double seconds, double step, Func<int, double, double> uses, double total, Action<double>? then = null)
    {
        var memory = PilotMemory.Empty;
        for (var now = 0.0; now < seconds; now += step)
        {
            (memory, var decisions) = Balloons.Decide(new(now, Host(guests, total), guests.Select((g, i) => g.Look(1000 + now, uses(i, now))).ToValueList()), new(), memory);
            var i = 0;
            foreach (var decision in decisions)
            {
                var guest = guests[i++];
                if (decision.Target is { } target) guest.Obey(target);
            }
            then?.Invoke(now);
        }
    }

    static Plain[] Guests(int count, ulong max) => [.. Enumerable.Range(0, count).Select(i => new Plain($"guest{i:00}", max))];

    [Theory]
    [InlineData(980, Reason.Ceiling)]
    [InlineData(500, Reason.Calm)]
    public void Who_is_near_the_end_of_all_it_may_have_is_told_so(double uses, Reason told)
    {
        var guest = new Plain("guest", 1024);
        // What was never touched is not taken: it stays as large as it is.
        var (_, decisions) = Balloons.Decide(new(20, Host([guest], 8192), [guest.Look(1020, uses) with { Resident = Bytes.Mib(64) }]), new(),
            Balloons.Decide(new(10, Host([guest], 8192), [guest.Look(1010, uses) with { Resident = Bytes.Mib(64) }]), new(), PilotMemory.Empty).Memory);

        Assert.Equal((told, (Bytes?)null), (decisions.Single().Reason, decisions.Single().Target));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(1300)]
    public void A_quiet_guest_is_left_alone(double roomEach)
    {
        var guests = Guests(8, 2048);
        Fly(guests, 2 * 3600, 2, (i, _) => 300 + 60 * i, roomEach * 8, now =>
        {
            if (now is 3000) foreach (var guest in guests) guest.Moved = 0;
        });
        Assert.All(guests, guest => Assert.InRange(guest.Moved, 0, 0.05 * 4200 / 3600));
    }

    [Fact]
    public void Steady_load_comes_to_rest_near_its_need()
    {
        var guests = Guests(8, 2048);
        Fly(guests, 3600, 2, (_, _) => 500, 8 * 2048);
        Assert.All(guests, guest => Assert.InRange(guest.Actual.InMib, 560ul, 1160ul));
    }

    [Fact]
    public void A_year_of_64_guests_takes_seconds()
    {
        var guests = Guests(64, 1024);
        var hungry = 0;
        // Each day every guest swings between a fifth and a half of what it may have; the pilot looks every five minutes.
        Fly(guests, 365 * 86400, 300, (i, now) =>
        {
            var uses = 1024 * (0.35 + 0.15 * Math.Sin(now / 86400 * 2 * Math.PI + i));
            if (guests[i].Actual.InMib < uses) hungry++;
            return uses;
        }, 64 * 640);
        Assert.Equal(0, hungry);
        Assert.True(guests.Average(g => g.Actual / g.Max) < 0.8);
    }
}
