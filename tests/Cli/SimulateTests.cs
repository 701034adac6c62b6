using System.Globalization;
using System.Text;
using System.Text.Json;
using Aerostat.Cli.Commands;
using CsCheck;

namespace Aerostat.Cli.Tests;

/// <summary>The pilot's protocol as it is published: a line for each line, whatever they say, and no answer against the laws.</summary>
public class SimulateTests
{
    const long GiB = 1L << 30;

    static readonly string[] HostSizes = ["total_bytes", "available_bytes", "free_bytes", "swap_total_bytes", "swap_used_bytes", "psi_some_total_us", "psi_full_total_us"];
    static readonly string[] GuestSizes = ["max_bytes", "min_bytes", "actual_bytes", "target_bytes", "rss_bytes", "disk_read_bytes"];
    static readonly string[] StatSizes =
        ["total_bytes", "free_bytes", "usable_bytes", "caches_bytes", "swap_in_bytes", "swap_out_bytes", "major_faults", "minor_faults", "oom_kills", "alloc_stalls", "async_scans_bytes", "direct_scans_bytes"];

    static string[] Answers(params string[] lines)
    {
        using MemoryStream input = new(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), output = new();
        AutopilotSimulation.Run(input, output);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A figure as it should be, or as it never should: absent, null, a text, beyond all machines, below nothing.</summary>
    static Gen<string?> Figure(double most) => Gen.Frequency<string?>(
        (24, Gen.Double[0, most].Select(n => (string?)((long)n).ToString(CultureInfo.InvariantCulture))),
        (1, Gen.Const((string?)null)),
        (1, OneOf("null", "\"1024\"", "1e300", "-1", "1e400", "18446744073709551615", "184467440737095516150", "0.5", "true", "[]", "{}", "0", "\"\\ud800\"")));

    static Gen<string?> OneOf(params string?[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    static Gen<string> Members(params (string Name, Gen<string?> Value)[] members)
    {
        var all = Gen.Const("");
        foreach (var (name, value) in members) all = Gen.Select(all, value, (before, told) => told is null ? before : $"{before}{(before.Length > 0 ? "," : "")}\"{name}\":{told}");
        return all.Select(text => $"{{{text}}}");
    }

    static Gen<string?> Flag => Gen.Frequency<string?>((8, OneOf("true", "true", "true", "false")), (1, OneOf("null", "1", "\"true\"", null)));

    static Gen<string?> Maybe(Gen<string> some) => Gen.Frequency<string?>((9, some.Select(s => (string?)s)), (1, OneOf("null", "[]", "7", null)));

    static Gen<string> Guest(int number) => Members(
    [
        ("name", Gen.Frequency<string?>((30, Gen.Const((string?)$"\"guest{number}\"")), (1, OneOf("\"guest0\"", "\"\"", "null", "7", "\"\\ud800\"", "\"a\\\"b\"")))),
        .. GuestSizes.Select(name => (name, Figure(name is "min_bytes" ? 4 * GiB : 8 * GiB))),
        ("shares", Figure(10000)), ("up_s", Figure(5000)), ("balloon", Flag), ("autodeflate", Flag), ("free_page_reporting", Flag),
        ("stats", Maybe(Members([("age_s", Figure(40)), .. StatSizes.Select(name => (name, Figure(6 * GiB)))]))),
        ("agent", Maybe(Members(("psi_some_total_us", Figure(1e9)), ("swap_total_bytes", Figure(GiB))))),
    ]);

    static readonly Gen<string> Tick = Members(
        ("type", Gen.Const((string?)"\"tick\"")), ("t", Figure(20000)), ("host", Maybe(Members([.. HostSizes.Select(name => (name, Figure(64 * GiB)))]))),
        ("guests", Maybe(Gen.Int[0, 8].SelectMany(count => Gen.Select(Gen.Int[0, 6].SelectMany(Guest).Array[count], guests => $"[{string.Join(',', guests)}]")))));

    static readonly Gen<string[]> Days = Tick.Array[1, 20];

    static double? Number(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[1,2")]
    [InlineData("{\"type\":\"tick\"")]
    [InlineData("{\"type\":7,\"t\":{}}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"type\":\"\\ud800\",\"guests\":[{\"name\":\"\\ud800\"}]}")]
    public void A_line_that_says_nothing_is_answered_by_one_that_moves_nothing(string line)
    {
        var answers = Answers(line, """{"type":"tick","t":3,"host":{},"guests":[]}""");
        Assert.Equal(2, answers.Length);
        Assert.Empty(JsonDocument.Parse(answers[0]).RootElement.GetProperty("targets").EnumerateObject());
        Assert.Equal("""{"type":"targets","t":3,"targets":{}}""", answers[1]);
    }

    [Fact]
    public void The_greeting_says_how_often_it_wants_to_look_and_begins_anew()
    {
        var answers = Answers("""{"type":"hello","version":1,"interval_s":5,"scenario":"web"}""");
        Assert.InRange(JsonDocument.Parse(Assert.Single(answers)).RootElement.GetProperty("interval_s").GetDouble(), 1, 60);
    }

    [Fact]
    public void Whatever_is_said_each_line_has_one_answer_that_keeps_the_laws() => Days.Sample(days =>
    {
        var answers = Answers(days);
        return answers.Length == days.Length && days.Zip(answers).All(pair => Keeps(JsonDocument.Parse(pair.First).RootElement, JsonDocument.Parse(pair.Second).RootElement));
    }, iter: 1000);

    [Fact]
    public void The_same_lines_have_the_same_answers() => Days.Sample(days => Answers(days).SequenceEqual(Answers(days)), iter: 100);

    static bool Keeps(JsonElement tick, JsonElement answer)
    {
        if (Number(tick, "t") != Number(answer, "t")) return false;
        var guests = tick.TryGetProperty("guests", out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
        double grown = 0;
        foreach (var (name, move) in answer.GetProperty("targets").EnumerateObject().Select(p => (p.Name, p.Value)))
        {
            // Whom it moves is there, once, and has a balloon.
            var named = guests.Where(g => g.ValueKind is JsonValueKind.Object && g.TryGetProperty("name", out var its) && its.ValueKind is JsonValueKind.String && Sound(its) && its.GetString() == name).ToList();
            if (named is not [var guest] || !guest.TryGetProperty("balloon", out var balloon) || balloon.ValueKind is not JsonValueKind.True) return false;
            if (!move.GetProperty("target_bytes").TryGetInt64(out var target) || string.IsNullOrEmpty(move.GetProperty("reason").GetString())) return false;
            if (Number(guest, "max_bytes") is not { } most || Number(guest, "actual_bytes") is not { } actual) return false;
            var has = Math.Min(actual, most);
            var least = Math.Min(Math.Max(0, Number(guest, "min_bytes") ?? 0), most);
            if (target > most || target < Math.Min(least, has) - 1) return false;
            var asked = Number(guest, "target_bytes") is > 0 and var t ? Math.Min(t, most) : has;
            if (target < Math.Min(has, asked) - 1 && !IsFresh(guest)) return false;
            grown += Math.Max(0, target - Math.Max(has, least));
        }
        var host = tick.TryGetProperty("host", out var told) ? told : default;
        return grown <= Math.Max(0, Number(host, "available_bytes") ?? Number(host, "free_bytes") ?? 0) + 1;
    }

    static bool Sound(JsonElement text) => !text.GetRawText().Contains("\\ud", StringComparison.Ordinal);

    static bool IsFresh(JsonElement guest) =>
        guest.TryGetProperty("stats", out var stats) && stats.ValueKind is JsonValueKind.Object && Number(stats, "age_s") is <= 30 && Number(stats, "usable_bytes") is not null;

    [Fact]
    public void Five_hundred_guests_are_one_line_each_way()
    {
        var guest = """{"name":"NAME","max_bytes":4294967296,"min_bytes":1073741824,"shares":0,"up_s":500,"balloon":true,"actual_bytes":4294967296,"target_bytes":4294967296,"rss_bytes":4294967296,"disk_read_bytes":0,"stats":{"age_s":0,"total_bytes":4200000000,"free_bytes":3000000000,"usable_bytes":3500000000,"caches_bytes":500000000}}""";
        string Line(int t) => $$"""{"type":"tick","t":{{t}},"host":{"total_bytes":2199023255552,"available_bytes":40000000000},"guests":[{{string.Join(',', Enumerable.Range(0, 500).Select(i => guest.Replace("NAME", $"g{i}", StringComparison.Ordinal).Replace("\"up_s\":500", $"\"up_s\":{500 + t}", StringComparison.Ordinal)))}}]}""";
        var answers = Answers([.. Enumerable.Range(0, 20).Select(Line)]);
        Assert.Equal(20, answers.Length);
        Assert.Contains(answers, answer => JsonDocument.Parse(answer).RootElement.GetProperty("targets").EnumerateObject().Count() == 500);
    }
}
