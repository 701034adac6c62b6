using System.Text.Json;

namespace Aerostat.Qemu;

/// <summary>Looks words up in QEMU's own schema. Types there have numbers for names, so the way goes by commands and members.</summary>
/// <remarks>Source: QEMU, <c>qapi/introspect.json</c>.</remarks>
sealed class SchemaWords(JsonElement schema)
{
    readonly Dictionary<string, JsonElement> entities = schema.EnumerateArray().ToDictionary(entity => entity.GetProperty("name").GetString()!);

    /// <summary>The words that an argument of a command may be.</summary>
    public string[] Of(string command, params ReadOnlySpan<string> members) => Enumeration(Follow(Type(command, "arg-type"), members));

    /// <summary>The words that a member of a command's answer may be.</summary>
    public string[] Returned(string command, params ReadOnlySpan<string> members) => Enumeration(Follow(Type(command, "ret-type"), members));

    /// <summary>The words in the list that a command answers.</summary>
    public string[] ReturnedList(string command) =>
        Type(command, "ret-type") is { } list && list.TryGetProperty("element-type", out var element) ? Enumeration(Find(element)) : [];

    JsonElement? Type(string command, string which) =>
        entities.TryGetValue(command, out var entity) && entity.TryGetProperty(which, out var name) ? Find(name) : null;

    JsonElement? Follow(JsonElement? type, ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (type is not { } holder || !holder.TryGetProperty("members", out var all)) return null;
            type = all.EnumerateArray().Where(one => one.GetProperty("name").ValueEquals(member)).Select(one => Find(one.GetProperty("type"))).FirstOrDefault();
        }
        return type;
    }

    JsonElement? Find(JsonElement name) => name.GetString() is { } text && entities.TryGetValue(text, out var entity) ? entity : null;

    static string[] Enumeration(JsonElement? type) =>
        type is { } known && known.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];
}
