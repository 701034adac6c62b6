using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>A domain at one glance. Time in nanoseconds.</summary>
public readonly record struct DomainInfo(Phase Phase, Bytes Maximum, Bytes Current, int Vcpus, ulong CpuTime);

/// <summary>Source: <c>virDomainControlState</c>.</summary>
public enum ControlState { Ok, Job, Occupied, Error }

/// <summary>How QEMU names the device of a drive: by its id, or by a path in its tree.</summary>
static class Qdev
{
    public static bool Names(string? qdev, string? alias) =>
        alias is not null && qdev is not null && (qdev == alias || qdev == $"/machine/peripheral/{alias}" || qdev.StartsWith($"/machine/peripheral/{alias}/", StringComparison.Ordinal));
}

public sealed partial class Domain
{
    /// <summary>State, memory, processors and the time they took.</summary>
    /// <remarks>Source: <c>proc_pid_stat(5)</c>, libvirt <c>virDomainGetInfo</c>. Waits for nobody.</remarks>
    public DomainInfo Info()
    {
        var state = State;
        var definition = state.Definition;
        var time = state.Running is { } running && ProcessStat.TryRead(running.Process.Pid) is { } stat ? (ulong)(stat.User + stat.System).TotalNanoseconds : 0;
        return new(state.Phase, definition.Memory, state.IsActive ? CurrentMemory(definition) : definition.Boot, definition.CurrentVcpus, time);
    }

    /// <summary>Whether the domain can be told something now, and if not, for how long it could not.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetControlInfo</c>.</remarks>
    public (ControlState State, int Details, TimeSpan For) Control()
    {
        if (!State.IsActive) throw Errors.NotRunning();
        if (guest is not { IsConnected: true } live) return (ControlState.Error, MonitorBroken, TimeSpan.Zero);
        return Holder is not { } holder ? (ControlState.Ok, 0, TimeSpan.Zero) : (live.IsSilent ? ControlState.Occupied : ControlState.Job, 0, holder.Held);
    }

    /// <summary>Source: <c>VIR_DOMAIN_CONTROL_ERROR_REASON_MONITOR</c>.</summary>
    const int MonitorBroken = 2;

    /// <summary>Disks on which the guest was halted by an error.</summary>
    /// <returns>By target; and how many disks there are.</returns>
    /// <remarks>Source: QAPI <c>BlockDeviceIoStatus</c>; libvirt <c>virDomainGetDiskErrors</c>, <c>virDomainDiskErrorCode</c>.</remarks>
    public async Task<(IReadOnlyList<(string Disk, int Error)> Errors, int Disks)> DiskErrorsAsync(CancellationToken cancel)
    {
        if (State.Running is not { } running) throw Errors.NotRunning();
        var disks = running.Live.Devices.Disks;
        var drives = await Live().TryAskAsync(new QueryBlock(), Guest.Patience) ?? throw Errors.MonitorSilent(State.Name);
        cancel.ThrowIfCancellationRequested();
        return ([.. disks.Select(disk => (disk.Target, Error(disk.Alias))).Where(found => found.Item2 != 0)], disks.Count);

        int Error(string? alias) => drives.FirstOrDefault(drive => Qdev.Names(drive.Qdev, alias))?.IoStatus switch { "nospace" => 2, "failed" => 1, _ => 0 };
    }

    /// <summary>Says something to QEMU's monitor and gives its answer.</summary>
    /// <param name="human">As a person would type it; else a QMP command.</param>
    /// <remarks>Source: libvirt <c>virDomainQemuMonitorCommand</c>. What it changes behind this daemon's back is the caller's business.</remarks>
    public async Task<string> MonitorCommandAsync(string command, bool human, CancellationToken cancel)
    {
        var live = Live();
        try
        {
            var answer = human
                ? (await live.Monitor.ExecuteAsync(new HumanMonitorCommand(command), cancel)).Text
                : await live.Monitor.ExecuteRawAsync(command, cancel);
            Tainted(Taint.CustomMonitor);
            return answer;
        }
        catch (FormatException e)
        {
            throw new VirtException(ErrorCode.InternalError, $"internal error: {e.Message}", ErrorDomain.None, e);
        }
        catch (QmpException e)
        {
            throw Errors.Internal(e.Message, e);
        }
    }
}
