namespace Aerostat.Cli.Grammar;

/// <summary>The words given make no command. Nothing has been done.</summary>
sealed class UsageException(string message) : Exception(message)
{
    public string? Hint { get; init; }
}

/// <summary>A command that failed: what was attempted. The cause, where there is one, says why.</summary>
/// <remarks>virsh prints both, each on a line of its own; an empty message prints the cause alone.</remarks>
sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause)
{
    public string? Hint { get; init; }

    /// <summary>Fails without a word: all has been said.</summary>
    public static CommandException Silent => new("");
}
