using System.Text.Json;

namespace Aerostat.Qmp;

/// <summary>A question that is asked again and again: its words are made once, and its answer is read where it lies, without a tree of it.</summary>
/// <remarks>It is asked anew only when it is no longer owed; what was told last stays.</remarks>
public abstract class Glance((string Command, ReadOnlyMemory<byte> Arguments) question)
{
    (QmpClient Of, ReadOnlyMemory<byte> Text)? words;
    Action? then;

    /// <summary>It has been asked, and neither answered nor refused nor lost.</summary>
    public bool IsOwed => Volatile.Read(ref then) is not null;

    /// <summary>Of all questions to this client the answer is known by it.</summary>
    internal long Id { get; private set; }

    internal bool IsOf(QmpClient client) => ReferenceEquals(words?.Of, client);

    internal void Address(QmpClient client, long id) => (Id, words) = (id, (client, QmpText.Command(question.Command, question.Arguments.Span, id)));

    internal ReadOnlySpan<byte> Begin(Action whenOver)
    {
        Volatile.Write(ref then, whenOver);
        return words!.Value.Text.Span;
    }

    /// <summary>It is owed no more.</summary>
    internal void End() => Interlocked.Exchange(ref then, null)?.Invoke();

    /// <param name="line">A whole message, valid UTF-8 without escapes.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal void Answer(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("a message that is no object");
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isResult = reader.ValueTextEquals("return"u8);
            reader.Read();
            if (isResult) Read(ref reader);
            else reader.Skip();
        }
        End();
    }

    /// <summary>Reads the answer, on whose first word the reader stands, to its last.</summary>
    protected abstract void Read(ref Utf8JsonReader answer);

    protected static (string, ReadOnlyMemory<byte>) Words<T>(Command<T> command) where T : class => (command.Execute, QmpText.Arguments(command));

    /// <summary>Goes to the next member of an object and onto its value.</summary>
    /// <param name="outside">The depth of the object's own braces.</param>
    /// <returns>False: it has no more; the reader stands on its end.</returns>
    protected static bool Next(ref Utf8JsonReader reader, int outside) =>
        reader.Read() && !(reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray && reader.CurrentDepth == outside);
}
