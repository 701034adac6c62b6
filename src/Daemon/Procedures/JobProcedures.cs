using Aerostat.Engine;
using Aerostat.Protocol;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>The long work that a domain is busy with.</summary>
sealed class JobProcedures(Hypervisor host)
{
    const uint Completed = 1, KeepCompleted = 2;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainGetJobInfo, async (args, _) =>
        {
            var job = await host.Domains.Of(args.Domain).JobAsync(ended: false, keep: false);
            // All data is memory here.
            return new DomainGetJobInfoRet((int)job.Type, job.Elapsed, 0, job.Total.Value, job.Processed.Value, job.Remaining.Value, job.Total.Value, job.Processed.Value, job.Remaining.Value, 0, 0, 0);
        })
        .On(Remote.DomainGetJobStats, async (args, call) =>
        {
            var flags = call.Flags(args.Flags, Completed | KeepCompleted);
            var job = await host.Domains.Of(args.Domain).JobAsync((flags & Completed) != 0, (flags & KeepCompleted) != 0);
            return new DomainGetJobStatsRet((int)job.Type, job.Parameters.OnWire);
        })
        .On(Remote.DomainAbortJob, (args, _) => host.Domains.Of(args.Domain).AbortJobAsync())
        .On(Remote.DomainAbortJobFlags, (args, call) =>
        {
            // Of migration alone, of which there is none.
            const uint postcopy = 1;
            call.Flags(args.Flags, postcopy);
            return host.Domains.Of(args.Domain).AbortJobAsync();
        });
}
