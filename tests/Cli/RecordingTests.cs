using System.Text;
using System.Text.Json;
using Aerostat.Autopilot;
using Aerostat.Cli.Commands;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Tests;

/// <summary>What is recorded of a host is what its pilot saw.</summary>
public class RecordingTests
{
    static PilotView Guest(params (string Name, TypedValue Value)[] told) =>
        new(new(new("web", Guid.Empty, 1), [.. told.Select(t => new TypedParam($"autopilot.{t.Name}", t.Value))]));

    static Observation Replayed(double time, params PilotView[] guests)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            PilotRecording.Tick(json, time, guests);
            json.WriteEndObject();
        }
        using var said = JsonDocument.Parse(line.ToArray());
        return AutopilotLines.Read(said);
    }

    [Fact]
    public void Host_guest_statistics_and_agent_come_back_and_thoughts_do_not()
    {
        var seen = Replayed(7.5, Guest(("mode", "on"), ("reason", "idle"), ("budget_bytes", 5ul), ("balloon", true), ("shares", 500u), ("up_s", 90.5), ("max_bytes", 1ul << 30), ("min_bytes", 1ul << 28),
            ("actual_bytes", 1ul << 29), ("target_bytes", 1ul << 29), ("rss_bytes", 7ul), ("disk_read_bytes", 8ul), ("stats.age_s", 1.5), ("stats.usable_bytes", 9ul), ("stats.oom_kills", 2ul),
            ("agent.psi_some_total_us", 51234ul), ("agent.swap_total_bytes", 1ul << 27), ("host.total_bytes", 1ul << 34), ("host.available_bytes", 1ul << 33), ("decisions.idle", 3ul)));
        Assert.Equal(new Observation(7.5, new() { Total = Bytes.Gib(16), Available = Bytes.Gib(8) },
        [
            new("web")
            {
                Balloon = true, Shares = 500, Up = 90.5, Maximum = Bytes.Gib(1), Minimum = Bytes.Mib(256), Actual = Bytes.Mib(512), Target = Bytes.Mib(512), Resident = new(7), DiskRead = new(8),
                Statistics = new() { Age = 1.5, Usable = new(9), OutOfMemoryKills = 2 }, Agent = new() { PressureSome = 51234, SwapTotal = Bytes.Mib(128) },
            },
        ]), seen);
    }

    [Fact]
    public void A_greeting_may_say_what_the_host_keeps_and_what_all_guests_may_hold()
    {
        const string hello = """{"type":"hello","version":1,"budget_bytes":BUDGET}""";
        const string tick = """{"type":"tick","t":T,"host":{"total_bytes":68719476736,"available_bytes":60129542144},"guests":[{"name":"a","max_bytes":4294967296,"min_bytes":536870912,"shares":1000,"up_s":5000,"balloon":true,"actual_bytes":4294967296,"target_bytes":4294967296,"rss_bytes":4294967296,"disk_read_bytes":0,"stats":{"age_s":0,"total_bytes":4200000000,"free_bytes":200000000,"usable_bytes":3500000000,"caches_bytes":3300000000}}]}""";
        string[] Reasons(string budget)
        {
            var lines = Enumerable.Range(0, 20).Select(t => tick.Replace("\"t\":T", $"\"t\":{t}", StringComparison.Ordinal)).Prepend(hello.Replace("BUDGET", budget, StringComparison.Ordinal));
            using MemoryStream input = new(Encoding.UTF8.GetBytes(string.Join('\n', lines))), output = new();
            AutopilotSimulation.Run(input, output);
            return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n').Where(line => line.Contains("reason")).Select(line => line.Split("reason\":\"")[1].Split('"')[0])];
        }
        Assert.Contains("host-pressure", Reasons("2147483648"));
        Assert.DoesNotContain("host-pressure", Reasons("null"));
    }
}
