using System.Runtime.InteropServices;

namespace Aerostat.Tests.Shared;

/// <summary>Signals by number, which <see cref="System.Diagnostics.Process"/> cannot send.</summary>
public static partial class Signals
{
    public const int Hangup = 1, Kill = 9, Term = 15, Continue = 18, Stop = 19;

    public static void Send(int pid, int signal)
    {
        if (kill(pid, signal) != 0) throw new InvalidOperationException($"kill({pid}, {signal}): errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
