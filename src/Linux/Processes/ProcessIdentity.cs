namespace Aerostat.Linux;

/// <summary>Which process, for a file that outlives the daemon: its number alone may be another's by then.</summary>
/// <param name="Pid">As long as it lives.</param>
/// <param name="StartTime">Ticks since boot; kept across exec.</param>
/// <param name="BootId">Both count from this boot.</param>
public readonly record struct ProcessIdentity(int Pid, ulong StartTime, string BootId)
{
    /// <exception cref="LinuxException"><c>ESRCH</c>: no such process.</exception>
    public static ProcessIdentity Of(int pid) => ProcessStat.TryRead(pid) is { } stat
        ? new(pid, stat.StartTime, Host.BootId)
        : throw new LinuxException($"read(/proc/{pid}/stat)", Errno.ESRCH);

    /// <summary>A handle of that very process; null: it has ended, even where a zombie of it still stands.</summary>
    public ProcessHandle? TryOpen()
    {
        if (BootId != Host.BootId) return null;
        ProcessHandle handle;
        try
        {
            handle = ProcessHandle.Open(Pid);
        }
        catch (LinuxException e) when (e.Errno is Errno.ESRCH or Errno.EINVAL)
        {
            return null;
        }
        // Looked at only now: what the handle holds can no longer change its number.
        if (ProcessStat.TryRead(Pid) is { IsZombie: false } stat && stat.StartTime == StartTime && handle.IsAlive) return handle;
        handle.Dispose();
        return null;
    }
}
