using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aerostat.Qmp;

/// <summary>The form of the agent's messages: a JSON object on a line.</summary>
static class AgentText
{
    public static ReadOnlyMemory<byte> Command<T>(AgentCommand<T> command) where T : class
    {
        var type = AgentJson.Default.GetTypeInfo(command.GetType()) ?? throw new InvalidOperationException($"{command.GetType().Name} is not in AgentJson");
        var arguments = JsonSerializer.SerializeToUtf8Bytes(command, type);
        ArrayBufferWriter<byte> text = new(arguments.Length + 64);
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("execute"u8, command.Execute);
            if (arguments.Length > 2)
            {
                json.WritePropertyName("arguments"u8);
                json.WriteRawValue(arguments);
            }
            json.WriteEndObject();
        }
        text.Write("\n"u8);
        return text.WrittenMemory;
    }

    /// <summary>A client's own command, on one line.</summary>
    public static (string Name, ReadOnlyMemory<byte> Text) Foreign(string json)
    {
        try
        {
            using var document = SoundJson.Parse(Encoding.UTF8.GetBytes(json));
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root) throw new FormatException("an agent's command is a JSON object");
            ArrayBufferWriter<byte> text = new(json.Length + 1);
            using (Utf8JsonWriter writer = new(text)) root.WriteTo(writer);
            text.Write("\n"u8);
            return (root.TryGetProperty("execute", out var name) ? name.ToString() : "?", text.WrittenMemory);
        }
        catch (JsonException e)
        {
            throw new FormatException($"cannot parse json {json}: {e.Message}", e);
        }
    }

    /// <summary>The whole answer, where it is one.</summary>
    /// <exception cref="AgentException">It is a refusal, or no answer at all.</exception>
    public static JsonElement Answer(string command, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = SoundJson.Parse(line);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root) throw AgentException.Nonsense(command, "no JSON object");
            if (root.TryGetProperty("error", out var error)) throw new AgentException(command, Word(error, "class") ?? "GenericError", Word(error, "desc") ?? "no reason given");
            return root.TryGetProperty("return", out _) ? root.Clone() : throw AgentException.Nonsense(command, "neither 'return' nor 'error'");
        }
        catch (JsonException e)
        {
            throw AgentException.Nonsense(command, e.Message);
        }

        static string? Word(JsonElement element, string name) =>
            element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
    }

    /// <exception cref="JsonException">It is not of the form that the command's answers have.</exception>
    public static T Result<T>(JsonElement answer) where T : class
    {
        if (typeof(T) == typeof(Empty)) return (T)(object)new Empty();
        var type = AgentJson.Default.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in AgentJson");
        return (T?)answer.GetProperty("return").Deserialize(type) ?? throw new JsonException("null");
    }

    public static string Compact(JsonElement answer)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) answer.WriteTo(json);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static bool IsSync(ReadOnlyMemory<byte> line, int id)
    {
        try
        {
            using var document = SoundJson.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("return", out var value)
                && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var said) && said == id;
        }
        catch (JsonException)
        {
            return false; // left over from before, or half of it
        }
    }
}
