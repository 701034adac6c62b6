using Aerostat.Engine.Companions;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu.Launch;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>QEMU has hung up on them: what has not ended by then is killed.</summary>
    static readonly TimeSpan CompanionPatience = TimeSpan.FromSeconds(2);

    /// <summary>QEMU's own end is seen later than that of who heard it hang up.</summary>
    static readonly TimeSpan HangUp = TimeSpan.FromSeconds(1);

    /// <summary>Starts what serves these devices from beside QEMU. Each is written down before it runs.</summary>
    /// <exception cref="VirtException">One cannot run; those that do are written down.</exception>
    async Task AccompanyAsync(Turns.Turn turn, DomainDefinition live, IEnumerable<Device> devices)
    {
        IReadOnlyList<string>? cgroups = null;
        foreach (var companion in Companion.Of(host, live, devices, turn.State.Running!.Folder))
        {
            await companion.PrepareAsync(live.Name);
            using var launched = companion.Start(host.Options.QemuUser, cgroups ??= host.Groups.Open(turn.State.Running!.Cgroup)?.Folders ?? []);
            try
            {
                await turn.BecomeAsync(turn.State with { Running = turn.State.Running! with { Companions = turn.State.Running.Companions.Add(launched.Identity) } });
                await launched.GoAsync(CancellationToken.None);
            }
            catch
            {
                await launched.AbortAsync();
                throw;
            }
            _ = FollowAsync(companion, launched.Handle, QemuLaunch.LogLength(companion.Log));
        }
    }

    /// <summary>Tells of one that ends before its guest does, whose device then is dead. Nobody waits for it: it ends with the process.</summary>
    async Task FollowAsync(Companion companion, ProcessHandle process, long from)
    {
        using (process) await process.Exited;
        await Task.Delay(HangUp, host.Time);
        if (guest is { Process.IsAlive: true }) Log.CompanionEnded(host.Logger, State.Name, companion.Program, Words());

        string Words()
        {
            try
            {
                return QemuLaunch.LastWords(companion.Log, from);
            }
            catch (IOException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>What its trusted modules keep goes with its definition, unless that, or who takes it away, says otherwise.</summary>
    /// <remarks>Source: libvirt's <c>persistent_state</c>, <c>VIR_DOMAIN_UNDEFINE_TPM</c> and <c>_KEEP_TPM</c>.</remarks>
    void ForgetModules(DomainDefinition definition, UndefineFlags flags = UndefineFlags.None)
    {
        foreach (var tpm in definition.Devices.Tpms)
            if (tpm.Backend.Type is TpmBackendType.Emulator && (tpm.Backend.PersistentState is true ? flags.HasFlag(UndefineFlags.Tpm) : !flags.HasFlag(UndefineFlags.KeepTpm)))
                Swtpm.Forget(host.Folders, definition.Uuid);
    }

    /// <summary>Sees them to their ends.</summary>
    async Task DismissAsync(IEnumerable<ProcessIdentity> companions)
    {
        foreach (var companion in companions)
        {
            using var process = companion.TryOpen();
            if (process is null) continue;
            await Task.WhenAny(process.Exited, Task.Delay(CompanionPatience, host.Time));
            process.Signal(Signal.Kill);
            await process.Exited;
        }
    }
}
