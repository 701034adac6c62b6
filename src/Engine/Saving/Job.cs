using Aerostat.Engine.Domains;
using Aerostat.Qmp;

namespace Aerostat.Engine.Saving;

/// <summary>A long work on a running guest, while it lasts. The turn that began it ends it; who asks how far it is waits for nobody.</summary>
/// <param name="name">As libvirt's errors call it.</param>
sealed class Job(JobOperation operation, string name, TimeProvider time)
{
    readonly long began = time.GetTimestamp();
    volatile JobFigures last = JobFigures.Of(0, (MigrationInfo?)null);

    public JobOperation Operation => operation;

    public ulong Elapsed => (ulong)time.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Gives it up; null: it cannot be.</summary>
    public Func<Task>? GiveUp { get; set; }

    /// <summary>A client wants no more of it.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Asks QEMU for a dump instead of a stream.</summary>
    public bool IsDump { get; init; }

    /// <summary>How far it is, or was when QEMU last answered.</summary>
    public async Task<JobFigures> LookAsync(Guest live)
    {
        var seen = IsDump
            ? await live.TryAskAsync(new QueryDump()) is { } dump ? JobFigures.Of(Elapsed, dump) : null
            : await live.TryAskAsync(new QueryMigrate()) is { } stream ? JobFigures.Of(Elapsed, stream) : null;
        return last = seen ?? last with { Elapsed = Elapsed };
    }

    /// <summary>Why it did not come to its end.</summary>
    public VirtException Failure(string? why) => IsAborted
        ? new(ErrorCode.OperationAborted, $"operation aborted: {name}: canceled by client")
        : Errors.Failed($"{name}: {why ?? "unexpectedly failed"}");
}
