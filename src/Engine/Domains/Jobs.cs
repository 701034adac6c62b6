using Aerostat.Engine.Events;
using Aerostat.Engine.Saving;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    volatile Job? job;
    volatile JobReport? lastJob;

    /// <summary>The long work that the domain is busy with, and how far it is.</summary>
    /// <param name="ended">The one that has ended last, instead.</param>
    /// <param name="keep">It may be asked for again.</param>
    /// <remarks>Source: QAPI <c>query-migrate</c>, <c>query-dump</c>; libvirt <c>virDomainGetJobStats</c>. Waits for no turn, and not for a hung monitor.</remarks>
    public async Task<JobReport> JobAsync(bool ended, bool keep)
    {
        if (ended)
        {
            var report = lastJob ?? JobReport.None;
            if (!keep) lastJob = null;
            return report;
        }
        if (!State.IsActive) throw Errors.NotRunning();
        return job is { } busy && guest is { } live ? (await busy.LookAsync(live)).Report(JobType.Unbounded, busy.Operation) : JobReport.None;
    }

    /// <summary>Gives up the long work that the domain is busy with.</summary>
    /// <returns>When that is on its way: whoever asked for the work is told by its failure.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: there is none, or it cannot be given up.</exception>
    /// <remarks>Source: QAPI <c>migrate_cancel</c>; libvirt <c>virDomainAbortJob</c>.</remarks>
    public async Task AbortJobAsync()
    {
        if (!State.IsActive) throw Errors.NotRunning();
        if (job is not { } busy) throw Errors.Invalid("no job is active on the domain");
        if (busy.GiveUp is not { } giveUp) throw Errors.Invalid(busy.IsDump ? "cannot abort memory-only dump" : $"cannot abort {busy.Operation.ToString().ToLowerInvariant()} job");
        busy.IsAborted = true;
        await giveUp();
    }

    /// <summary>Lets clients see a job for as long as a step takes, and tells them of its end.</summary>
    async Task BusyAsync(Job with, Guest live, Func<Task> step)
    {
        job = with;
        try
        {
            await step();
            // libvirt tells nothing of the end of a dump that QEMU writes by itself.
            if (with.IsDump) return;
            var figures = await with.LookAsync(live);
            lastJob = figures.Report(JobType.Completed, with.Operation);
            host.Events.Publish(new JobCompletedEvent(State.Ident, lastJob.Parameters));
        }
        catch
        {
            lastJob = JobFigures.Of(with.Elapsed, (Qmp.MigrationInfo?)null).Report(with.IsAborted ? JobType.Cancelled : JobType.Failed, with.Operation);
            throw;
        }
        finally
        {
            job = null;
        }
    }
}
