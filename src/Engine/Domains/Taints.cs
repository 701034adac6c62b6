using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Why a guest may behave as nobody tested it. Source: <c>virDomainTaintFlags</c>, in libvirt's order; those that a definition or this daemon does not show are kept with the running guest.</summary>
[Flags]
public enum Taint
{
    None = 0,
    CustomArguments = 1,
    CustomMonitor = 2,
    HighPrivileges = 4,
    ShellScripts = 8,
    HostCpu = 64,
    CustomDeviceTree = 512,
    CustomAgentCommand = 1024,
}

public sealed partial class Domain
{
    static readonly (Taint Taint, string Words)[] taintWords =
    [
        (Taint.CustomArguments, "custom configuration parameters specified"),
        (Taint.CustomMonitor, "custom monitor control commands issued"),
        (Taint.HighPrivileges, "running with undesirable elevated privileges"),
        (Taint.ShellScripts, "network configuration using opaque shell scripts"),
        (Taint.HostCpu, "potentially unsafe use of host CPU passthrough"),
        (Taint.CustomDeviceTree, "custom device tree blob used"),
        (Taint.CustomAgentCommand, "custom guest agent control commands issued"),
    ];

    /// <summary>What an administrator should know of the running guest; nothing of one that is off.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetMessages</c>.</remarks>
    public IReadOnlyList<string> Messages() => State.Running is { } running
        ? [.. taintWords.Where(one => TaintOf(running).HasFlag(one.Taint)).Select(one => $"tainted: {one.Words}")]
        : [];

    Taint TaintOf(RunState running)
    {
        var live = running.Live;
        var taint = running.Taint | observed.Taint;
        if (live.QemuCommandLine is not null) taint |= Taint.CustomArguments;
        if (host.Options.QemuUser is { Uid: 0 } or null && Linux.Host.IsRoot) taint |= Taint.HighPrivileges;
        if (live.Devices.Interfaces.Any(card => card.Script is not null)) taint |= Taint.ShellScripts;
        if (live.Cpu?.Mode is CpuMode.HostPassthrough) taint |= Taint.HostCpu;
        if (live.Os.Dtb is not null) taint |= Taint.CustomDeviceTree;
        return taint;
    }

    /// <summary>The last one being written down.</summary>
    Task tainting = Task.CompletedTask;

    /// <summary>Once it was done, it stays with the guest until that ends. It is told at once, and written down behind a save or a plug that is under way: nobody waits for that.</summary>
    void Tainted(Taint taint)
    {
        if (guest is not { } live || State.Running?.Taint.HasFlag(taint) is not false || observed.Taint.HasFlag(taint)) return;
        Observe(seen => seen with { Taint = seen.Taint | taint });
        tainting = KeepAsync();

        async Task KeepAsync()
        {
            try
            {
                await turns.FollowAsync("taint", async turn =>
                {
                    if (turn.State.Running is { } running) await turn.BecomeAsync(turn.State with { Running = running with { Taint = running.Taint | taint } });
                }, live.Gone);
            }
            catch (Exception e) when (e is OperationCanceledException or VirtException)
            {
                // The guest is gone, or its disk is full: what is told is told from memory until then.
            }
        }
    }
}
