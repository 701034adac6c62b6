using System.Globalization;
using System.Text;
using System.Text.Json;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Writes down what a daemon's pilot sees, in the lines that <c>simulate</c> and <c>replay</c> read.</summary>
static class PilotRecording
{
    /// <summary>Told by the pilot, not seen by it: no part of an observation.</summary>
    static readonly HashSet<string> Thoughts = ["mode", "ordered", "reason", "numbers", "since", "wanted_bytes", "problem", "advice", "interval_s", "host_reserve_bytes", "budget_bytes"];

    public static async Task RunAsync(Ask ask)
    {
        var limit = ask.OptionalUInt("seconds");
        await using var output = ask.OptionalText("file") is { } file ? File.Create(file) : Console.OpenStandardOutput();
        ask.Out.Quiet = true;
        var began = System.Diagnostics.Stopwatch.StartNew();
        double interval = 0;
        do
        {
            var guests = (await PilotView.AllAsync(ask, [])).Where(g => g.Known).ToArray();
            if (interval == 0)
            {
                interval = guests.Length == 0 ? 2 : guests[0].Real("interval_s") ?? 2;
                await LineAsync(output, json =>
                {
                    json.WriteString("type", "hello");
                    json.WriteNumber("version", 1);
                    json.WriteNumber("interval_s", interval);
                    json.WriteString("scenario", "recorded");
                    // What the daemon's configuration wants of the host: who replays decides by the same.
                    foreach (var limit in (string[])["host_reserve_bytes", "budget_bytes"])
                        if (guests.Length > 0 && guests[0].Number(limit) is { } bytes) json.WriteNumber(limit, bytes);
                });
            }
            await LineAsync(output, json => Tick(json, Math.Round(began.Elapsed.TotalSeconds, 3), guests));
            await Task.Delay(TimeSpan.FromSeconds(interval), TimeProvider.System);
        }
        while (limit is null || began.Elapsed.TotalSeconds < limit);
    }

    static async Task LineAsync(Stream output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        await output.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length));
        await output.FlushAsync();
    }

    /// <summary>One observation, but for the braces around it.</summary>
    public static void Tick(Utf8JsonWriter json, double time, IReadOnlyList<PilotView> guests)
    {
        json.WriteString("type", "tick");
        json.WriteNumber("t", time);
        json.WriteStartObject("host");
        if (guests.Count > 0) Write(json, guests[0].Fields.Where(f => f.Path.StartsWith("host.", StringComparison.Ordinal)).Select(f => (f.Path["host.".Length..], f.Value)));
        json.WriteEndObject();
        json.WriteStartArray("guests");
        foreach (var guest in guests)
        {
            json.WriteStartObject();
            json.WriteString("name", guest.Name);
            Write(json, guest.Fields.Where(f => !f.Path.Contains('.') && !Thoughts.Contains(f.Path)));
            foreach (var part in (string[])["stats", "agent"])
            {
                var told = guest.Fields.Where(f => f.Path.StartsWith($"{part}.", StringComparison.Ordinal)).ToArray();
                if (told.Length == 0) continue;
                json.WriteStartObject(part);
                Write(json, told.Select(f => (f.Path[(part.Length + 1)..], f.Value)));
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, IEnumerable<(string Path, TypedValue Value)> fields)
    {
        foreach (var (path, value) in fields)
        {
            json.WritePropertyName(path);
            Output.WriteValue(json, value.Json());
        }
    }

    /// <summary>Lets the pilot decide on a recording: its answers as lines, or as people read them.</summary>
    public static void Replay(Ask ask)
    {
        using var input = File.OpenRead(ask.Text("argument"));
        if (ask.Out.Format == Format.Json)
        {
            ask.Out.Quiet = true;
            using Shell.DescriptorStream output = new(1);
            AutopilotSimulation.Run(input, output);
            return;
        }
        using MemoryStream said = new();
        AutopilotSimulation.Run(input, said);
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var line in Encoding.UTF8.GetString(said.GetBuffer(), 0, (int)said.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var answer = JsonDocument.Parse(line);
            if (!answer.RootElement.TryGetProperty("targets", out var targets)) continue;
            var time = answer.RootElement.TryGetProperty("t", out var t) ? t.GetDouble() : 0;
            foreach (var target in targets.EnumerateObject())
                rows.Add([new(time.ToString("0.#", CultureInfo.InvariantCulture), time), target.Name, Size(target.Value.GetProperty("target_bytes").GetUInt64()), target.Value.GetProperty("reason").GetString()!]);
        }
        ask.Out.View([("Time", "t"), ("Guest", "guest"), ("Target", "target_bytes"), ("Reason", "reason")], rows);
    }

    static Cell Size(ulong bytes) => new(PilotView.Size(bytes), bytes);
}
