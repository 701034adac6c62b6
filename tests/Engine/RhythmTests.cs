using Aerostat.Engine.Piloting;

namespace Aerostat.Engine.Tests;

/// <summary>A guest is asked as soon as its answer can be another one, and hardly ever where it cannot.</summary>
public class RhythmTests
{
    const long Told = 1_000_000;

    static readonly Beat Busy = new(Runs: true, PilotMode.On, Period: 2, Up: 1000, Told, Frozen: 1);

    [Theory]
    [InlineData(2.1, 0)] // its next report is due
    [InlineData(1.0, 2)] // there is no new one yet
    [InlineData(-5.0, 0)] // the clock was set back: who knows
    public void Statistics_are_asked_for_when_the_next_are_due(double later, double rest) => Assert.Equal(rest, Rhythm.Statistics(Busy, Told + later));

    [Fact]
    public void A_demand_is_seen_within_one_interval()
    {
        // Whenever within its period a driver reports, each look with an interval of the period asks.
        for (var phase = 0.0; phase < 2; phase += 0.25) Assert.True(Rhythm.IsOver(Rhythm.Statistics(Busy, Told + phase), since: 2, interval: 2));
    }

    [Fact]
    public void Nobody_is_asked_often_who_has_nothing_new_to_say()
    {
        Assert.Equal(Rhythm.Asleep, Rhythm.Statistics(Busy with { Runs = false }, Told + 9));
        Assert.Equal(Rhythm.Slow, Rhythm.Statistics(Busy with { Period = 0 }, Told + 9));
        Assert.Equal(Rhythm.Slow, Rhythm.Statistics(Busy with { Mode = PilotMode.Off }, Told + 9));
        Assert.Equal(Rhythm.Slow, Rhythm.Statistics(Busy with { Told = null }, Told + 9));
        Assert.Equal(Rhythm.Slow, Rhythm.Statistics(Busy with { Frozen = 60 }, Told + 60));
        // But a driver that may come up any moment is waited for.
        Assert.Equal(0, Rhythm.Statistics(Busy with { Told = null, Up = 10 }, Told + 9));
        Assert.Equal(0, Rhythm.Statistics(Busy with { Frozen = 60, Up = 10 }, Told + 60));
    }

    [Fact]
    public void Disks_are_looked_at_while_they_read_or_a_step_is_judged_and_else_ever_less()
    {
        Assert.Equal(0, Rhythm.Reads(Busy, stirs: true, before: 8));
        var rest = 0.0;
        List<double> rests = [];
        for (var i = 0; i < 6; i++) rests.Add(rest = Rhythm.Reads(Busy, stirs: false, rest));
        Assert.Equal([1, 2, 4, 8, 8, 8], rests);
        Assert.Equal(Rhythm.Asleep, Rhythm.Reads(Busy with { Runs = false }, stirs: true, before: 0));
    }

    [Fact]
    public void What_came_in_a_long_time_is_no_rush()
    {
        Spread spread = new();
        Assert.Equal(1000, spread.Show(1000, 0, 2));
        // 80 in 8 s is 20 in an interval of 2 s.
        Assert.Equal(1020, spread.Show(1080, 8, 2));
        Assert.Equal(1030, spread.Show(1090, 2, 2));
        // Asked sooner than an interval, or not at all: nothing is invented.
        Assert.Equal(1035, spread.Show(1095, 1, 2));
        Assert.Equal(1035, spread.Show(1095, 0, 2));
        // It began anew.
        Assert.Equal(5, spread.Show(5, 2, 2));
    }
}
