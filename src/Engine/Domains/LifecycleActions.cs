using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainLifecycle</c>.</summary>
public enum LifecycleOccasion { PowerOff, Reboot, Crash }

/// <summary>Source: <c>virDomainLifecycleAction</c>.</summary>
public enum LifecycleOutcome { Destroy, Restart, RenameRestart, Preserve, CoredumpDestroy, CoredumpRestart }

public sealed partial class Domain
{
    /// <summary>Sets what follows when the guest powers off, starts anew, or panics.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: not at that occasion.</exception>
    /// <remarks>Source: libvirt <c>virDomainSetLifecycleAction</c>.</remarks>
    public Task SetLifecycleActionAsync(LifecycleOccasion occasion, LifecycleOutcome outcome, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-lifecycle-action", async state =>
    {
        var action = (LifecycleAction)outcome;
        var word = occasion.ToString().ToLowerInvariant();
        if (action is LifecycleAction.RenameRestart) throw Errors.ConfigUnsupported("qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'");
        if (occasion is not LifecycleOccasion.Crash && action is LifecycleAction.CoredumpDestroy or LifecycleAction.CoredumpRestart)
            throw Errors.ConfigUnsupported($"Lifecycle event '{word}' doesn't support '{action.Word()}' action");
        var next = state.Change(state.At(scope), definition => Followed(occasion switch
        {
            LifecycleOccasion.PowerOff => definition with { OnPoweroff = action },
            LifecycleOccasion.Reboot => definition with { OnReboot = action },
            _ => definition with { OnCrash = action },
        }));
        if (state.At(scope).HasFlag(Scope.Live) && occasion is LifecycleOccasion.Reboot) await FollowRebootsAsync(Live(), next.Running!.Live);
        return next;
    }, cancel);

    /// <summary>QEMU tells of a reboot that ends a guest as of any other end: what follows could not be told apart.</summary>
    static DomainDefinition Followed(DomainDefinition definition) => definition is { OnPoweroff: LifecycleAction.Restart, OnReboot: LifecycleAction.Destroy }
        ? throw Errors.ConfigUnsupported("qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'")
        : definition;

    /// <summary>A guest that may not start anew ends instead.</summary>
    /// <remarks>Source: QAPI <c>set-action</c>, since QEMU 6.0. What follows a power-off or a panic is this daemon's own to do.</remarks>
    static async Task FollowRebootsAsync(Guest live, DomainDefinition definition) =>
        await live.AskAsync(new SetAction(definition.OnReboot is LifecycleAction.Destroy ? "shutdown" : "reset"));
}
