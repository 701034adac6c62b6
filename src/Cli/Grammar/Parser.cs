namespace Aerostat.Cli.Grammar;

/// <summary>A command and what was given to it.</summary>
sealed record Parsed(Command Command, IReadOnlyList<KeyValuePair<Option, string>> Values)
{
    public bool WantsHelp { get; init; }
}

/// <summary>Reads words as virsh does: options by name or by position, in any mixture.</summary>
/// <remarks>Source: virsh(1) as it behaves; scripts match the wording of the errors.</remarks>
sealed class Parser(Table table)
{
    /// <summary>Every command of a line; nothing of it is run where one of them is wrong.</summary>
    public List<Parsed> ParseLine(string line) => [.. Words.Split(line).Select(Parse)];

    /// <exception cref="UsageException">What is wrong with it, in virsh's words.</exception>
    public Parsed Parse(IReadOnlyList<string> words)
    {
        var command = table.Find(words[0]) ?? throw new UsageException($"unknown command: '{words[0]}'")
        {
            Hint = Suggest.Nearest(words[0], table.Names) is { } nearest ? $"did you mean '{nearest}'?" : null,
        };

        List<KeyValuePair<Option, string>> values = [];
        var namesEnded = false;
        for (var at = 1; at < words.Count; at++)
        {
            var word = words[at];
            if (namesEnded || !word.StartsWith("--", StringComparison.Ordinal))
            {
                var option = NextByPosition(command, values) ?? throw new UsageException($"unexpected data '{word}'");
                values.Add(new(option, word));
            }
            else if (word == "--")
            {
                namesEnded = true;
            }
            else if (word == "--help")
            {
                return new(command, values) { WantsHelp = true };
            }
            else
            {
                var equals = word.IndexOf('=');
                values.Add(ByName(command, values, words, ref at, word[2..(equals < 0 ? word.Length : equals)], equals < 0 ? null : word[(equals + 1)..]));
            }
        }

        // Each on a line of its own, as virsh has them.
        var missing = command.Options.Where(option => option.Required && !Given(values, option))
            .Select(option => $"command '{command.Name}' requires {(option.Kind is OptionKind.Text ? $"<{option.Name}>" : $"--{option.Name}")} option").ToList();
        if (missing.Count > 0) throw new UsageException(string.Join("\nerror: ", missing)) { Hint = $"see 'aero help {command.Name}'" };
        return new(command, values);
    }

    static KeyValuePair<Option, string> ByName(
        Command command, List<KeyValuePair<Option, string>> values, IReadOnlyList<string> words, ref int at, string name, string? value)
    {
        var option = command.Find(name) ?? throw new UsageException($"command '{command.Name}' doesn't support option --{name}")
        {
            Hint = Suggest.Nearest(name, command.Options.Select(o => o.Name)) is { } nearest ? $"did you mean '--{nearest}'?" : null,
        };
        if (!option.Many && Given(values, option)) throw new UsageException($"option --{name} already seen");
        if (option.Kind == OptionKind.Flag)
            return value is null ? new(option, "") : throw new UsageException($"invalid '=' after option --{name}");
        if (value is null && ++at == words.Count) throw new UsageException($"expected syntax: --{name} {option.Placeholder}");
        return new(option, value ?? words[at]);
    }

    static Option? NextByPosition(Command command, List<KeyValuePair<Option, string>> values)
    {
        foreach (var option in command.Options)
            if (option.ByPosition && (option.Many || !Given(values, option))) return option;
        return null;
    }

    static bool Given(List<KeyValuePair<Option, string>> values, Option option)
    {
        foreach (var (given, _) in values) if (ReferenceEquals(given, option)) return true;
        return false;
    }
}
