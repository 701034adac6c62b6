using System.Globalization;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>One guest's memory as aerostatd's pilot sees it; of another daemon only what <c>domstats</c> tells.</summary>
/// <remarks>Source: the statistics groups 1 &lt;&lt; 16 and 1 &lt;&lt; 17, which only aerostatd knows; a libvirtd leaves out what it does not know.</remarks>
sealed class PilotView(DomainStatsRecord record)
{
    const uint Balloon = 4, Pilot = 1 << 16, Log = 1 << 17, Active = 1;

    readonly Dictionary<string, TypedValue> values = record.Params.ToDictionary(p => p.Field, p => p.Value);

    public static async Task<PilotView[]> AllAsync(Ask ask, IEnumerable<string> names, bool log = false)
    {
        List<DomainRef> domains = [];
        foreach (var name in names) domains.Add(await ask.DomainAsync(name));
        var flags = domains.Count > 0 ? 0 : Active;
        var told = await ask.CallAsync(Remote.ConnectGetAllDomainStats, new([.. domains], Balloon | Pilot | (log ? Log : 0), flags));
        return [.. told.Stats.Select(r => new PilotView(r)).OrderBy(v => v.Name, StringComparer.Ordinal)];
    }

    public string Name => record.Domain.Name;
    public DomainRef Domain => record.Domain;

    /// <summary>The daemon has a pilot.</summary>
    public bool Known => values.ContainsKey("autopilot.mode");

    /// <summary>By its name without <c>autopilot.</c>; null: not known.</summary>
    public ulong? Number(string name) => values.TryGetValue($"autopilot.{name}", out var value) ? value.AsULong : null;
    public double? Real(string name) => values.TryGetValue($"autopilot.{name}", out var value) ? value.AsDouble ?? value.AsULong : null;
    public string? Text(string name) => values.TryGetValue($"autopilot.{name}", out var value) ? value.Text : null;
    public bool True(string name) => values.TryGetValue($"autopilot.{name}", out var value) && value.AsBool is true;

    ulong? Kib(string name) => values.TryGetValue($"balloon.{name}", out var value) && value.AsULong is { } kib ? kib * 1024 : null;

    public ulong? Ceiling => Number("max_bytes") ?? Kib("maximum");
    public ulong? Now => Number("actual_bytes") ?? Kib("current");
    public ulong? Target => Number("target_bytes");
    public ulong? Total => Number("stats.total_bytes") ?? Kib("available");
    public ulong? Free => Number("stats.free_bytes") ?? Kib("unused");
    public ulong? Usable => Number("stats.usable_bytes") ?? Kib("usable");
    public ulong? Cache => Number("stats.caches_bytes") ?? Kib("disk_caches");
    public ulong? Resident => Number("rss_bytes") ?? Kib("rss");

    /// <summary>What its processes and its kernel hold: neither free nor cache.</summary>
    public ulong? Used => Total is { } total && Free is { } free ? total - Math.Min(total, free + (Cache ?? 0)) : null;

    public ulong? GivenBack => Ceiling is { } ceiling && Now is { } now ? ceiling - Math.Min(ceiling, now) : null;

    public double? Age => Real("stats.age_s") ?? (values.TryGetValue("balloon.last-update", out var at) && at.AsULong is > 0 and var seconds ? Math.Max(0, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (double)seconds) : null);

    public string Mode => Text("mode") ?? "-";
    public string Reason => Text("reason") ?? "-";

    /// <summary>Every field of the simulation's protocol that is known, by its path.</summary>
    public IEnumerable<(string Path, TypedValue Value)> Fields => values.Where(v => v.Key.StartsWith("autopilot.", StringComparison.Ordinal)).Select(v => (v.Key["autopilot.".Length..], v.Value));

    public IEnumerable<PilotEntry> Entries
    {
        get
        {
            for (var i = 0; i < (int)(Number("log.count") ?? 0); i++)
                yield return new(Name, DateTimeOffset.UnixEpoch.AddSeconds(Real($"log.{i}.time") ?? 0), Number($"log.{i}.from_bytes") ?? 0, Number($"log.{i}.to_bytes"),
                    Text($"log.{i}.reason") ?? "", Text($"log.{i}.numbers") ?? "", True($"log.{i}.acted"));
        }
    }

    /// <summary>As people read it: three figures and a unit.</summary>
    public static string Size(ulong? bytes) => bytes switch
    {
        null => "-",
        >= 10UL << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB"),
        >= 1UL << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.00} GiB"),
        _ => $"{bytes >> 20} MiB",
    };
}

/// <summary>One decision of the pilot's.</summary>
/// <param name="To">Null: the guest stays.</param>
/// <param name="Acted">False: it was only thought of.</param>
readonly record struct PilotEntry(string Guest, DateTimeOffset At, ulong From, ulong? To, string Reason, string Numbers, bool Acted);
