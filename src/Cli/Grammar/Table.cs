namespace Aerostat.Cli.Grammar;

/// <summary>The table of commands: what parser, help, completion and manual are made from.</summary>
sealed class Table(IReadOnlyList<Group> groups)
{
    public IReadOnlyList<Group> Groups => groups;

    public IEnumerable<Command> Commands => groups.SelectMany(group => group.Commands).Where(command => !command.Hidden);

    public IEnumerable<string> Names => Commands.Select(command => command.Name);

    /// <summary>A walk and no index: it is made once a run.</summary>
    public Command? Find(string name)
    {
        foreach (var group in groups)
            foreach (var command in group.Commands)
                if (command.Name == name) return command;
        return null;
    }
}
