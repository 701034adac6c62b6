using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Asks the guest to end. It may refuse, or take its time.</summary>
    /// <returns>When the wish has been passed on.</returns>
    /// <remarks>Source: <c>guest-shutdown</c>, QAPI <c>system_powerdown</c>; libvirt <c>virDomainShutdownFlags</c>.</remarks>
    public Task ShutdownAsync(PowerFlags how, CancellationToken cancel) => PressAsync("shutdown", how, reboot: false, cancel);

    /// <summary>Asks the guest to end, and resets it when it has.</summary>
    /// <remarks>Source: libvirt <c>virDomainReboot</c>: without an agent it is a power button whose shutdown becomes a reset.</remarks>
    public Task RebootAsync(PowerFlags how, CancellationToken cancel) => PressAsync("reboot", how, reboot: true, cancel);

    /// <summary>The agent where it is asked for or there, and else the power button.</summary>
    async Task PressAsync(string what, PowerFlags how, bool reboot, CancellationToken cancel)
    {
        const PowerFlags known = PowerFlags.AcpiPowerButton | PowerFlags.GuestAgent;
        if ((how & ~known) is var other and not 0)
            throw new VirtException(ErrorCode.InvalidArg, $"unsupported flags (0x{(int)other:x}) in function qemuDomain{(reboot ? "Reboot" : "ShutdownFlags")}") { IsWhole = true };
        var agentAlone = how is PowerFlags.GuestAgent;
        if (agentAlone || (how is PowerFlags.Default || how.HasFlag(PowerFlags.GuestAgent)) && HasAgent)
        {
            try
            {
                await LeaveByAgentAsync(reboot || State.Definition.OnPoweroff is LifecycleAction.Restart, cancel);
                return;
            }
            catch (VirtException e) when (!agentAlone)
            {
                Log.AgentDidNot(host.Logger, State.Name, what, e.Message);
            }
        }
        await turns.TakeAsync(what, async _ =>
        {
            // libvirt presses the button of a paused guest for a reboot alone.
            if (State.Phase.State is not RunPhase.Running && !reboot) throw Errors.Invalid("domain is not running");
            var live = Live();
            live.RebootAtShutdown = reboot;
            await live.AskAsync(new SystemPowerdown());
        }, cancel);
    }
}
