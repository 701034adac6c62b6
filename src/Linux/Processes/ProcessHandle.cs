using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A process that stays the one it was. Its number may be given to another; this handle never is.</summary>
/// <remarks>Source: <c>pidfd_open(2)</c>, Linux 5.3, glibc 2.36.</remarks>
public sealed partial class ProcessHandle : SafeHandleMinusOneIsInvalid
{
    readonly CancellationTokenSource disposed = new();
    readonly Lazy<Task<ExitStatus?>> exited;

    public ProcessHandle() : base(ownsHandle: true) => exited = new(AwaitExitAsync);

    /// <exception cref="LinuxException"><c>ESRCH</c>: no such process.</exception>
    public static ProcessHandle Open(int pid)
    {
        var handle = pidfd_open(pid, flags: 0);
        return handle.IsInvalid ? throw LinuxException.Last($"pidfd_open({pid})") : handle;
    }

    /// <summary>False: it has ended, though it may still stand in /proc as a zombie where nobody reaps.</summary>
    public bool IsAlive => !Readiness.IsReadable(this);

    /// <summary>
    /// Its end. The status is null where it is not our child. A child is reaped by whoever asks first. Cancelled when this is disposed before.
    /// </summary>
    public Task<ExitStatus?> Exited => exited.Value;

    /// <returns>False: it has ended already.</returns>
    public bool Signal(Signal signal)
    {
        if (pidfd_send_signal(this, (int)signal, 0, 0) == 0) return true;
        return Marshal.GetLastPInvokeError() == Errno.ESRCH ? false : throw LinuxException.Last($"pidfd_send_signal({signal})");
    }

    async Task<ExitStatus?> AwaitExitAsync()
    {
        await Readiness.ReadableAsync(this, disposed.Token);
        return Reap();
    }

    ExitStatus? Reap()
    {
        const int P_PIDFD = 3, WEXITED = 4, WNOHANG = 1, CLD_EXITED = 1;
        var info = new byte[128]; // siginfo_t: code at 8, pid at 16, status at 24
        if (waitid(P_PIDFD, this, info, WEXITED | WNOHANG) != 0 || BitConverter.ToInt32(info, 16) == 0) return null;
        var status = BitConverter.ToInt32(info, 24);
        return BitConverter.ToInt32(info, 8) == CLD_EXITED ? new(status, null) : new(null, (Signal)status);
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    protected override void Dispose(bool disposing)
    {
        if (disposing) disposed.Cancel();
        base.Dispose(disposing);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial ProcessHandle pidfd_open(int pid, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pidfd_send_signal(ProcessHandle process, int signal, nint info, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitid(int kind, ProcessHandle process, [Out] byte[] info, int options);
}

/// <summary>How a process ended: by its own code, or by a signal.</summary>
public readonly record struct ExitStatus(int? Code, Signal? Signal)
{
    public override string ToString() => Code is { } code ? $"exit status {code}" : $"signal {Signal}";
}

/// <remarks>Source: <c>signal(7)</c>; the same on x86_64 and aarch64.</remarks>
public enum Signal
{
    Hup = 1,
    Int = 2,
    Quit = 3,
    Abort = 6,
    Kill = 9,
    User1 = 10,
    Segv = 11,
    User2 = 12,
    Pipe = 13,
    Term = 15,
    Child = 17,
    Cont = 18,
    Stop = 19,
}
