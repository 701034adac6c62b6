using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Autopilot;
using Aerostat.Linux;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Piloting;

/// <summary>What the pilot has learned of guests, kept for the next daemon: else each upgrade would cost them what it cost to learn it.</summary>
/// <remarks>In the run folder: guests do not outlive the host.</remarks>
sealed class PilotNotebook(Folders folders, ILogger logger, TimeProvider time)
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(60);

    /// <summary>Bytes: 10,000 guests need less.</summary>
    const long Longest = 4 << 20;

    readonly string file = Path.Combine(folders.Run, "memory-pilot.json");
    long writtenAt = time.GetTimestamp();
    ValueList<Lesson> written;

    /// <summary>What the last daemon wrote down; what cannot be read is not known.</summary>
    public ValueList<Lesson> Read()
    {
        try
        {
            if (!File.Exists(file) || new FileInfo(file).Length > Longest) return [];
            return written = (JsonSerializer.Deserialize(File.ReadAllBytes(file), NotebookJson.Default.LessonArray) ?? []).Where(lesson => lesson is not null).ToValueList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.FileNotUnderstood(logger, file, e.Message);
            return [];
        }
    }

    /// <summary>Writes down what is new, now and then.</summary>
    /// <param name="last">There will be no other time.</param>
    public void Keep(PilotMemory flying, PilotMemory watching, bool last = false)
    {
        if (!last && time.GetElapsedTime(writtenAt) < Every) return;
        writtenAt = time.GetTimestamp();
        // Of a guest that both know, the one who steers it knows more.
        var lessons = flying.Lessons.Concat(watching.Lessons).DistinctBy(lesson => lesson.Guest).ToValueList();
        if (lessons.Equals(written)) return;
        try
        {
            AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes([.. lessons], NotebookJson.Default.LessonArray), durable: false);
            written = lessons;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            Log.FileNotWritten(logger, file, e.Message);
        }
    }
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Lesson[]))]
sealed partial class NotebookJson : JsonSerializerContext;
