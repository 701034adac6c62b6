using System.Text.Json;
using Aerostat.Autopilot;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>The simulation's JSON, both ways. A field of the wrong kind is a field that is not known.</summary>
/// <remarks>Read by hand: a serializer would refuse a whole line for one wrong field, and here nothing is an error.</remarks>
static class AutopilotLines
{
    public static string? Type(JsonDocument? line) => line is null ? null : Text(line.RootElement, "type");

    public static Observation Read(JsonDocument? line)
    {
        var tick = line?.RootElement ?? default;
        var host = Child(tick, "host");
        var guests = Child(tick, "guests");
        return new(Number(tick, "t"), new()
        {
            Total = Size(host, "total_bytes"),
            Available = Size(host, "available_bytes"),
            Free = Size(host, "free_bytes"),
            SwapTotal = Size(host, "swap_total_bytes"),
            SwapUsed = Size(host, "swap_used_bytes"),
            PressureSome = Number(host, "psi_some_total_us"),
            PressureFull = Number(host, "psi_full_total_us"),
        }, guests.ValueKind == JsonValueKind.Array ? guests.EnumerateArray().Where(g => Text(g, "name") is not null).Select(Guest).ToValueList() : []);
    }

    static GuestMemory Guest(JsonElement guest) => new(Text(guest, "name")!)
    {
        Maximum = Size(guest, "max_bytes"),
        Minimum = Size(guest, "min_bytes"),
        Shares = Number(guest, "shares"),
        Up = Number(guest, "up_s"),
        Balloon = True(guest, "balloon"),
        AutoDeflate = True(guest, "autodeflate"),
        FreePageReporting = True(guest, "free_page_reporting"),
        Actual = Size(guest, "actual_bytes"),
        Target = Size(guest, "target_bytes"),
        Resident = Size(guest, "rss_bytes"),
        DiskRead = Size(guest, "disk_read_bytes"),
        Statistics = Child(guest, "stats") is { ValueKind: JsonValueKind.Object } stats ? Statistics(stats) : null,
        Agent = Child(guest, "agent") is { ValueKind: JsonValueKind.Object } agent
            ? new() { PressureSome = Number(agent, "psi_some_total_us"), SwapTotal = Size(agent, "swap_total_bytes") } : null,
    };

    static GuestStatistics Statistics(JsonElement stats) => new()
    {
        Age = Number(stats, "age_s"),
        Total = Size(stats, "total_bytes"),
        Free = Size(stats, "free_bytes"),
        Usable = Size(stats, "usable_bytes"),
        Caches = Size(stats, "caches_bytes"),
        SwapIn = Number(stats, "swap_in_bytes"),
        SwapOut = Number(stats, "swap_out_bytes"),
        MajorFaults = Number(stats, "major_faults"),
        MinorFaults = Number(stats, "minor_faults"),
        OutOfMemoryKills = Number(stats, "oom_kills"),
        AllocationStalls = Number(stats, "alloc_stalls"),
        AsyncScans = Number(stats, "async_scans_bytes"),
        DirectScans = Number(stats, "direct_scans_bytes"),
    };

    /// <summary>What a greeting wants of the host besides: what it keeps for itself, what all guests together may hold.</summary>
    public static Policy Policy(JsonDocument? hello) => hello is null ? new() : new() { HostReserve = Size(hello.RootElement, "host_reserve_bytes"), Budget = Size(hello.RootElement, "budget_bytes") };

    public static void Ready(Utf8JsonWriter json, Policy policy)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "ready"u8);
        json.WriteNumber("interval_s"u8, policy.Interval);
        json.WriteEndObject();
    }

    public static void Targets(Utf8JsonWriter json, double? time, ValueList<Decision> decisions)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "targets"u8);
        if (time is { } t) json.WriteNumber("t"u8, t);
        json.WriteStartObject("targets"u8);
        foreach (var decision in decisions)
        {
            if (decision.Target is not { } target) continue;
            json.WriteStartObject(decision.Guest);
            json.WriteNumber("target_bytes"u8, target.Value);
            json.WriteString("reason"u8, decision.Word);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    static string? Text(JsonElement parent, string name)
    {
        if (Child(parent, name) is not { ValueKind: JsonValueKind.String } text) return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no name of anyone's.
            return null;
        }
    }

    static bool True(JsonElement parent, string name) => Child(parent, name).ValueKind == JsonValueKind.True;

    static double? Number(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Below nothing there is nothing; what no machine has is the most that can be said.</summary>
    static Bytes? Size(JsonElement parent, string name) =>
        Number(parent, name) is not { } value ? null : new(value <= 0 ? 0 : value >= long.MaxValue ? long.MaxValue : (ulong)value);
}
