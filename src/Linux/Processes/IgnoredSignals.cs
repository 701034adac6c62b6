using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>Signals that whoever started this process had it ignore, as <c>nohup</c> does with SIGHUP: they would be for what it starts, too.</summary>
/// <remarks>Source: <c>proc_pid_status(5)</c>, <c>signal(2)</c>.</remarks>
public static partial class IgnoredSignals
{
    /// <summary>Heeds it again. One that is handled stays so.</summary>
    public static void TakeBack(Signal number)
    {
        var line = ProcFile.TryRead("/proc/self/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        if (line is not null && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) >> ((int)number - 1) & 1) == 1) _ = signal((int)number, 0);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
