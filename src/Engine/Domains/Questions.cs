using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>A domain at one glance. Time in nanoseconds.</summary>
public readonly record struct DomainInfo(Phase Phase, Bytes Maximum, Bytes Current, int Vcpus, ulong CpuTime);

public sealed partial class Domain
{
    /// <summary>State, memory, processors and the time they took.</summary>
    /// <remarks>Source: <c>proc_pid_stat(5)</c>, libvirt <c>virDomainGetInfo</c>. Waits for nobody.</remarks>
    public DomainInfo Info()
    {
        var state = State;
        var definition = state.Definition;
        var time = state.Running is { } running && ProcessStat.TryRead(running.Process.Pid) is { } stat ? (ulong)(stat.User + stat.System).TotalNanoseconds : 0;
        return new(state.Phase, definition.Memory, state.IsActive && Observed.Balloon is { } balloon ? balloon : definition.Boot, definition.CurrentVcpus, time);
    }

    /// <summary>Says something to QEMU's monitor and gives its answer.</summary>
    /// <param name="human">As a person would type it; else a QMP command.</param>
    /// <remarks>Source: libvirt <c>virDomainQemuMonitorCommand</c>. What it changes behind this daemon's back is the caller's business.</remarks>
    public async Task<string> MonitorCommandAsync(string command, bool human, CancellationToken cancel)
    {
        var live = Live();
        try
        {
            return human
                ? (await live.Monitor.ExecuteAsync(new HumanMonitorCommand(command), cancel)).Text
                : await live.Monitor.ExecuteRawAsync(command, cancel);
        }
        catch (FormatException e)
        {
            throw Errors.Internal(e.Message, e);
        }
        catch (QmpException e)
        {
            throw Errors.Internal(e.Message, e);
        }
    }
}
