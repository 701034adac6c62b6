using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>The job that a domain is busy with, as virsh tells it.</summary>
static class Jobs
{
    static readonly string[] Types = ["None", "Bounded", "Unbounded", "Completed", "Failed", "Cancelled"];

    static readonly string[] Operations =
    [
        "Unknown", "Start", "Save", "Restore", "Incoming migration", "Outgoing migration", "Snapshot", "Snapshot revert", "Dump", "Backup", "Snapshot delete",
    ];

    enum Unit { Milliseconds, Size, Speed, PageRate, Bytes, Count }

    /// <summary>One line of virsh's, and when it is told.</summary>
    /// <param name="With">Told where one of these three figures is not 0; empty: wherever it is known.</param>
    readonly record struct Field(string Label, string Key, Unit Unit, string With = "", bool NotZero = false);

    /// <summary>In the order in which virsh prints them.</summary>
    static readonly Field[] Fields =
    [
        new("Time elapsed:", "time_elapsed", Unit.Milliseconds), new("Time elapsed w/o network:", "time_elapsed_net", Unit.Milliseconds),
        .. Trio("Data", "data_"), .. Trio("Memory", "memory_"),
        new("Memory bandwidth:", "memory_bps", Unit.Speed, "memory_", NotZero: true), new("Dirty rate:", "memory_dirty_rate", Unit.PageRate, "memory_"),
        new("Page size:", "memory_page_size", Unit.Bytes, "memory_"), new("Iteration:", "memory_iteration", Unit.Count, "memory_"),
        new("Postcopy requests:", "memory_postcopy_requests", Unit.Count, "memory_"),
        .. Trio("File", "disk_"), new("File bandwidth:", "disk_bps", Unit.Speed, "disk_", NotZero: true),
        new("Constant pages:", "memory_constant", Unit.Count), new("Normal pages:", "memory_normal", Unit.Count), new("Normal data:", "memory_normal_bytes", Unit.Size),
        new("", "downtime", Unit.Milliseconds), new("Downtime w/o network:", "downtime_net", Unit.Milliseconds), new("Setup time:", "setup_time", Unit.Milliseconds),
    ];

    static IEnumerable<Field> Trio(string label, string key) =>
        [new($"{label} processed:", key + "processed", Unit.Size, key), new($"{label} remaining:", key + "remaining", Unit.Size, key), new($"{label} total:", key + "total", Unit.Size, key)];

    public static async Task Info(Ask ask)
    {
        var domain = await ask.DomainAsync();
        ask.Exclusive("anystats", "completed");
        ask.Exclusive("rawstats", "keep-completed");
        var flags = ask.Flags(("completed", 1), ("keep-completed", 2));
        var job = await ask.CallAsync(Remote.DomainGetJobStats, new(domain, flags));
        if (ask.Has("rawstats"))
        {
            ask.Out.Line($"Job type: {job.Type}\n");
            foreach (var param in job.Params) ask.Out.Line($"{param.Field}: {param.Value}");
            return;
        }

        const int none = 0, completed = 3, failed = 4;
        ask.Out.Line($"{"Job type:",-17} {Names.At(Types, job.Type) ?? "unknown",-12}");
        if (job.Type == none || job.Type >= failed && !ask.Has("anystats")) return;

        var values = job.Params.ToDictionary(p => p.Field, p => p.Value);
        if (values.TryGetValue("operation", out var operation)) ask.Out.Line($"{"Operation:",-17} {Names.At(Operations, (int)(operation.AsLong ?? 0)) ?? "Unknown",-12}");
        foreach (var field in Fields)
        {
            if (!values.TryGetValue(field.Key, out var value) || value.AsULong is not { } number || field.NotZero && number == 0) continue;
            if (field.With.Length > 0 && !((string[])["processed", "remaining", "total"]).Any(part => values.GetValueOrDefault(field.With + part).AsULong is > 0)) continue;
            var label = field.Key is "downtime" ? job.Type == completed ? "Total downtime:" : "Expected downtime:" : field.Label;
            ask.Out.Line($"{label,-17} {Shown(number, field.Unit)}");
        }
        if (values.TryGetValue("errmsg", out var message)) ask.Out.Line($"{"Error message:",-17} {message}");
    }

    static string Shown(ulong number, Unit unit) => unit switch
    {
        Unit.Milliseconds => $"{number,-12} ms",
        Unit.PageRate => $"{number,-12} pages/s",
        Unit.Bytes => $"{number,-12} bytes",
        Unit.Count => $"{number,-12}",
        Unit.Speed => Names.Pretty(number) + "/s",
        _ => Names.Pretty(number),
    };
}
