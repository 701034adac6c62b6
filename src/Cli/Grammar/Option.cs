namespace Aerostat.Cli.Grammar;

/// <summary>What follows an option: nothing, a word, a number.</summary>
enum OptionKind { Flag, Text, Number }

/// <summary>One option of a command, as the table writes it.</summary>
/// <remarks>
/// <c>live</c> is a flag, <c>mac=</c> takes a word, <c>cpu=#</c> a number, <c>domain!</c> must be given, <c>cmd...</c> takes all that is left,
/// <c>-xpath=</c> is never filled by position.
/// </remarks>
sealed record Option(string Name, OptionKind Kind, bool Required, bool ByNameOnly, bool Many)
{
    public bool ByPosition => Kind != OptionKind.Flag && !ByNameOnly;

    public string Placeholder => Kind == OptionKind.Number ? "<number>" : "<string>";

    public static Option Parse(string text)
    {
        var byNameOnly = text[0] == '-';
        var many = text.EndsWith("...", StringComparison.Ordinal);
        var end = text.AsSpan().IndexOfAny("=!.#");
        var name = text[(byNameOnly ? 1 : 0)..(end < 0 ? text.Length : end)];
        var kind = end < 0 ? OptionKind.Flag : text.Contains('#') ? OptionKind.Number : OptionKind.Text;
        return new(name, kind, text.Contains('!'), byNameOnly, many);
    }
}
