using System.Buffers;
using System.Text.Json;
using Aerostat.Autopilot;

namespace Aerostat.Cli.Commands;

/// <summary>The pilot behind two streams: an observation a line in, its targets a line out.</summary>
static class AutopilotSimulation
{
    /// <summary>Every line is answered, whatever it says; ends with its input.</summary>
    public static void Run(Stream input, Stream output)
    {
        Policy policy = new();
        var memory = PilotMemory.Empty;
        ArrayBufferWriter<byte> answer = new();
        using StreamReader lines = new(input);
        while (lines.ReadLine() is { } line)
        {
            using var said = Parse(line);
            using (Utf8JsonWriter json = new(answer))
            {
                if (AutopilotLines.Type(said) == "hello")
                {
                    // Another host: nothing of the last one is remembered.
                    (memory, policy) = (PilotMemory.Empty, AutopilotLines.Policy(said));
                    AutopilotLines.Ready(json, policy);
                }
                else
                {
                    var seen = AutopilotLines.Read(said);
                    (memory, var decisions) = Balloons.Decide(seen, policy, memory);
                    AutopilotLines.Targets(json, seen.Time, decisions);
                }
            }
            answer.Write("\n"u8);
            output.Write(answer.WrittenSpan);
            output.Flush();
            answer.Clear();
        }
    }

    /// <summary>Null: not JSON.</summary>
    static JsonDocument? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
