namespace Aerostat.Tests.Shared.Piloting;

/// <summary>Hosts by chance: each seed is another one, with other numbers.</summary>
public static class Scenarios
{
    public static IReadOnlyList<string> Names { get; } =
        ["daily", "bursts", "leaks", "cache", "streams", "boots", "doubling", "unwilling", "silent", "small", "hoarder", "steady", "flapping", "mixed", "crammed"];

    public static Scenario Make(string name, int seed, double hours = 1.5)
    {
        var chance = new Random(seed * 31 + Names.ToList().IndexOf(name));
        var seconds = hours * 3600;
        var count = name == "small" ? 64 : chance.Next(4, name is "daily" or "mixed" or "crammed" ? 33 : 17);
        List<GuestKind> guests = [];
        for (var i = 0; i < count; i++) guests.Add(Guest(name, i, count, chance, seconds));
        // Half of all hosts have been up for long, the others have just been switched on.
        if (name is not ("boots" or "crammed") && chance.Next(2) == 0) guests = [.. guests.Select(g => g with { StartsAt = chance.NextDouble() * 90 })];
        // Room for what they need, seldom for what they might have.
        var need = Enumerable.Range(0, (int)seconds / 20).Max(t => guests.Sum(g => t * 20 < g.StartsAt ? 0 : Sum(g.Demand(t * 20), g)));
        var most = guests.Sum(g => g.Max);
        var room = name == "hoarder" ? 1.06 : 1.08 + 0.35 * chance.NextDouble();
        var total = (need * room + 400) / 0.95;
        total = Math.Max(total, most * 0.45) + 200;
        return new(name, Math.Round(total), Math.Round(total * (0.05 + 0.1 * chance.NextDouble())), seconds, guests) { Crammed = name == "crammed" };
    }

    /// <summary>Who gives nothing back will have filled all it has.</summary>
    static double Sum(Demand d, GuestKind g) => !g.Balloon || g.Speed <= 0 ? g.Max : Math.Min(g.Max, d.Anonymous + d.Hot * 0.8 + 120 + g.Max * 0.015);

    static GuestKind Guest(string scenario, int i, int count, Random chance, double seconds)
    {
        var max = scenario == "small" ? 512 * (1 + chance.Next(3)) : 1024 * chance.Next(1, 9);
        var role = scenario is "mixed" or "crammed" ? Loads.Roles[chance.Next(Loads.Roles.Count)] : scenario switch
        {
            "leaks" => chance.Next(3) == 0 ? "leak" : "steady",
            "boots" or "unwilling" or "silent" => chance.Next(3) switch { 0 => "steady", 1 => "daily", _ => "bursts" },
            "hoarder" => i == 0 ? "idle" : chance.Next(2) == 0 ? "doubling" : "bursts",
            "small" => chance.Next(4) switch { 0 => "bursts", 1 => "cache", _ => "steady" },
            "streams" => chance.Next(2) == 0 ? "streams" : "cache",
            "doubling" => chance.Next(2) == 0 ? "doubling" : "steady",
            _ => scenario,
        };
        if (scenario == "hoarder" && i == 0) max = 1024 * chance.Next(8, 17);
        var swaps = chance.Next(2) == 0;
        var kind = new GuestKind($"{scenario}{i}", max, max / 4, Loads.Of(role, max, chance, seconds))
        {
            Shares = chance.Next(5) == 0 ? 2000 : 1000,
            Swap = swaps ? max * 0.3 : 0,
            AutoDeflate = chance.Next(5) == 0,
            Reporting = chance.Next(3) == 0,
            Agent = chance.Next(4) == 0,
            NewKernel = chance.Next(2) == 0,
            Speed = chance.Next(3) == 0 ? 0.35 : 1,
            Period = chance.Next(3) == 0 ? 2 : 1,
            Skew = 0.5 + 0.5 * chance.NextDouble(),
            Resets = chance.Next(20) == 0 ? [chance.NextDouble() * seconds] : [],
        };
        if (scenario == "boots") kind = kind with { StartsAt = i < count / 3 ? double.NegativeInfinity : 600 + chance.NextDouble() * 60 + 1200 * chance.Next(2) };
        if (scenario == "unwilling" && chance.Next(3) == 0)
            kind = chance.Next(3) switch { 0 => kind with { Balloon = false }, 1 => kind with { Speed = 0 }, _ => kind with { Speed = 0.05 } };
        if (scenario == "silent" && chance.Next(2) == 0)
        {
            var (from, length) = (chance.NextDouble() * seconds * 0.7, 60 + chance.NextDouble() * 1800);
            kind = kind with { Mute = t => t > from && t < from + length };
        }
        return kind;
    }
}
