using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Store;

/// <summary>The file that a running guest leaves for the next daemon. Every released format stays readable.</summary>
sealed record StatusFile
{
    public const int Current = 1;

    /// <summary>With the documents' angle brackets as they are: half as long, and an administrator can read it.</summary>
    static readonly StatusJson Plain = new(new JsonSerializerOptions(StatusJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A live document is written again and again as it was: only what a plug changes is made anew.</summary>
    static readonly ConditionalWeakTable<DomainDefinition, string> Texts = [];

    [JsonPropertyOrder(-2)]
    public required int Format { get; init; }
    /// <summary>A status of another boot is of a guest that ended with it.</summary>
    [JsonPropertyOrder(-2)]
    public required string Boot { get; init; }
    public required string Name { get; init; }
    public required Guid Uuid { get; init; }
    public required int Id { get; init; }
    public required int Pid { get; init; }
    public required ulong StartTime { get; init; }
    public required RunPhase State { get; init; }
    public required int Reason { get; init; }
    public required bool Started { get; init; }
    public bool AutoDestroy { get; init; }
    public required string Emulator { get; init; }
    public required string Folder { get; init; }
    public uint LastBlockIndex { get; init; }
    // 'set': what is 'init' the generated reader makes null or zero where a file lacks it, whatever stands behind it here.
    public int AgentTimeout { get; set; } = Domain.AgentBlocks;
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Taint Taint { get; init; }
    public string? Cgroup { get; init; }
    // At its beginning and of one width: what changes again and again is written over, not the whole file anew.
    [JsonPropertyOrder(-1), JsonConverter(typeof(BalloonPlace.Figure))]
    public ulong? BalloonTarget { get; init; }
    [JsonPropertyOrder(-1), JsonConverter(typeof(BalloonPlace.Figure))]
    public ulong? BalloonOrder { get; init; }
    public string[] Leaving { get; set; } = [];
    public string[] Owned { get; set; } = [];
    public CompanionMark[] Companions { get; set; } = [];
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobMark? Job { get; init; }
    /// <summary>The live document, with all that the start filled in.</summary>
    public required string Xml { get; init; }
    /// <summary>The document as a plug under way will leave it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Plugging { get; init; }

    public static byte[] Write(DomainState state, string boot)
    {
        var running = state.Running!;
        return JsonSerializer.SerializeToUtf8Bytes(new StatusFile
        {
            Format = Current,
            Boot = boot,
            Name = state.Name,
            Uuid = state.Uuid,
            Id = running.Id,
            Pid = running.Process.Pid,
            StartTime = running.Process.StartTime,
            State = state.Phase.State,
            Reason = state.Phase.Reason,
            Started = running.Started,
            AutoDestroy = running.AutoDestroy,
            Emulator = running.Emulator,
            Folder = running.Folder,
            LastBlockIndex = running.LastBlockIndex,
            AgentTimeout = running.AgentTimeout,
            Taint = running.Taint,
            Cgroup = running.Cgroup,
            BalloonTarget = running.BalloonTarget?.Value,
            BalloonOrder = running.BalloonOrder?.Value,
            Leaving = [.. running.Leaving],
            Owned = [.. running.Owned],
            Companions = [.. running.Companions.Select(companion => new CompanionMark(companion.Pid, companion.StartTime))],
            Job = running.Job,
            Xml = TextOf(running.Live),
            Plugging = running.Plugging is { } plugging ? TextOf(plugging) : null,
        }, Plain.StatusFile);
    }

    static string TextOf(DomainDefinition live) => Texts.GetValue(live, static live => DomainXml.Write(live, WriteOptions.Status));

    /// <returns>No state where the file is of another boot.</returns>
    /// <exception cref="JsonException">Not a status file, or of a newer daemon.</exception>
    public static Loaded Read(string text, string boot)
    {
        var file = JsonSerializer.Deserialize(text, StatusJson.Default.StatusFile) ?? throw new JsonException("empty");
        if (file.Format is < 1 or > Current) throw new JsonException($"format {file.Format} is of a newer aerostatd; this one knows up to {Current}");
        if (file.Boot != boot) return new(null);
        if (file.Leaving.Contains(null) || file.Owned.Any(entry => !Images.IsOwner(entry))) throw new JsonException("a list of names, or of owners as uid:gid:path, has something else");
        return new(new(file.Name, file.Uuid, null, new()
        {
            Id = file.Id,
            Live = DomainXml.Read(file.Xml, new() { Live = true }),
            Plugging = file.Plugging is { } plugging ? DomainXml.Read(plugging, new() { Live = true }) : null,
            Process = new(file.Pid, file.StartTime, file.Boot),
            Emulator = file.Emulator,
            Folder = file.Folder,
            Taint = file.Taint,
            Cgroup = file.Cgroup,
            Started = file.Started,
            AutoDestroy = file.AutoDestroy,
            LastBlockIndex = file.LastBlockIndex,
            AgentTimeout = file.AgentTimeout,
            BalloonTarget = file.BalloonTarget is { } target ? new(target) : null,
            BalloonOrder = file.BalloonOrder is { } order ? new(order) : null,
            Leaving = [.. file.Leaving],
            Owned = [.. file.Owned],
            Companions = [.. file.Companions.Select(companion => new ProcessIdentity(companion.Pid, companion.StartTime, file.Boot))],
            Job = file.Job,
        }, new(file.State, file.Reason), false));
    }

    public sealed record Loaded(DomainState? State);
}

/// <summary>Which process, of this boot.</summary>
readonly record struct CompanionMark(int Pid, ulong StartTime);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StatusFile))]
sealed partial class StatusJson : JsonSerializerContext;
