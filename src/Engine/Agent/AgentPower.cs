using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virNodeSuspendTarget</c>.</summary>
public enum SleepKind { Memory, Disk, Hybrid }

public sealed partial class Domain
{
    /// <summary>As long as libvirt gives a guest to end once its agent was told.</summary>
    static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(60);

    /// <summary>Tells the agent to end the guest, or to start it anew.</summary>
    /// <returns>When the guest has begun to: its agent is gone.</returns>
    /// <remarks>Source: <c>guest-shutdown</c>.</remarks>
    async Task LeaveByAgentAsync(bool reboot, CancellationToken cancel) => await AgentAsync(reboot ? "reboot" : "shutdown", agent =>
    {
        if (guest is { } live) live.RebootAtShutdown = false;
        return agent.FarewellAsync(new GuestShutdown(reboot ? "reboot" : "powerdown"), FarewellPatience);
    }, cancel);

    /// <summary>Lets the guest sleep, by its agent.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationUnsupported"/>: the definition keeps it from that sleep.</exception>
    /// <remarks>Source: <c>guest-suspend-ram</c> and its kin; libvirt <c>virDomainPMSuspendForDuration</c>.</remarks>
    public Task SleepAsync(SleepKind kind, CancellationToken cancel)
    {
        Agent();
        var pm = State.Definition.Pm;
        if (kind is SleepKind.Memory or SleepKind.Hybrid && pm?.SuspendToMem is false) throw Errors.Unsupported("S3 state is disabled for this domain");
        if (kind is SleepKind.Disk or SleepKind.Hybrid && pm?.SuspendToDisk is false) throw Errors.Unsupported("S4 state is disabled for this domain");
        return AgentAsync("pm-suspend", agent => agent.FarewellAsync(kind switch
        {
            SleepKind.Memory => new GuestSuspendRam(),
            SleepKind.Disk => new GuestSuspendDisk(),
            _ => new GuestSuspendHybrid(),
        }, FarewellPatience), cancel);
    }

    /// <summary>Wakes a guest that sleeps.</summary>
    /// <remarks>Source: QAPI <c>system_wakeup</c>; libvirt <c>virDomainPMWakeup</c>.</remarks>
    public Task WakeUpAsync(CancellationToken cancel) => turns.TakeAsync("pm-wakeup", async turn => { await Live().AskAsync(new SystemWakeup()); }, cancel);
}
