using Aerostat.Engine.Statistics;
using Aerostat.Qmp;

namespace Aerostat.Engine.Saving;

/// <summary>Source: <c>virDomainJobType</c>.</summary>
public enum JobType { None, Bounded, Unbounded, Completed, Failed, Cancelled }

/// <summary>Source: <c>virDomainJobOperation</c>.</summary>
public enum JobOperation { Unknown, Start, Save, Restore, MigrationIn, MigrationOut, Snapshot, SnapshotRevert, Dump, Backup, SnapshotDelete }

/// <summary>A job as its clients are told of it. The time in milliseconds.</summary>
public sealed record JobReport(JobType Type, ulong Elapsed, Bytes Total, Bytes Processed, Bytes Remaining, ValueList<Parameter> Parameters)
{
    public static readonly JobReport None = new(JobType.None, 0, default, default, default, []);
}

/// <summary>How far a job is. Times in milliseconds.</summary>
/// <param name="Total">Of the memory; no other data is moved here.</param>
/// <param name="Migration">What only a stream of memory has; null: a dump that QEMU writes by itself.</param>
sealed record JobFigures(ulong Elapsed, Bytes Total, Bytes Processed, Bytes Remaining, MigrationInfo? Migration = null)
{
    public static JobFigures Of(ulong elapsed, MigrationInfo? seen) => seen is { Ram: { } ram }
        ? new(elapsed, new(ram.Total), new(ram.Transferred), new(ram.Remaining), seen)
        : new(elapsed, default, default, default);

    public static JobFigures Of(ulong elapsed, DumpInfo? seen) =>
        seen is null ? new(elapsed, default, default, default) : new(elapsed, new(seen.Total), new(seen.Completed), new(seen.Total - Math.Min(seen.Total, seen.Completed)));

    public JobReport Report(JobType type, JobOperation operation) => new(type, Elapsed, Total, Processed, Remaining, Parameters(operation));

    /// <summary>In libvirt's names and order.</summary>
    /// <remarks>Source: what <c>domjobinfo --rawstats</c> and the event <c>job-completed</c> of libvirtd 9.0 tell.</remarks>
    ValueList<Parameter> Parameters(JobOperation operation)
    {
        List<Parameter> all = [new("operation", (int)operation), new("time_elapsed", Elapsed)];
        if (Migration is { } m)
        {
            if ((m.Downtime ?? m.ExpectedDowntime) is { } downtime) all.Add(new("downtime", downtime));
            if (m.SetupTime is { } setup) all.Add(new("setup_time", setup));
        }
        if (Migration is not null || Total.Value == 0) Add("data_");
        Add("memory_");
        if (Migration?.Ram is { } ram)
        {
            if (ram.Mbps > 0) all.Add(new("memory_bps", (ulong)(ram.Mbps * 125_000)));
            all.AddRange(
            [
                new("memory_constant", ram.Duplicate),
                new("memory_normal", ram.Normal),
                new("memory_normal_bytes", ram.NormalBytes),
                new("memory_dirty_rate", ram.DirtyPagesRate),
                new("memory_iteration", ram.DirtySyncCount),
                new("memory_postcopy_requests", ram.PostcopyRequests),
                new("memory_page_size", ram.PageSize),
            ]);
        }
        return [.. all];

        void Add(string what) => all.AddRange(
            [new(what + "total", Total.Value), new(what + "processed", Processed.Value), new(what + "remaining", Remaining.Value)]);
    }
}
