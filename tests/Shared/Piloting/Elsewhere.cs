namespace Aerostat.Tests.Shared.Piloting;

/// <summary>Hosts by chance of another kind than those that the tuning saw: other kernels, disks and balloons, and what goes wrong elsewhere.</summary>
public static class Elsewhere
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "sudden", "instant", "slow", "noswap", "large", "hotstream", "leaky", "deflating", "reporting", "neighbour", "lossy", "resets", "clock", "squares", "tight", "rare", "tiny", "nightly", "loops",
    ];

    public static Scenario Make(string name, int seed, double hours = 1)
    {
        Random chance = new(seed * 6007 + Names.ToList().IndexOf(name));
        var seconds = hours * 3600;
        var count = name switch { "large" => chance.Next(80, 160), "tiny" => chance.Next(30, 90), _ => chance.Next(3, 24) };
        var together = Between(chance, 20, 2000);
        List<GuestKind> guests = [];
        for (var i = 0; i < count; i++) guests.Add(Guest(name, i, chance, seconds, together));
        if (chance.Next(3) == 0) guests = [.. guests.Select(g => g with { StartsAt = chance.NextDouble() * 200 })];
        var need = Enumerable.Range(0, (int)seconds / 20).Max(t => guests.Sum(g => t * 20 < g.StartsAt ? 0 : Least(g.Demand(t * 20), g)));
        var own = 300 + need * Between(chance, 0.01, 0.05);
        // What others on the host take comes and goes.
        var (swing, period, phase) = name == "neighbour" ? (need * Between(chance, 0.05, 0.2), Between(chance, 60, 1500), Between(chance, 0, 6)) : (0, 1, 0);
        var square = chance.Next(2) == 0;
        double Others(double now) => own + swing * (square ? now % period < period / 2 ? 1 : 0 : 0.5 + 0.5 * Math.Sin(now / period * 6.28 + phase));
        var total = (need + own + swing) * (name == "tight" ? Between(chance, 1.04, 1.1) : Between(chance, 1.1, 1.6)) + 300;
        var leap = Between(chance, -40000, 40000);
        var when = Between(chance, 0.2, 0.8) * seconds;
        return new(name, Math.Round(total), name == "noswap" ? 0 : Math.Round(total * Between(chance, 0, 0.2)), seconds, guests)
        {
            SwapSpeed = Between(chance, 30, 300),
            Patience = Between(chance, 0.5, 6),
            Own = Others,
            Clock = name == "clock" ? now => now > when ? leap + Math.Floor(now / 300) % 3 * 7 : 0 : _ => 0,
        };
    }

    static double Between(Random chance, double low, double high) => low + (high - low) * chance.NextDouble();

    static double Least(Demand d, GuestKind g) => !g.Balloon || g.Speed <= 0 ? g.Max : Math.Min(g.Max, d.Anonymous + d.Hot * 0.9 + 110 + g.Max * 0.015 + g.Physics.Floor);

    static GuestKind Guest(string scenario, int i, Random chance, double seconds, double together)
    {
        var max = scenario switch { "tiny" => 128 * chance.Next(2, 7), "large" => 512 * chance.Next(1, 9), _ => 1024 * Math.Pow(2, chance.Next(0, 5)) * Between(chance, 0.75, 1.25) };
        max = Math.Round(max);
        var physics = new Physics(Between(chance, 20, 70), Between(chance, 60, 1500), Between(chance, 80, 900), Between(chance, 40, 400), Between(chance, 10, 100), Between(chance, 250, 3000), Between(chance, 150, 900),
            Between(chance, 150, 1200), Between(chance, 80, 500), Between(chance, 0.8, 4), Between(chance, 0.01, 0.15), Between(chance, 10, 90), Between(chance, 4, 25), Between(chance, 60, 400), Between(chance, 60, 600), Between(chance, 0.001, 0.02));
        if (scenario == "instant") physics = physics with { Patience = 0.4 };
        if (scenario == "sudden") physics = physics with { Ask = Between(chance, 350, 1100) };
        var kind = new GuestKind($"{scenario}{i}", max, Math.Round(max * Between(chance, 0.1, 0.4)), Load(scenario, max, chance, seconds, together))
        {
            Physics = physics,
            Shares = chance.Next(1, 4) * 500,
            Swap = scenario is not ("sudden" or "instant") && chance.Next(2) == 0 ? max * Between(chance, 0.1, 0.6) : 0,
            AutoDeflate = scenario == "deflating" || chance.Next(6) == 0,
            Reporting = scenario == "reporting" || chance.Next(4) == 0,
            Agent = chance.Next(5) == 0,
            NewKernel = chance.Next(2) == 0,
            Speed = scenario == "slow" ? Between(chance, 0.08, 0.4) : Between(chance, 0.4, 1.2),
            Period = scenario == "rare" ? chance.Next(3, 11) : chance.Next(1, 4),
            // Files read in turn, again and again, are all missed until all of them fit.
            Skew = scenario == "loops" ? Between(chance, 3, 20) : Between(chance, 0.3, 1),
        };
        if (scenario == "resets") kind = kind with { Resets = [.. Enumerable.Range(0, 20).Select(_ => chance.NextDouble() * seconds).Order().Take(chance.Next(1, 8))] };
        if (scenario == "lossy")
        {
            var (every, share, phase) = (Between(chance, 30, 900), Between(chance, 0.1, 0.7), chance.NextDouble() * 900);
            kind = kind with { Mute = t => (t + phase) % every < every * share };
        }
        return kind;
    }

    static Func<double, Demand> Load(string scenario, double max, Random chance, double seconds, double together)
    {
        var low = max * Between(chance, 0.08, 0.4);
        switch (scenario)
        {
            case "sudden" or "instant":
                {
                    // Now and then a GiB, or what there is, within three seconds.
                    var (every, length, phase, size) = (Between(chance, 200, 1500), Between(chance, 5, 120), Between(chance, 0, 1500), Math.Min(1024, max * 0.55));
                    return t => new(low + Rise((t + phase) % every, length, size), max * 0.05, 10);
                }
            case "hotstream":
                {
                    var (hot, rate, stream, every) = (max * Between(chance, 0.1, 0.45), Between(chance, 10, 200), Between(chance, 5, 150), Between(chance, 100, 1500));
                    return t => new(low, hot, rate, t % every < every * 0.6 ? stream : 0);
                }
            case "loops":
                {
                    var (hot, rate) = (max * Between(chance, 0.2, 0.6), Between(chance, 20, 150));
                    if (chance.Next(4) == 0) return t => new(low, 0, 0, rate);
                    return chance.Next(3) == 0 ? t => new(low + (t % 400 < 40 ? max * 0.25 : 0)) : t => new(low, hot, rate);
                }
            case "leaky":
                {
                    var (rate, life) = (max * Between(chance, 0.3, 2) / seconds, Between(chance, 600, 3000));
                    return t => new(Math.Min(max * 0.9, low + rate * (t % life) * 2));
                }
            case "squares":
                {
                    var (high, share) = (max * Between(chance, 0.4, 0.85), Between(chance, 0.1, 0.6));
                    var phase = chance.Next(2) == 0 ? 0 : chance.NextDouble() * together;
                    return t => new((t + phase) % together < together * share ? high : low, max * 0.03, 5);
                }
            case "nightly":
                {
                    // One job a day, here an hour, for which nothing lately speaks.
                    var (at, size) = (Between(chance, 0.5, 0.9) * seconds, max * Between(chance, 0.2, 0.5));
                    var hot = max * Between(chance, 0, 0.2);
                    return t => new(low + (t > at && t < at + 300 ? size * Math.Min(1, (t - at) / 20) : 0), hot, 20, t > at && t < at + 300 ? 80 : 0);
                }
            default:
                return Loads.Of(Loads.Roles[chance.Next(Loads.Roles.Count)], max, chance, seconds);
        }
    }

    static double Rise(double into, double length, double size) => into < length ? size * Math.Min(1, (into + 0.5) / 3) : 0;
}
