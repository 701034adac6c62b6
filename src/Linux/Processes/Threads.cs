using System.Globalization;
using System.Runtime.InteropServices;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>The threads of any process: their names, where they may run, and how they are scheduled.</summary>
public static partial class Threads
{
    /// <summary>Empty: the process is gone.</summary>
    public static IReadOnlyList<(int Id, string Name)> Of(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
                .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
                .Order()
                .Select(id => (id, ProcFile.TryReadLine($"/proc/{pid}/task/{id}/comm") ?? ""))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <exception cref="LinuxException"><c>ESRCH</c>: no such thread.</exception>
    public static CpuSet Affinity(int thread)
    {
        var map = new byte[CpuSet.Limit / 8];
        var length = sched_getaffinity(thread, (nuint)map.Length, map);
        return length >= 0 ? CpuSet.FromMap(map) : throw LinuxException.Last($"sched_getaffinity({thread})");
    }

    /// <exception cref="LinuxException"><c>EINVAL</c>: none of them is online, or the cpuset of its cgroup allows none.</exception>
    public static void SetAffinity(int thread, CpuSet cpus)
    {
        var map = cpus.ToMap((cpus.Max / 64 + 1) * 8);
        if (sched_setaffinity(thread, (nuint)map.Length, map) != 0) throw LinuxException.Last($"sched_setaffinity({thread}, {cpus})");
    }

    /// <param name="thread">By its number.</param>
    /// <param name="policy">How.</param>
    /// <param name="priority">1 to 99 for fifo and rr, else 0.</param>
    public static void SetScheduler(int thread, SchedulerPolicy policy, int priority)
    {
        if (sched_setscheduler(thread, (int)policy, in priority) != 0) throw LinuxException.Last($"sched_setscheduler({thread}, {policy}, {priority})");
    }

    /// <summary>How long it has waited for a processor that it could have used; null: it is gone, or the kernel does not count.</summary>
    /// <remarks>Source: <c>/proc/PID/task/TID/schedstat</c>, second number, ns.</remarks>
    public static TimeSpan? Delay(int pid, int thread) =>
        ProcFile.TryReadLine($"/proc/{pid}/task/{thread}/schedstat")?.Split(' ') is [_, var waited, ..] && long.TryParse(waited, out var ns)
            ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick)
            : null;

    /// <summary>How long it has waited as the scheduler counts it; zero where the kernel does not (CONFIG_SCHEDSTATS, CONFIG_SCHED_DEBUG).</summary>
    /// <remarks>Source: <c>/proc/PID/task/TID/sched</c>, wait_sum, ms with a fraction; older kernels write se.statistics. before it.</remarks>
    public static TimeSpan Wait(int pid, int thread)
    {
        foreach (var line in (ProcFile.TryRead($"/proc/{pid}/task/{thread}/sched") ?? "").AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("se.statistics.wait_sum") && !line.StartsWith("wait_sum") && !line.StartsWith("se.wait_sum")) continue;
            return double.TryParse(line[(line.IndexOf(':') + 1)..], CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : TimeSpan.Zero;
        }
        return TimeSpan.Zero;
    }

    // The raw calls' wrappers in glibc: get answers 0 and zero-fills the rest of the map.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_getaffinity(int thread, nuint size, [Out] byte[] map);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int thread, nuint size, [In] byte[] map);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setscheduler(int thread, int policy, in int priority);
}

/// <remarks>Source: <c>sched(7)</c>.</remarks>
public enum SchedulerPolicy
{
    Other = 0,
    Fifo = 1,
    RoundRobin = 2,
    Batch = 3,
    Idle = 5,
}
