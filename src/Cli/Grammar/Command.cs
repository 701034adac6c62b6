namespace Aerostat.Cli.Grammar;

/// <summary>One line of the table: all that parser, help, completion and manual know of a command.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Syntax">Its options in the order of their positions, each as <see cref="Option"/> reads it.</param>
/// <param name="Help">One line, an imperative.</param>
/// <param name="Run">Does it.</param>
sealed record Command(string Name, string Syntax, string Help, Func<Ask, Task> Run)
{
    /// <summary>Said under DESCRIPTION; the help line where nothing is.</summary>
    public string? About { get; init; }

    /// <summary>Known to the parser, shown by no help.</summary>
    public bool Hidden { get; init; }

    /// <summary>Read at the first look: most runs look at one command of them all.</summary>
    public IReadOnlyList<Option> Options => field ??= [.. Syntax.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Option.Parse)];

    public Option? Find(string name)
    {
        foreach (var option in Options) if (option.Name == name) return option;
        return null;
    }
}

/// <summary>Commands that belong together in the help.</summary>
sealed record Group(string Title, string Keyword, IReadOnlyList<Command> Commands);
