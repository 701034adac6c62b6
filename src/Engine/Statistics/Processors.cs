using Aerostat.Engine.Statistics;
using Aerostat.Linux;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>The time that the whole of QEMU took, nanoseconds.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetCPUStats</c> with start_cpu -1. By processor it is counted under cgroup v1 only, and refused by name.</remarks>
    public ValueList<Parameter> CpuStats()
    {
        if (State.Running is not { } running) throw Errors.NotRunning();
        if (ProcessStat.TryRead(running.Process.Pid) is not { } stat) throw Errors.Gone();
        return [new("cpu_time", Ns(stat.User + stat.System)), new("user_time", Ns(stat.User)), new("system_time", Ns(stat.System))];
    }

    /// <summary>What asking for one processor's share is answered with.</summary>
    public VirtException NoCpuStatsByProcessor => State.IsActive
        ? new(ErrorCode.OperationInvalid, "Requested operation is not valid: cgroup CPUACCT controller is not mounted") { Hint = "Use --total: the whole is known." }
        : Errors.NotRunning();

    /// <summary>Who QEMU runs as, in the words of the security model <c>dac</c>; empty while the domain is off, or where everyone is the daemon's own user.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetSecurityLabel</c>.</remarks>
    public string SecurityLabel => State.IsActive && host.Options.QemuUser is { } user ? $"+{user.Uid}:+{user.Gid}" : "";
}
