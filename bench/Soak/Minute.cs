using System.Globalization;

namespace Aerostat.Bench.Soak;

/// <summary>What a minute was like.</summary>
/// <param name="Median">Milliseconds, and so is the wait that one call in a hundred exceeds.</param>
/// <param name="Megabytes">The daemon's own memory, without its program's pages.</param>
sealed record Minute(int Calls, double Median, double Slow, double Megabytes, int Descriptors)
{
    public static Minute Of(int pid, double[] waits)
    {
        Array.Sort(waits);
        var held = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return new(waits.Length, At(0.5), At(0.99), double.Parse(held, CultureInfo.InvariantCulture) / 1024, Directory.GetFiles($"/proc/{pid}/fd").Length);

        double At(double part) => waits.Length == 0 ? 0 : waits[(int)((waits.Length - 1) * part)];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Calls} calls, median {Median:0.0} ms, 99th percentile {Slow:0.0} ms, {Megabytes:0.0} MiB, {Descriptors} descriptors");
}
