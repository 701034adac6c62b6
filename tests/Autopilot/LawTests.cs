using Aerostat.Values;

namespace Aerostat.Autopilot.Tests;

/// <summary>What a controller may never do, whatever it is shown.</summary>
public class LawTests
{
    static Bytes Gib(double gib) => new((ulong)(gib * (1L << 30)));

    static GuestMemory Guest(string name) => new(name)
    {
        Maximum = Gib(4), Minimum = Gib(1), Shares = 1000, Up = 1000, Balloon = true, Actual = Gib(3), Target = Gib(3), Resident = Gib(2.5), DiskRead = Gib(1),
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
}
