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

    /// <summary>Fields in the order in which virsh prints them; sizes in bytes, times in milliseconds.</summary>
    static readonly (string Label, string Key, bool Size)[] Fields =
    [
        ("Time elapsed:", "time_elapsed", false), ("Time elapsed w/o network:", "time_elapsed_net", false), ("Time remaining:", "time_remaining", false),
        ("Data processed:", "data_processed", true), ("Data remaining:", "data_remaining", true), ("Data total:", "data_total", true),
        ("Memory processed:", "memory_processed", true), ("Memory remaining:", "memory_remaining", true), ("Memory total:", "memory_total", true),
        ("Memory bandwidth:", "memory_bps", true), ("File processed:", "disk_processed", true), ("File remaining:", "disk_remaining", true), ("File total:", "disk_total", true),
        ("File bandwidth:", "disk_bps", true),
    ];

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

        const int none = 0, failed = 4;
        ask.Out.Line($"{"Job type:",-17} {Names.At(Types, job.Type) ?? "unknown",-12}");
        if (job.Type == none || job.Type >= failed && !ask.Has("anystats")) return;

        var values = job.Params.ToDictionary(p => p.Field, p => p.Value);
        if (values.TryGetValue("operation", out var operation)) ask.Out.Line($"{"Operation:",-17} {Names.At(Operations, (int)(operation.AsLong ?? 0)) ?? "Unknown",-12}");
        foreach (var (label, key, size) in Fields)
        {
            if (!values.TryGetValue(key, out var value) || value.AsULong is not { } number || number == 0) continue;
            if (!size)
            {
                ask.Out.Line($"{label,-17} {number,-12} ms");
                continue;
            }
            var pretty = Names.Pretty(number).Split(' ');
            ask.Out.Line($"{label,-17} {pretty[0]} {pretty[1]}{(key.EndsWith("_bps", StringComparison.Ordinal) ? "/s" : "")}");
        }
        if (values.TryGetValue("errmsg", out var message)) ask.Out.Line($"{"Error message:",-17} {message}");
    }
}
