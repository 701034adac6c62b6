using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>What an earlier daemon's job left is being tidied.</summary>
    Task cutOff = Task.CompletedTask;

    async Task AfterCutOffAsync(Guest live)
    {
        try
        {
            await turns.FollowAsync("finish job", turn => AfterCutOffAsync(turn, live), live.Gone);
        }
        catch (Exception e) when (e is OperationCanceledException or VirtException or QmpException)
        {
            if (!live.Gone.IsCancellationRequested) Log.JobCutOff(host.Logger, State.Name, "a job", $"it could not be tidied: {e.Message}");
        }
    }

    /// <summary>A job whose daemon is gone comes to nothing, and the guest goes on; one that had written all is brought to its end.</summary>
    async Task AfterCutOffAsync(Turns.Turn turn, Guest live)
    {
        if (turn.State.Running?.Job is not { } mark) return;
        var what = mark.Operation.ToString().ToLowerInvariant();
        if (mark is { IsWritten: true, File: { } whole } && await SealedAsync(whole))
        {
            Log.JobCutOff(host.Logger, turn.State.Name, what, $"all was in {whole}: the guest is saved");
            await LeaveAsync(turn, live, Phase.OffSaved);
            return;
        }
        await StopFlowAsync(live);
        if (mark.File == ManagedPath) Files.Remove(mark.File);
        Log.JobCutOff(host.Logger, turn.State.Name, what, mark.Resume ? "the guest goes on" : "the guest stands still, as before");
        await GoOnAsync(turn, live, mark.Operation switch { JobOperation.Save => Phase.SaveCancelled, JobOperation.Restore => Phase.Restored, _ => Phase.Unpaused });
    }

    /// <summary>False: the file is gone, or its disk fails.</summary>
    async Task<bool> SealedAsync(string path)
    {
        try
        {
            await PathThread.RunAsync(path, () =>
            {
                using var file = Files.OpenWrite(path);
                Outflow.Seal(file, path);
            });
            return true;
        }
        catch (IOException e)
        {
            Log.JobCutOff(host.Logger, State.Name, "a save", $"{path} cannot be made whole: {e.Message}");
            return false;
        }
    }

    /// <summary>QEMU's own part ends: its pipe has no reader any more, or its dump goes to a file that is still there.</summary>
    async Task StopFlowAsync(Guest live)
    {
        using var ended = live.Monitor.Expect(happened => MigrationEnded(happened));
        if ((await live.AskAsync(new QueryMigrate())).Status is "setup" or "active" or "device" or "pre-switchover" or "cancelling")
        {
            await live.AskAsync(new MigrateCancel());
            await ended.Event;
        }
        await live.TryAskAsync(new CloseDescriptor(HandedAs));
        while (await live.AskAsync(new QueryDump()) is { Status: "active" }) await Task.Delay(Look, host.Time, live.Gone);
    }
}
