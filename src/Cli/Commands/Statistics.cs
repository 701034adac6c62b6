using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Statistics of one domain or of all.</summary>
static class Statistics
{
    public static IReadOnlyList<Command> All =>
    [
        new("domstats", "state cpu-total balloon vcpu interface block perf iothread memory dirtyrate vm list-active list-inactive list-persistent list-transient list-running list-paused list-shutoff list-other raw enforce backing nowait -format= domain...",
            "show statistics of domains", Stats)
        {
            About = "Shows all statistics of all domains, or those asked for, of those asked for.",
        },
    ];

    public static IReadOnlyList<Command> Processors =>
    [
        new("cpu-stats", "domain! total start=# count=#", "show how much processor time a domain has had", Cpu),
    ];

    static async Task Stats(Ask ask)
    {
        const uint enforce = 1u << 31;
        var kinds = ask.Flags(("state", 1), ("cpu-total", 2), ("balloon", 4), ("vcpu", 8), ("interface", 16), ("block", 32), ("perf", 64), ("iothread", 128),
            ("memory", 256), ("dirtyrate", 512), ("vm", 1024));
        var flags = ask.Flags(("list-active", 1), ("list-inactive", 2), ("list-persistent", 4), ("list-transient", 8), ("list-running", 16), ("list-paused", 32),
            ("list-shutoff", 64), ("list-other", 128), ("nowait", 1u << 29), ("backing", 1u << 30), ("enforce", enforce));
        List<DomainRef> domains = [];
        foreach (var name in ask.All("domain")) domains.Add(await ask.DomainAsync(name));
        if (domains.Count > 0 && (flags & 0xff) != 0) throw new CommandException("list of domains and filters cannot be given together");

        var all = (await ask.CallAsync(Remote.ConnectGetAllDomainStats, new([.. domains], kinds, flags))).Stats;
        if (ask.Out.Format == Format.Json) Json(ask, all);
        else ask.Out.Text(string.Join("\n", all.Select(record => $"Domain: '{record.Domain.Name}'\n{string.Concat(record.Params.Select(p => $"  {p.Field}={Value(p, ask.Has("raw"))}\n"))}")));
    }

    static void Json(Ask ask, DomainStatsRecord[] all) => ask.Out.Json(json =>
    {
        json.WriteStartArray();
        foreach (var record in all)
        {
            json.WriteStartObject();
            json.WriteString("domain", record.Domain.Name);
            json.WriteString("uuid", record.Domain.Uuid);
            json.WriteStartObject("stats");
            foreach (var (field, value) in record.Params.Select(p => (p.Field, p.Value)))
            {
                json.WritePropertyName(field);
                Output.WriteValue(json, value.Json());
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static string Value(TypedParam parameter, bool raw)
    {
        string[] modes = ["page-sampling", "dirty-bitmap", "dirty-ring"];
        return !raw && parameter is { Field: "dirtyrate.calc_mode", Value.AsLong: { } mode } ? Names.At(modes, (int)mode) ?? $"{mode}" : parameter.Value.ToString();
    }

    static async Task Cpu(Ask ask)
    {
        const int total = -1;
        var domain = await ask.DomainAsync();
        var all = !ask.Has("total") && !ask.Has("start") && !ask.Has("count");
        if (!ask.Has("total"))
        {
            var failed = $"Failed to retrieve CPU statistics for domain '{domain.Name}'";
            var host = (uint)(await ask.CallAsync(Remote.DomainGetCpuStats, new(domain, 0, 0, 0, 0)).Or(failed)).NParams;
            var start = ask.OptionalUInt("start") ?? 0;
            if (start >= host) throw new CommandException($"Start CPU {start} is out of range (min: 0, max: {host - 1})");
            var count = Math.Min(ask.OptionalUInt("count") ?? host, host - start);
            var each = (uint)(await ask.CallAsync(Remote.DomainGetCpuStats, new(domain, 0, 0, 1, 0)).Or(failed)).NParams;
            var stats = (await ask.CallAsync(Remote.DomainGetCpuStats, new(domain, each, (int)start, count, 0)).Or(failed)).Params;
            for (var i = 0; i < stats.Length; i++)
            {
                if (i % each == 0) ask.Out.Line($"CPU{start + i / each}:");
                Show(ask, stats[i], 12);
            }
        }
        if (!ask.Has("total") && !all) return;
        var parameters = (uint)(await ask.CallAsync(Remote.DomainGetCpuStats, new(domain, 0, total, 1, 0)).Or($"Failed to retrieve CPU statistics for domain '{domain.Name}'")).NParams;
        ask.Out.Line("Total:");
        foreach (var stat in (await ask.CallAsync(Remote.DomainGetCpuStats, new(domain, parameters, total, 1, 0))).Params) Show(ask, stat, 12);
    }

    static void Show(Ask ask, TypedParam stat, int width)
    {
        const ulong second = 1_000_000_000;
        var seconds = stat.Value.AsULong is { } ns ? string.Create(CultureInfo.InvariantCulture, $"{ns / second,9}.{ns % second:D9} seconds") : stat.Value.ToString();
        ask.Out.Line($"\t{stat.Field.PadRight(width)} {seconds}");
    }
}
