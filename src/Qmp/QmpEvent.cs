using System.Text.Json;

namespace Aerostat.Qmp;

/// <summary>Something that QEMU tells by itself.</summary>
/// <param name="Seconds">QEMU's clock, since 1970.</param>
/// <param name="Data">Its figures; QEMU is a stranger, so each is looked at as it is read.</param>
public sealed record QmpEvent(string Name, long Seconds, uint Micros, JsonElement? Data)
{
    /// <summary>The figures as QEMU wrote them.</summary>
    public string? DataText => Data?.GetRawText();

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>A text one level down.</summary>
    public string? Text(string within, string name) =>
        Find(within) is { ValueKind: JsonValueKind.Object } inner && inner.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.String ? found.GetString() : null;

    /// <summary>A flag one level down.</summary>
    public bool Flag(string within, string name) =>
        Find(within) is { ValueKind: JsonValueKind.Object } inner && inner.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.True;

    public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    public ulong UInt64(string name) => Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetUInt64(out var value) ? value : 0;

    /// <summary>A number one level down.</summary>
    public ulong UInt64(string within, string name) =>
        Find(within) is { ValueKind: JsonValueKind.Object } inner && inner.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.Number && found.TryGetUInt64(out var value) ? value : 0;

    public long Int64(string name) => Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var value) ? value : 0;

    JsonElement? Find(string name) => Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var found) ? found : null;
}
