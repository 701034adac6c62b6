using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Long work on disks: commit, pull, and what becomes of them.</summary>
static class BlockJobs
{
    static readonly string[] Types = ["Unknown job", "Block Pull", "Block Copy", "Block Commit", "Active Block Commit", "Backup"];

    public static IReadOnlyList<Command> All =>
    [
        new("blockcommit", "domain! path! bandwidth=# base= shallow top= active delete wait verbose timeout=# pivot keep-overlay async keep-relative bytes", "write a disk's overlay into what lies below", Commit),
        new("blockpull", "domain! path! bandwidth=# base= wait verbose timeout=# async keep-relative bytes", "read what lies below a disk's overlay into it", Pull),
        new("blockjob", "domain! path! abort async pivot info bytes raw bandwidth=#", "show or end the job on a disk", Job),
    ];

    static ulong Bandwidth(Ask ask) => ask.OptionalULong("bandwidth") ?? 0;

    static async Task Commit(Ask ask)
    {
        const uint bytes = 16;
        ask.Exclusive("pivot", "keep-overlay");
        var domain = await ask.DomainAsync();
        var active = ask.Has("active") || ask.Has("pivot") || ask.Has("keep-overlay");
        var flags = ask.Flags(("shallow", 1), ("delete", 2), ("keep-relative", 8), ("bytes", bytes)) | (active ? 4u : 0);
        await ask.CallAsync(Remote.DomainBlockCommit, new(domain, ask.Text("path"), ask.OptionalText("base"), ask.OptionalText("top"), Bandwidth(ask), flags));
        await FinishAsync(ask, domain, "Commit", active);
    }

    static async Task Pull(Ask ask)
    {
        if (ask.Has("base")) throw new CommandException("Option --base is not supported");
        var domain = await ask.DomainAsync();
        await ask.CallAsync(Remote.DomainBlockPull, new(domain, ask.Text("path"), Bandwidth(ask), ask.Flags(("bytes", 64))));
        await FinishAsync(ask, domain, "Pull", mirrors: false);
    }

    /// <summary>Without <c>--wait</c> it has only begun; else until it is done, or (a job that mirrors) in step.</summary>
    static async Task FinishAsync(Ask ask, DomainRef domain, string what, bool mirrors)
    {
        var pivot = ask.Command.Find("pivot") is not null && ask.Has("pivot");
        var keep = ask.Command.Find("keep-overlay") is not null && ask.Has("keep-overlay");
        if (!ask.Has("wait") && !pivot && !keep && !ask.Has("timeout"))
        {
            ask.Out.Extra(mirrors ? "Active Block Commit started" : $"Block {what} started");
            return;
        }
        var done = await WaitAsync(ask, domain, $"Block {what}", mirrors);
        if (!done)
        {
            ask.Out.Text($"\n{what} aborted");
        }
        else if (mirrors && (pivot || keep))
        {
            const uint toPivot = 2;
            await ask.CallAsync(Remote.DomainBlockJobAbort, new(domain, ask.Text("path"), pivot ? toPivot : 0)).Or(pivot ? "failed to pivot job for disk" : "failed to finish job for disk");
            ask.Out.Extra(pivot ? "\nSuccessfully pivoted" : "\nCommit complete, overlay image kept");
        }
        else
        {
            ask.Out.Extra(mirrors ? "\nNow in synchronized phase" : $"\n{what} complete");
        }
    }

    static async Task<bool> WaitAsync(Ask ask, DomainRef domain, string label, bool mirrors)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            var job = await ask.CallAsync(Remote.DomainGetBlockJobInfo, new(domain, ask.Text("path"), 0));
            if (ask.Has("verbose"))
            {
                ask.Out.Text($"\r{label}: [{(job.Found && job.End > 0 ? job.Current * 100 / job.End : 100),3} %]");
                ask.Out.Flush();
            }
            if (!job.Found || mirrors && job.End > 0 && job.Current == job.End) return true;
            if (ask.OptionalInt("timeout") is { } seconds && clock.GetElapsedTime(began) > TimeSpan.FromSeconds(seconds))
            {
                await ask.CallAsync(Remote.DomainBlockJobAbort, new(domain, ask.Text("path"), ask.Flags(("async", 1))));
                return false;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
        }
    }

    static async Task Job(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var path = ask.Text("path");
        if (ask.Has("abort") || ask.Has("async") || ask.Has("pivot"))
        {
            await ask.CallAsync(Remote.DomainBlockJobAbort, new(domain, path, ask.Flags(("async", 1), ("pivot", 2))));
            return;
        }
        if (ask.Has("bandwidth")) throw new CommandException("Option --bandwidth is not supported");
        var job = await ask.CallAsync(Remote.DomainGetBlockJobInfo, new(domain, path, 1));
        if (ask.Has("raw"))
        {
            if (job.Found) ask.Out.Text($" type={Names.At(Types, job.Type) ?? "Unknown job"}\n bandwidth={job.Bandwidth}\n cur={job.Current}\n end={job.End}\n");
            return;
        }
        if (!job.Found)
        {
            ask.Out.Text($"No current block job for {path}");
            return;
        }
        var percent = job.End > 0 ? job.Current * 100.0 / job.End : 100;
        ask.Out.Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Names.At(Types, job.Type) ?? "Unknown job"}: [{percent,6:F2} %]"));
        if (job.Bandwidth != 0) ask.Out.Text($"    Bandwidth limit: {job.Bandwidth} bytes/s ({Names.Pretty(job.Bandwidth)}/s)");
        ask.Out.Line();
    }
}
