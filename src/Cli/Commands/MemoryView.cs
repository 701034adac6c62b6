using System.Globalization;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Commands;

/// <summary>Where the memory of all guests is, and what the pilot thinks of it.</summary>
static class MemoryView
{
    public static IReadOnlyList<Command> All =>
    [
        new("memory", "domain... watch explain history -interval=# -format=", "show where the guests' memory is, and what the memory pilot does with it", Show)
        {
            About = "Shows each running guest's ceiling, what it has now, its target, what is used, cache, free and given back, its resident size on the host, the age of its statistics, and the memory pilot's mode and last reason. "
                + "--watch shows it again and again, with bars; --explain says in words what the pilot believes of a guest; --history lists its last decisions. "
                + "Into a pipe it prints exact values, a tab between, under the names that JSON has, unless --format table says otherwise. On a libvirtd, which has no pilot, the columns that it cannot fill stay empty.",
        },
    ];

    static async Task Show(Ask ask)
    {
        ask.Exclusive("watch", "explain");
        ask.Exclusive("watch", "history");
        if (ask.Has("history")) PilotLog.Show(ask, await PilotView.AllAsync(ask, ask.All("domain"), log: true));
        else if (ask.Has("explain")) Explain(ask, await PilotView.AllAsync(ask, ask.All("domain")));
        else if (ask.Has("watch")) await WatchAsync(ask);
        else await TableAsync(ask);
    }

    static async Task TableAsync(Ask ask)
    {
        var guests = await PilotView.AllAsync(ask, ask.All("domain"));
        if (ask.Out.Drawn && HostLine(guests, null) is { } host) ask.Out.Extra(host + "\n\n");
        ask.Out.View(Columns, guests.Select(Row));
        if (ask.Out.Format == Format.Table) foreach (var guest in guests) Advise(ask, guest);
    }

    static readonly (string Title, string Key)[] Columns =
    [
        ("Guest", "guest"), ("Ceiling", "ceiling_bytes"), ("Now", "actual_bytes"), ("Target", "target_bytes"), ("Used", "used_bytes"), ("Cache", "caches_bytes"), ("Free", "free_bytes"),
        ("Given back", "given_back_bytes"), ("RSS", "rss_bytes"), ("Age", "stats_age_s"), ("Mode", "mode"), ("Reason", "reason"),
    ];

    static IReadOnlyList<Cell> Row(PilotView g) =>
    [
        g.Name, Size(g.Ceiling), Size(g.Now), Size(g.Target), Size(g.Used), Size(g.Cache), Size(g.Free), Size(g.GivenBack), Size(g.Resident),
        new(g.Age is { } age ? string.Create(CultureInfo.InvariantCulture, $"{age:0} s") : "-", g.Age), new(g.Mode, g.Known ? g.Mode : null), new(g.Reason, g.Known ? g.Reason : null),
    ];

    static Cell Size(ulong? bytes) => new(PilotView.Size(bytes), bytes);

    /// <summary>Who could tell more is told how.</summary>
    static void Advise(Ask ask, PilotView guest)
    {
        if (guest.Text("problem") is { } problem) ask.Out.Hint($"{guest.Name}: its autopilot metadata is not valid, the last good policy holds: {problem}");
        if (guest.Text("advice") is { } advice) ask.Out.Hint($"{guest.Name}: {advice}");
    }

    /// <param name="before">An earlier view: pressure is a share of the time between.</param>
    static string? HostLine(PilotView[] guests, (PilotView View, long At)? before)
    {
        if (guests.FirstOrDefault(g => g.Known) is not { } told || told.Number("host.total_bytes") is not { } total) return null;
        var available = told.Number("host.available_bytes");
        var swap = told.Number("host.swap_total_bytes") is > 0 and var swaps ? $", swap {PilotView.Size(told.Number("host.swap_used_bytes"))} of {PilotView.Size(swaps)}" : "";
        var pressure = before is { } b && told.Number("host.psi_some_total_us") is { } now && b.View.Number("host.psi_some_total_us") is { } then && now >= then
            ? string.Create(CultureInfo.InvariantCulture, $", pressure {(now - then) / 1e4 / Math.Max(0.1, System.Diagnostics.Stopwatch.GetElapsedTime(b.At).TotalSeconds):0.0} %")
            : told.Number("host.psi_some_total_us") is { } since ? string.Create(CultureInfo.InvariantCulture, $", waited for memory {since / 1e6:0.0} s since boot") : "";
        var budget = told.Number("budget_bytes") is { } all ? $" of a budget of {PilotView.Size(all)}" : "";
        var held = guests.Aggregate(0ul, (sum, g) => sum + (g.Resident ?? 0));
        var back = guests.Aggregate(0ul, (sum, g) => sum + (g.GivenBack ?? 0));
        return string.Create(CultureInfo.InvariantCulture,
            $"Host: {PilotView.Size(available)} of {PilotView.Size(total)} available ({100.0 * (available ?? 0) / total:0} %){swap}{pressure}; guests hold {PilotView.Size(held)}{budget}, gave back {PilotView.Size(back)}");
    }

    static async Task WatchAsync(Ask ask)
    {
        const int Bar = 30;
        var pause = TimeSpan.FromSeconds(Math.Max(1, ask.OptionalUInt("interval") ?? 2));
        var terminal = Shell.Terminal.IsTerminal(1);
        (PilotView, long)? before = null;
        if (!ask.Out.Drawn && !ask.Out.Quiet) ask.Out.Line(string.Join('\t', ["time", .. Columns.Select(c => c.Key)]));
        while (true)
        {
            var guests = await PilotView.AllAsync(ask, ask.All("domain"));
            if (!ask.Out.Drawn)
            {
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
                ask.Out.Plain(guests.Select(g => (IReadOnlyList<Cell>)[new("", now), .. Row(g)]));
                ask.Out.Flush();
                await Task.Delay(pause, TimeProvider.System);
                continue;
            }
            if (terminal) ask.Out.Text("\e[H\e[J");
            if (HostLine(guests, before) is { } host) ask.Out.Line(host + "\n");
            if (guests.FirstOrDefault(g => g.Known) is { } told) before = (told, System.Diagnostics.Stopwatch.GetTimestamp());
            ask.Out.Text(TextTable.Render(["Guest", "Used #, cache =, free ., given back _", "Now", "Target", "RSS", "Mode", "Reason"],
                [.. guests.Select(g => (IReadOnlyList<string>)[g.Name, Bars(g, Bar), PilotView.Size(g.Now), PilotView.Size(g.Target), PilotView.Size(g.Resident), g.Mode, g.Reason])]));
            ask.Out.Line();
            ask.Out.Flush();
            await Task.Delay(pause, TimeProvider.System);
        }
    }

    static string Bars(PilotView guest, int width)
    {
        if (guest.Ceiling is not { } ceiling || ceiling == 0) return "";
        int Of(ulong? part) => (int)Math.Round((double)(part ?? 0) / ceiling * width);
        var back = Of(guest.GivenBack);
        var used = Math.Min(Of(guest.Used), width - back);
        var cache = Math.Min(Of(guest.Cache), width - back - used);
        return $"[{new string('#', used)}{new string('=', cache)}{new string('.', width - back - used - cache)}{new string('_', back)}]";
    }

    static void Explain(Ask ask, PilotView[] guests)
    {
        if (ask.Out.Format == Format.Json)
        {
            ask.Out.Json(json =>
            {
                json.WriteStartArray();
                foreach (var guest in guests)
                {
                    json.WriteStartObject();
                    json.WriteString("guest", guest.Name);
                    foreach (var (path, value) in guest.Fields)
                    {
                        json.WritePropertyName(path.Replace('.', '_'));
                        Output.WriteValue(json, value.Json());
                    }
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
            return;
        }
        foreach (var guest in guests) ask.Out.Line(string.Join("\n  ", [$"{guest.Name}: {Headline(guest)}", .. Beliefs(guest)]));
    }

    static string Headline(PilotView guest) => !guest.Known ? "this daemon has no memory pilot" : guest.Mode switch
    {
        "on" when guest.True("ordered") => "an administrator's setmem holds, and the pilot keeps to it (aero autopilot set GUEST --release withdraws it)",
        "on" => $"the pilot steers it: {guest.Reason}",
        "observe" => $"the pilot watches and moves nothing: {guest.Reason}",
        _ => "the pilot leaves it alone",
    };

    static IEnumerable<string> Beliefs(PilotView guest)
    {
        if (!guest.Known) yield break;
        yield return $"It may have {PilotView.Size(guest.Number("min_bytes"))} to {PilotView.Size(guest.Ceiling)}, has {PilotView.Size(guest.Now)}, was asked to keep {PilotView.Size(guest.Target)}; its weight in a shortage is {guest.Number("shares")}.";
        if (guest.Age is { } age)
            yield return string.Create(CultureInfo.InvariantCulture, $"It told {age:0} s ago: {PilotView.Size(guest.Used)} used, {PilotView.Size(guest.Cache)} cache, {PilotView.Size(guest.Free)} free; {PilotView.Size(guest.Usable)} could be used without hardship.");
        yield return $"The host pays {PilotView.Size(guest.Resident)} for it, and has {PilotView.Size(guest.Number("host.available_bytes"))} left.";
        if (guest.Text("numbers") is { } numbers)
            yield return $"Last thought{(guest.Real("since") is { } at ? $" at {DateTimeOffset.UnixEpoch.AddSeconds(at).ToLocalTime():HH:mm:ss}" : "")}: {guest.Reason}{(guest.Number("wanted_bytes") is { } wanted ? $", to {PilotView.Size(wanted)}" : "")}; {numbers}.";
        if (Meaning(guest.Reason) is { } meaning) yield return $"'{guest.Reason}' says: it {meaning}.";
        if (guest.Text("problem") is { } problem) yield return $"Its autopilot metadata is not valid, the last good policy holds: {problem}.";
        if (guest.Text("advice") is { } advice) yield return $"To do: {advice}.";
    }

    /// <summary>The pilot's words, in a sentence.</summary>
    static string? Meaning(string word) => word switch
    {
        "calm" => "is well as it is",
        "idle" => "has more usable than it needs, and shrinks",
        "cache" => "has page cache that is worth little, and shrinks",
        "probe" => "is part of an experiment with its cache",
        "undo" => "gets back what an experiment took, since its reads rose, or gives back what spared none",
        "needed" => "runs low or suffers, and grows",
        "host-pressure" => "has more than its part of what the host has, and shrinks",
        "shortage" => "wants more than there is, and gets its share",
        "no-stats" => "tells nothing new, so it never shrinks",
        "stuck" => "did not follow; the claim is withdrawn for a while",
        "starting" => "has just started, and is let alone",
        "cooling" => "would shrink, but was given memory a moment ago",
        "floor" => "would shrink below its floor, or is raised to it",
        "ceiling" => "has more than its ceiling, or wants to",
        "ordered" => "keeps what an administrator ordered",
        _ => null,
    };
}
