using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>What a process that runs may have at most.</summary>
/// <remarks>Source: <c>prlimit(2)</c>.</remarks>
public static partial class ProcessLimits
{
    /// <exception cref="LinuxException"><c>ESRCH</c>: no such process. <c>EPERM</c>: it takes CAP_SYS_RESOURCE.</exception>
    public static void Set(int pid, ResourceLimit limit)
    {
        Span<ulong> both = [limit.Soft ?? ulong.MaxValue, limit.Hard ?? ulong.MaxValue];
        if (prlimit64(pid, (int)limit.Resource, ref both[0], 0) != 0) throw LinuxException.Last($"prlimit({pid}, {limit.Resource})");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit64(int pid, int resource, ref ulong limits, nint old);
}
