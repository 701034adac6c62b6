using System.Text.Json;
using System.Text.Unicode;

namespace Aerostat.Qmp;

/// <summary>A stranger's JSON, each text of which can be read: the parser takes bytes that are no UTF-8, and halves of surrogate pairs, and falls over them only when somebody reads them.</summary>
static class SoundJson
{
    /// <exception cref="JsonException">It is no JSON, or has such a text.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> text)
    {
        if (!Utf8.IsValid(text.Span)) throw new JsonException("a text is not UTF-8");
        // Hardly any message has one, and only there is anything to look for.
        if (text.Span.IndexOf("\\ud"u8) >= 0 || text.Span.IndexOf("\\uD"u8) >= 0) ReadAll(text.Span);
        return JsonDocument.Parse(text);
    }

    static void ReadAll(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text has half of a surrogate pair", e);
        }
    }
}
