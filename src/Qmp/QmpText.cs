using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Aerostat.Qmp;

/// <summary>The form of QMP's messages.</summary>
static class QmpText
{
    /// <summary>A command's arguments as JSON; empty for none.</summary>
    public static ReadOnlyMemory<byte> Arguments<T>(Command<T> command) where T : class =>
        command is IRawArguments raw
            ? Encoding.UTF8.GetBytes(raw.Json)
            : JsonSerializer.SerializeToUtf8Bytes(command, QmpJson.Default.GetTypeInfo(command.GetType()) ?? throw new InvalidOperationException($"{command.GetType().Name} is not in QmpJson"));

    public static T Answer<T>(JsonElement result) where T : class
    {
        var type = QmpJson.Default.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in QmpJson");
        return (T?)result.Deserialize(type) ?? throw new JsonException("null");
    }

    public static ReadOnlyMemory<byte> Command(string command, ReadOnlySpan<byte> arguments, long id)
    {
        ArrayBufferWriter<byte> text = new(arguments.Length + 96);
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("execute"u8, command);
            if (arguments.Length > 2)
            {
                json.WritePropertyName("arguments"u8);
                json.WriteRawValue(arguments);
            }
            json.WriteNumber("id"u8, id);
            json.WriteEndObject();
        }
        text.Write("\n"u8);
        return text.WrittenMemory;
    }

    /// <summary>The number behind which a message ends, as QEMU writes it: <c>…, "id": 7}</c>.</summary>
    /// <returns>Null: it does not end so, or it has what must be looked at more closely.</returns>
    public static long? LastId(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.Length < 8 || line[^1] != '}') return null;
        var digits = line.Length - 1;
        while (digits > 0 && char.IsAsciiDigit((char)line[digits - 1])) digits--;
        // One brace closes it, so it is the message's own and nobody's within.
        if (!line[..digits].EndsWith("\"id\": "u8) || !Utf8Parser.TryParse(line[digits..^1], out long id, out _)) return null;
        return line.Contains((byte)'\\') || !Utf8.IsValid(line) ? null : id;
    }

    /// <summary>A client's own command, with our id.</summary>
    public static (string Command, ReadOnlyMemory<byte> Text) Foreign(string json, long number, out long id)
    {
        id = number;
        try
        {
            using var document = SoundJson.Parse(Encoding.UTF8.GetBytes(json));
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object) throw new FormatException("a QMP command is a JSON object");
            ArrayBufferWriter<byte> text = new(json.Length + 32);
            using (Utf8JsonWriter writer = new(text))
            {
                writer.WriteStartObject();
                foreach (var member in root.EnumerateObject())
                    if (!member.NameEquals("id"u8)) member.WriteTo(writer);
                writer.WriteNumber("id"u8, id);
                writer.WriteEndObject();
            }
            text.Write("\n"u8);
            var name = root.TryGetProperty("execute", out var execute) && execute.ValueKind is JsonValueKind.String ? execute.GetString()! : "?";
            return (name, text.WrittenMemory);
        }
        catch (JsonException e)
        {
            throw new FormatException($"cannot parse json {json}: {e.Message}", e);
        }
    }

    /// <summary>An answer as libvirt's clients get it: the id is libvirt's own there, of the form <c>libvirt-N</c>.</summary>
    public static string WithoutId(JsonElement answer)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var member in answer.EnumerateObject())
            {
                if (member.NameEquals("id"u8)) writer.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"libvirt-{member.Value.GetInt64()}"));
                else member.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static QmpEvent Event(string name, JsonElement root)
    {
        long seconds = 0;
        uint micros = 0;
        if (root.TryGetProperty("timestamp", out var time) && time.ValueKind is JsonValueKind.Object)
        {
            if (time.TryGetProperty("seconds", out var s) && s.ValueKind is JsonValueKind.Number) s.TryGetInt64(out seconds);
            if (time.TryGetProperty("microseconds", out var m) && m.ValueKind is JsonValueKind.Number) m.TryGetUInt32(out micros);
        }
        return new(name, seconds, micros, root.TryGetProperty("data", out var data) ? data.Clone() : null);
    }

    public static QmpException Error(string command, JsonElement root)
    {
        var error = root.TryGetProperty("error", out var found) && found.ValueKind is JsonValueKind.Object ? found : default;
        return new(command, Text(error, "class") ?? "GenericError", Text(error, "desc") ?? "no reason given");

        static string? Text(JsonElement element, string name) =>
            element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
    }
}
