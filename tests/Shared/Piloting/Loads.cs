namespace Aerostat.Tests.Shared.Piloting;

/// <summary>What guests do with their memory, over time.</summary>
public static class Loads
{
    public static IReadOnlyList<string> Roles { get; } = ["daily", "bursts", "leak", "cache", "streams", "doubling", "steady", "flapping", "idle"];

    public static Func<double, Demand> Of(string role, double max, Random chance, double seconds)
    {
        double Between(double low, double high) => low + (high - low) * chance.NextDouble();
        var low = max * Between(0.12, 0.35);
        switch (role)
        {
            case "daily":
                {
                    var (high, period, phase) = (max * Between(0.45, 0.8), Between(1200, 4000), Between(0, 6.28));
                    var hot = max * Between(0, 0.15);
                    return t => new(low + (high - low) * (0.5 + 0.5 * Math.Sin(t / period * 6.28 + phase)), hot, 15);
                }
            case "bursts":
                {
                    var times = Enumerable.Range(0, 200).Select(_ => (At: Between(0, seconds), For: Between(10, 150), Size: Math.Min(max * Between(0.2, 0.55), Between(300, 3000)))).Take(1 + (int)(seconds / Between(300, 1500))).OrderBy(b => b.At).ToArray();
                    return t => new(low + times.Where(b => t >= b.At && t < b.At + b.For).Select(b => b.Size * Math.Min(1, (t - b.At + 0.5) / 3)).DefaultIfEmpty(0).Max());
                }
            case "leak":
                {
                    var rate = max * Between(0.1, 0.6) / seconds;
                    var restart = Between(0.4, 0.95) * seconds;
                    return t => new(low + rate * (t < restart ? t : t - restart));
                }
            case "cache":
                {
                    var (hot, rate, turn) = (max * Between(0.2, 0.5), Between(20, 150), Between(0.2, 0.9) * seconds);
                    var later = max * Between(0.1, 0.5);
                    return t => new(low, t < turn ? hot : later, rate);
                }
            case "streams":
                {
                    var (rate, period, share) = (Between(10, 120), Between(200, 2000), Between(0.3, 1.2));
                    var hot = chance.Next(2) == 0 ? max * Between(0.05, 0.2) : 0;
                    return t => new(low, hot, 20, t % period < period * share ? rate : 0);
                }
            case "doubling":
                {
                    var (at, high) = (Between(0.2, 0.8) * seconds, max * Between(0.5, 0.85));
                    return t => new(t < at ? low : Math.Min(high, low + (t - at) * Math.Max(200, max * 0.08)));
                }
            case "flapping":
                {
                    var (high, period, share) = (max * Between(0.45, 0.8), Between(30, 900), Between(0.2, 0.7));
                    return t => new(t % period < period * share ? high : low);
                }
            case "idle":
                return t => new(low * 0.5, 0, 0, t % 1800 < 30 ? 5 : 0);
            default:
                {
                    var hot = chance.Next(2) == 0 ? max * Between(0, 0.2) : 0;
                    var phase = Between(0, 6);
                    return t => new(low * (1 + 0.01 * Math.Sin(t / 7 + phase)) + max * 0.1, hot, 10);
                }
        }
    }
}
