using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Networks;

/// <summary>Networks as files: saved configuration, autostart links, and what there is of each that is active.</summary>
sealed class NetworkStore(Folders folders, string boot, ILogger logger)
{
    readonly DocumentFolder saved = new(Path.Combine(folders.Domains, "networks"), "net", logger);

    string Active => Path.Combine(folders.Run, "network");

    public void Prepare()
    {
        saved.Prepare();
        DocumentFolder.MakeOwn(Active);
    }

    /// <summary>Writes what differs. When this returns, a restarted daemon knows it.</summary>
    /// <param name="before">Null: a new network.</param>
    /// <param name="next">Null: a network that is no more.</param>
    public void Write(NetworkState? before, NetworkState? next)
    {
        var name = (next ?? before)!.Name;
        DocumentFolder.Keep($"the state of network '{name}'", ErrorDomain.Network, $"{folders.Etc} or {folders.Run}", () =>
        {
            if (!ReferenceEquals(before?.Saved, next?.Saved)) saved.Write(name, next?.Saved is { } document ? NetworkXml.Write(document) : null);
            if ((before?.Autostart ?? false) != (next?.Autostart ?? false)) saved.SetAutostart(name, next?.Autostart ?? false);
            if (StatusOf(before) != StatusOf(next)) DocumentFolder.Put(StatusFileOf(name), StatusOf(next), durable: false);
        });
    }

    string? StatusOf(NetworkState? state) => state is null or { Phase: NetworkPhase.Inactive } ? null : JsonSerializer.Serialize(new NetworkStatus
    {
        Boot = boot,
        IsActive = state.IsActive,
        Pid = state.Server?.Pid ?? 0,
        StartTime = state.Server?.StartTime ?? 0,
        Xml = NetworkXml.Write(state.Definition),
    }, NetworkJson.Default.NetworkStatus);

    string StatusFileOf(string name) => Path.Combine(Active, $"{name}.json");

    /// <summary>All that is known from before; what was active in another boot of the host is not.</summary>
    public IReadOnlyList<NetworkState> Load()
    {
        Dictionary<Guid, NetworkState> known = [];
        foreach (var (name, network) in saved.Read(text => NetworkXml.Read(text), network => (network.Name, network.Uuid)))
            known[network.Uuid] = new(network, network) { Autostart = saved.IsAutostarted(name) };
        foreach (var file in Directory.EnumerateFiles(Active, "*.json"))
        {
            if (TryReadStatus(file) is not { } status) continue;
            if (status.Boot != boot)
            {
                Files.Remove(file);
                continue;
            }
            var live = NetworkXml.Read(status.Xml);
            var before = known.GetValueOrDefault(live.Uuid)?.Saved;
            // Saved and live differ by what a start fills in; a change meanwhile is kept as what comes next.
            known[live.Uuid] = new(live, before, before is not null && !NetworkLive.IsOf(before, live) ? before : null)
            {
                Autostart = known.GetValueOrDefault(live.Uuid)?.Autostart ?? false,
                Phase = status.IsActive ? NetworkPhase.Active : NetworkPhase.Changing,
                Server = status.Pid > 0 ? new(status.Pid, status.StartTime, boot) : null,
            };
        }
        return [.. known.Values];
    }

    NetworkStatus? TryReadStatus(string file)
    {
        try
        {
            var status = JsonSerializer.Deserialize(File.ReadAllText(file), NetworkJson.Default.NetworkStatus) ?? throw new JsonException("empty");
            return status.Format == NetworkStatus.Current ? status : throw new JsonException($"format {status.Format} is of another aerostatd; this one knows {NetworkStatus.Current}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or VirtException)
        {
            Log.FileNotUnderstood(logger, file, e.Message);
            return null;
        }
    }
}

/// <summary>The file that an active network leaves for the next daemon.</summary>
sealed record NetworkStatus
{
    public const int Current = 1;

    public int Format { get; set; } = Current;
    /// <summary>A status of another boot is of a network that ended with it.</summary>
    public required string Boot { get; init; }
    /// <summary>Else it was being started or stopped.</summary>
    public required bool IsActive { get; init; }
    public int Pid { get; init; }
    public ulong StartTime { get; init; }
    public required string Xml { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NetworkStatus))]
sealed partial class NetworkJson : JsonSerializerContext;
