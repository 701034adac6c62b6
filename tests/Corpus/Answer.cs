using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aerostat.Corpus.Tests;

/// <summary>What a daemon said of one document.</summary>
/// <param name="Refused">Why it cannot be defined; null: it was.</param>
/// <param name="Xml">As it is told once it is defined.</param>
/// <param name="NotNative">Why no command line can be made of it.</param>
/// <param name="Native">The command line, as a shell takes it.</param>
/// <param name="Died">The daemon went down over it.</param>
sealed record Answer(Refusal? Refused, string? Xml, Refusal? NotNative, string? Native, bool Died)
{
    public static readonly Answer Death = new(null, null, null, null, Died: true);

    public static Answer? FromJson(string json) => JsonSerializer.Deserialize(json, AnswerJson.Default.Answer);

    public string ToJson() => JsonSerializer.Serialize(this, AnswerJson.Default.Answer);
}

sealed record Refusal(int Code, int Domain, string Message);

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Answer))]
sealed partial class AnswerJson : JsonSerializerContext;
