using System.Globalization;

namespace Aerostat.Linux;

/// <summary>The file whose code a process runs: not the script that it was started by, nor the loader that it was started through.</summary>
/// <remarks>Source: <c>proc_pid_maps(5)</c>; <c>pidfd_open(2)</c>: the descriptor's fdinfo names the process.</remarks>
public static class ProcessProgram
{
    /// <summary>The file of which the process has most mapped to be executed.</summary>
    /// <returns>Null: it has ended, or is not ours to look into.</returns>
    public static string? Of(ProcessHandle process) =>
        Pid(process) is { } pid && ProcFile.TryRead($"/proc/{pid}/maps") is { } maps ? Largest(maps) : null;

    static string? Pid(ProcessHandle process) => ProcFile.TryRead($"/proc/self/fdinfo/{(int)process.DangerousGetHandle()}")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith("Pid:", StringComparison.Ordinal))?[4..].Trim() is { } pid && pid is not ("-1" or "0") ? pid : null;

    internal static string? Largest(string maps) => maps.Split('\n')
        .Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries))
        .Where(line => line is [_, var rights, .., var path] && line.Length == 6 && rights.Contains('x', StringComparison.Ordinal) && path.StartsWith('/'))
        .GroupBy(line => line[5].TrimEnd(), line => line[0].Split('-') is [var start, var end] ? Hex(end) - Hex(start) : 0)
        .MaxBy(file => file.Aggregate(0UL, (sum, size) => sum + size))?.Key;

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
