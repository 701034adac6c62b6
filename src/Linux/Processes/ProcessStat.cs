using System.Globalization;

namespace Aerostat.Linux;

/// <summary>What the kernel counts of a process, or of one thread.</summary>
/// <param name="Name">At most 15 bytes, as the process calls itself.</param>
/// <param name="State">R running, S sleeping, D in a wait that no signal ends, T stopped, Z zombie…</param>
/// <param name="Parent">1 or a subreaper once its own parent has died.</param>
/// <param name="User">Time in user mode, with that of a guest.</param>
/// <param name="System">Time in the kernel.</param>
/// <param name="Guest">Time as a virtual processor.</param>
/// <param name="StartTime">Ticks since boot.</param>
/// <param name="LastCpu">Where it ran last.</param>
/// <remarks>Source: <c>proc_pid_stat(5)</c>.</remarks>
public readonly record struct ProcessStat(
    string Name, char State, int Parent, TimeSpan User, TimeSpan System, TimeSpan Guest, ulong StartTime, int LastCpu)
{
    /// <summary>USER_HZ: 100 on x86_64 and aarch64.</summary>
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public bool IsZombie => State is 'Z' or 'X';
    public bool IsStopped => State is 'T' or 't';

    public static ProcessStat? TryRead(int pid) => TryParse(ProcFile.TryRead($"/proc/{pid}/stat"));
    public static ProcessStat? TryRead(int pid, int thread) => TryParse(ProcFile.TryRead($"/proc/{pid}/task/{thread}/stat"));

    internal static ProcessStat? TryParse(string? text)
    {
        // The name stands in brackets and may hold brackets and spaces of its own.
        var open = text?.IndexOf('(') ?? -1;
        var close = text?.LastIndexOf(')') ?? -1;
        if (text is null || open < 0 || close < open) return null;
        var fields = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 41) return null;
        return new(
            text[(open + 1)..close], fields[0][0], (int)Number(1), Number(11) * Tick, Number(12) * Tick, Number(40) * Tick, Number(19), (int)Number(36));

        ulong Number(int at) => ulong.TryParse(fields[at], CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
