using Aerostat.Model;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Changes the medium in a CD or floppy drive of a running guest.</summary>
public static class Media
{
    /// <param name="before">The drive as it is; without source: empty.</param>
    /// <param name="after">The drive as it is to be, its nodes numbered (<see cref="BlockIndexes"/>); without source: ejected.</param>
    /// <param name="handed">What the new medium needs of the host.</param>
    /// <param name="force">The guest is not asked, though it has locked the tray.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: the guest holds the tray, or QEMU cannot open the medium; the old one is back then.</exception>
    public static async Task ChangeAsync(IQmpClient qmp, DomainDefinition domain, Disk before, Disk after, EmulatorCapabilities capabilities, LaunchPlan handed, bool force, CancellationToken cancel)
    {
        Machine machine = new(domain, capabilities, handed);
        IReadOnlyList<Part> old = before.IsEmpty ? [] : [.. before.Medium(machine)];
        IReadOnlyList<Part> next = after.IsEmpty ? [] : [.. after.Medium(machine)];
        var drive = before.Alias!;

        await Plug.PlugAsync(qmp, next, () => Task.CompletedTask, cancel);
        try
        {
            await OpenAsync(qmp, drive, force, cancel);
            if (old.Count > 0) await qmp.ExecuteAsync(new RemoveMedium(drive), cancel);
            if (next.Count > 0) await qmp.ExecuteAsync(new InsertMedium(drive, after.TopNode!), cancel);
            await qmp.ExecuteAsync(new CloseTray(drive), cancel);
        }
        catch (QmpException e)
        {
            await PutBackAsync(qmp, drive, before, old.Count > 0);
            await Plug.FinishAsync(qmp, next);
            throw new VirtException(ErrorCode.InternalError, $"internal error: {e.Message}", cause: e);
        }
        catch (VirtException)
        {
            await Plug.FinishAsync(qmp, next);
            throw;
        }
        await Plug.FinishAsync(qmp, old);
    }

    /// <summary>The drive as it was: each step that has not been undone is, each that need not be fails.</summary>
    static async Task PutBackAsync(IQmpClient qmp, string drive, Disk before, bool wasLoaded)
    {
        if (wasLoaded) await TryAsync(new InsertMedium(drive, before.TopNode!));
        await TryAsync(new CloseTray(drive));

        async Task TryAsync(Command<Empty> step)
        {
            try
            {
                await qmp.ExecuteAsync(step, CancellationToken.None);
            }
            catch (QmpException)
            {
                // It is there still, or QEMU is gone.
            }
        }
    }

    /// <summary>Unmakes the nodes of a medium that is in no drive.</summary>
    public static Task ForgetAsync(IQmpClient qmp, DomainDefinition domain, Disk medium, EmulatorCapabilities capabilities) =>
        medium.IsEmpty ? Task.CompletedTask : Plug.FinishAsync(qmp, [.. medium.Medium(new(domain, capabilities, LaunchPlan.Empty with { Running = true }))]);

    /// <summary>A tray that the guest has locked opens when the guest lets it: it is asked, and has as long as with any device.</summary>
    static async Task OpenAsync(IQmpClient qmp, string drive, bool force, CancellationToken cancel)
    {
        using var moved = qmp.Expect(e => e.Name is "DEVICE_TRAY_MOVED" && e.Text("id") == drive && e.Flag("tray-open"));
        try
        {
            await qmp.ExecuteAsync(new OpenTray(drive, force ? true : null), cancel);
        }
        catch (QmpException e) when (e.Description.Contains("is locked", StringComparison.Ordinal))
        {
            try
            {
                await moved.Event.WaitAsync(Plug.Patience, cancel);
            }
            catch (TimeoutException)
            {
                throw new VirtException(ErrorCode.OperationFailed, $"operation failed: timed out waiting to open tray of '{drive}'")
                {
                    Hint = "Unmount the medium in the guest, or use --force.",
                };
            }
        }
    }
}
