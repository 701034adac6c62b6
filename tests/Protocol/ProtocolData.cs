using System.Text.Json;

namespace Aerostat.Protocol.Tests;

/// <summary>The facts of libvirt's protocol, from <c>data/protocol</c>.</summary>
static class ProtocolData
{
    public static readonly string Folder = Path.Combine(Root(AppContext.BaseDirectory), "data", "protocol");

    static readonly JsonElement whole = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "libvirt-rpc.json"))).RootElement;

    public static JsonElement Program(uint number) => whole.GetProperty(number == QemuProgram.Program ? "qemu" : "remote");

    public static IEnumerable<JsonElement> Procedures(uint program) => Program(program).GetProperty("procedures").EnumerateArray();

    /// <summary>A type as text, down to its words: <c>{string&lt;4194304&gt; opaque[16] int}</c>.</summary>
    public static string Describe(string type) => type switch
    {
        "unsigned" => "unsigned int",
        "remote_nonnull_string" => "string<4194304>",
        "remote_string" => "string<4194304>?",
        "remote_uuid" => "opaque[16]",
        "remote_typed_param" => "typed parameter",
        "remote_auth_type" => "int",
        _ when Find(type) is { } declared => declared.GetProperty("kind").GetString() is "alias"
            ? Describe(declared.GetProperty("type").GetString()!) + (declared.TryGetProperty("optional", out _) ? "?" : "")
            : $"{{{string.Join(' ', declared.GetProperty("fields").EnumerateArray().Select(Field))}}}",
        _ => type,
    };

    static string Field(JsonElement field)
    {
        var type = Describe(field.GetProperty("type").GetString()!);
        if (field.TryGetProperty("max", out var max)) return $"{type}<{max}>";
        return field.TryGetProperty("fixed", out var count) ? $"{type}[{count}]" : type;
    }

    static JsonElement? Find(string type) =>
        whole.GetProperty("remote").GetProperty("types").TryGetProperty(type, out var found) ? found
        : whole.GetProperty("qemu").GetProperty("types").TryGetProperty(type, out found) ? found
        : null;

    static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Aerostat.slnx")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
