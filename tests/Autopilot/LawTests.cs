using Aerostat.Values;

namespace Aerostat.Autopilot.Tests;

/// <summary>What a controller may never do, whatever it is shown.</summary>
public class LawTests
{
    static Bytes Gib(double gib) => new((ulong)(gib * (1L << 30)));

    static GuestMemory Guest(string name) => new(name)
    {
        Maximum = Gib(4),
        Minimum = Gib(1),
        Shares = 1000,
        Up = 1000,
        Balloon = true,
        Actual = Gib(3),
        Target = Gib(3),
        Resident = Gib(2.5),
        DiskRead = Gib(1),
        Statistics = new() { Age = 0, Total = Gib(2.9), Free = Gib(1), Usable = Gib(1.8), Caches = Gib(0.9) },
    };

    static HostMemory Host(double total, double available) => new() { Total = Gib(total), Available = Gib(available), Free = Gib(available) };

    /// <summary>The targets after so many ticks of the same view.</summary>
    static ValueList<Decision> After(int ticks, HostMemory host, params GuestMemory[] guests)
    {
        var memory = PilotMemory.Empty;
        ValueList<Decision> decisions = [];
        for (var i = 0; i < ticks; i++) (memory, decisions) = Balloons.Decide(new(i, host, guests.Select(g => g with { Up = g.Up + i }).ToValueList()), new(), memory);
        return decisions;
    }

    [Fact]
    public void An_idle_guest_gives_free_pages_back() =>
        Assert.Equal(Reason.Idle, Assert.Single(After(9, Host(16, 8), Guest("a")).Where(d => d.Target < Gib(3))).Reason);

    [Fact]
    public void A_step_that_somebody_took_back_is_not_waited_for()
    {
        var memory = PilotMemory.Empty;
        var asked = 0;
        for (var i = 0; i < 120; i++)
        {
            // Whatever it is asked for, it stays as large as it is, and nobody asks any more.
            (memory, var decisions) = Balloons.Decide(new(i, Host(16, 8), [Guest("a") with { Up = 1000 + i }]), new(), memory);
            if (Assert.Single(decisions).Target < Gib(3)) asked++;
        }
        Assert.InRange(asked, 2, 120);
    }

    [Fact]
    public void A_starved_guest_grows_at_once()
    {
        var starved = Guest("a") with { Statistics = new() { Age = 0, Total = Gib(2.9), Free = Gib(0.07), Usable = Gib(0.01), Caches = Gib(0.02) } };
        Assert.True(Assert.Single(After(1, Host(16, 8), starved)).Target > Gib(3.1));
    }

    [Fact]
    public void Nobody_grows_on_a_host_without_memory()
    {
        var starved = Guest("a") with { Statistics = new() { Age = 0, Total = Gib(2.9), Free = Gib(0.07), Usable = Gib(0.01), Caches = Gib(0.02) } };
        Assert.Null(Assert.Single(After(1, Host(16, 0), starved)).Target);
    }

    [Fact]
    public void Nobody_shrinks_on_old_statistics() =>
        Assert.Null(Assert.Single(After(10, Host(16, 8), Guest("a") with { Statistics = Guest("a").Statistics! with { Age = 31 } })).Target);

    [Theory]
    [InlineData(500, true)]
    [InlineData(5000, true)]
    [InlineData(0, false)]
    public void What_one_pilot_learned_of_a_guest_the_next_one_knows(double up, bool known)
    {
        Lesson[] lessons = [new("b", 1, 0, 0, 1, 0, 0, 0), new("a", up, known ? 1.2 * (1L << 30) : double.NaN, 40, 1, double.PositiveInfinity, -1, double.NaN)];
        var memory = PilotMemory.Knowing(lessons);
        // It uses 0.8 GiB, and does what it is told.
        var has = 2.5;
        for (var i = 0; i < 120; i++)
        {
            var guest = Guest("a") with { Up = 1000 + i, Actual = Gib(has), Target = Gib(has), Statistics = new() { Age = 0, Total = Gib(has), Usable = Gib(has - 0.8), Free = Gib(has - 0.8), Caches = Gib(0) } };
            (memory, var decisions) = Balloons.Decide(new(i, Host(16, 8), [guest]), new(), memory);
            if (Assert.Single(decisions).Target is { } target) has = target / Gib(1);
        }
        // What it once took at a stroke stays ready for it.
        Assert.Equal(known, has >= 1.95);
        Assert.Equal(lessons[1].Guest, Assert.Single(memory.Lessons).Guest);
    }

    [Theory]
    [InlineData(2, 2.0)]
    [InlineData(1.2, null)]
    [InlineData(0.1, null)]
    public void A_ceiling_beneath_what_a_guest_has_is_kept_where_what_it_uses_fits(double ceiling, double? target)
    {
        var decision = Assert.Single(After(10, Host(16, 8), Guest("a") with { Maximum = Gib(ceiling), Minimum = Gib(0.1) }));
        Assert.Equal((Reason.Ceiling, target is { } gib ? Gib(gib) : null, Gib(3)), (decision.Reason, decision.Target, decision.From));
    }

    [Fact]
    public void A_ceiling_beneath_what_a_guest_has_is_no_cause_to_shrink_on_old_statistics() =>
        Assert.Null(Assert.Single(After(10, Host(16, 8), Guest("a") with { Maximum = Gib(2), Statistics = Guest("a").Statistics! with { Age = 31 } })).Target);

    /// <summary>Every decision of a run of moments, with what it was made of.</summary>
    static IEnumerable<(Observation Seen, ValueList<Decision> Decisions)> Run(IEnumerable<Observation> moments)
    {
        var memory = PilotMemory.Empty;
        foreach (var seen in moments)
        {
            (memory, var decisions) = Balloons.Decide(seen, new(), memory);
            yield return (seen, decisions);
        }
    }

    static bool Holds(Observation[] days, Func<GuestMemory, Bytes, bool> law) =>
        Run(days).All(tick => tick.Decisions.All(d => d.Target is not { } target || law(tick.Seen.Guests.Single(g => g.Name == d.Guest), target)));

    [Fact]
    public void No_target_leaves_its_bounds() => Strange.Days.Sample(days => Holds(days, (guest, target) =>
        target <= guest.Maximum!.Value && target >= Bytes.Min(Bytes.Min(guest.Minimum ?? Bytes.Zero, guest.Maximum!.Value), guest.Actual!.Value)), iter: 3000);

    [Fact]
    public void Nobody_is_steered_who_has_no_balloon() => Strange.Days.Sample(days => Holds(days, (guest, _) => guest.Balloon), iter: 1000);

    [Fact]
    public void Nobody_shrinks_on_missing_or_old_statistics() => Strange.Days.Sample(days => Holds(days, (guest, target) =>
        guest.Statistics is { Usable: not null, Age: <= 30 } || target >= Bytes.Min(guest.Actual!.Value, guest.Target ?? guest.Actual!.Value) || target >= guest.Maximum!.Value), iter: 3000);

    [Fact]
    public void All_growth_together_is_no_more_than_the_host_has() => Strange.Days.Sample(days => Run(days).All(tick =>
    {
        double grown = 0;
        foreach (var decision in tick.Decisions)
        {
            if (decision.Target is not { } target) continue;
            var guest = tick.Seen.Guests.Single(g => g.Name == decision.Guest);
            // Below its floor it was promised before all else.
            var from = Math.Max(Math.Min(guest.Actual!.Value.Value, guest.Maximum!.Value.Value), Math.Min(guest.Minimum?.Value ?? 0, guest.Maximum!.Value.Value));
            grown += Math.Max(0.0, (double)target.Value - from);
        }
        return grown <= ((tick.Seen.Host.Available ?? tick.Seen.Host.Free)?.Value ?? 0.0) + 1;
    }), iter: 3000);

    [Fact]
    public void The_order_of_guests_does_not_matter() => Strange.Days.Sample(days =>
    {
        var turned = days.Select(seen => seen with { Guests = seen.Guests.Reverse().ToValueList() });
        return Run(days).Zip(Run(turned)).All(both => both.First.Decisions.SequenceEqual(both.Second.Decisions));
    }, iter: 1000);

    [Fact]
    public void A_budget_far_below_the_hosts_memory_is_shared_out_whole()
    {
        var memory = PilotMemory.Empty;
        var guest = Guest("a") with { Resident = Gib(3), Statistics = new() { Age = 0, Total = Gib(2.9), Free = Gib(0.9), Usable = Gib(1.5), Caches = Gib(0.6) } };
        (_, var decisions) = Balloons.Decide(new(1, Host(256, 200), [guest]), new() { Budget = Gib(4) }, memory);
        Assert.NotEqual(Reason.HostPressure, Assert.Single(decisions).Reason);
    }

    [Fact]
    public void Who_suffers_gives_nothing() => Strange.Moment.Sample(seen =>
    {
        var guests = seen.Guests.Where(g => g.Statistics is { Usable: not null }).Select(g => g with { Up = 1000, Statistics = g.Statistics! with { Age = 0, SwapIn = 1e6 } }).ToList();
        var later = guests.Select(g => g with { Up = 1001, Statistics = g.Statistics! with { SwapIn = 1e9 } }).ToValueList();
        Observation[] days = [new(1, seen.Host, guests.ToValueList()), new(2, seen.Host, later)];
        return Run(days).Last().Decisions.All(d => d.Target is not { } target || later.Single(g => g.Name == d.Guest) is var guest
            && (target >= Bytes.Min(guest.Actual!.Value, guest.Target ?? guest.Actual!.Value) || target >= guest.Maximum));
    }, iter: 3000);
}
