using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aerostat.Qemu;

/// <summary>The vhost-user programs that this host has.</summary>
/// <remarks>Source: QEMU, <c>docs/interop/vhost-user.json</c>.</remarks>
public static class VhostUserPrograms
{
    /// <param name="type"><c>fs</c>, <c>gpu</c>, <c>input</c>.</param>
    /// <returns>The path of the first of its kind; null: there is none.</returns>
    public static string? Find(string type, string root = "/") =>
        InteropFiles.Of("vhost-user", root: root).Select(Parse).FirstOrDefault(known => known?.Type == type && known.Binary is not null)?.Binary;

    static VhostUserProgram? Parse(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), VhostUserJson.Default.VhostUserProgram);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // One bad descriptor hides no other; what it was for is not found, and that says so.
            return null;
        }
    }
}

sealed record VhostUserProgram(string? Type, string? Binary);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VhostUserProgram))]
sealed partial class VhostUserJson : JsonSerializerContext;
