using System.Collections.Concurrent;
using System.Diagnostics;

namespace Aerostat.Server;

/// <summary>How long calls of one kind have taken, from their arrival to their answer: a few counters, and no lock.</summary>
public sealed class CallTimes(string group)
{
    static readonly TimeSpan[] bounds = [.. new[] { 0.1, 1, 10, 100, 1000, 10_000 }.Select(TimeSpan.FromMilliseconds)];

    readonly long[] within = new long[bounds.Length + 1];
    long failed, longest;

    /// <summary>A call is counted at the first one that it kept.</summary>
    public static IReadOnlyList<TimeSpan> Bounds => bounds;

    /// <summary>The right that its procedures ask for.</summary>
    public string Group => group;

    /// <summary>For each bound, and then for what lasted longer.</summary>
    public IReadOnlyList<long> Within => [.. within.Select((_, at) => Interlocked.Read(ref within[at]))];
    public long Failed => Interlocked.Read(ref failed);
    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref longest));

    /// <param name="since">Of <see cref="Stopwatch.GetTimestamp"/>.</param>
    internal void Count(long since, bool hasFailed)
    {
        var took = Stopwatch.GetElapsedTime(since);
        var at = 0;
        while (at < bounds.Length && took > bounds[at]) at++;
        Interlocked.Increment(ref within[at]);
        if (hasFailed) Interlocked.Increment(ref failed);
        for (var seen = Interlocked.Read(ref longest); took.Ticks > seen; seen = Interlocked.Read(ref longest))
            if (Interlocked.CompareExchange(ref longest, took.Ticks, seen) == seen) break;
    }
}

/// <summary>One for each right that there is.</summary>
sealed class CallTimesByRight
{
    readonly ConcurrentDictionary<string, CallTimes> all = [];

    /// <param name="access">A procedure's: the first right is its group.</param>
    public CallTimes Of(string access) => all.GetOrAdd(access.Split(' ')[0] is var right && right.Split(':') is [var what, var how, ..] ? $"{what}:{how}" : access, group => new(group));

    public IReadOnlyList<CallTimes> All => [.. all.Values.Where(times => times.Within.Any(count => count > 0)).OrderBy(times => times.Group, StringComparer.Ordinal)];
}
