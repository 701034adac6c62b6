using System.Text;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli;

/// <summary>The table told to people. The frame is virsh's, so that what reads it goes on reading it.</summary>
static class Help
{
    public static string Program(Table table) => $"""

        aero [options]... [<command_string>]
        aero [options]... <command> [args...]

          options:
            -c | --connect=URI      hypervisor connection URI
            -d | --debug=NUM        debug level [0-4]
            -e | --escape <char>    what leaves a console (default ^])
            -h | --help             this help
            -k | --keepalive-interval=NUM
                                    seconds of silence before the server is asked, 0 for never
            -K | --keepalive-count=NUM
                                    questions without an answer before it is given up
            -l | --log=FILE         also write complaints to a file
            -q | --quiet            answers only: no headers, no blank lines
            -r | --readonly         connect without the right to change anything
            -t | --timing           print how long each command took
            -v                      short version
            -V                      long version
                 --version[=TYPE]   version, TYPE is short or long (default short)
                 --format=TYPE      table or json, where a command has both
                 --color=WHEN       auto, always or never
          commands (non interactive mode):

        {string.Concat(table.Groups.Select(group => Group(group, ":") + "\n"))}
          (specify help <group> for details about the commands in the group)

          (specify help <command> for details about the command)


        """;

    public static string All(Table table) => "Grouped commands:\n\n" + string.Concat(table.Groups.Select(group => Group(group, ":") + "\n"));

    public static string Group(Group group, string end = ":")
    {
        StringBuilder text = new();
        text.Append($" {group.Title} (help keyword '{group.Keyword}'){end}\n");
        foreach (var command in group.Commands.Where(c => !c.Hidden).OrderBy(c => c.Name, StringComparer.Ordinal))
            text.Append($"    {command.Name,-30} {command.Help}\n");
        return text.ToString();
    }

    public static string Of(Command command)
    {
        StringBuilder text = new();
        text.Append($"  NAME\n    {command.Name} - {command.Help}\n\n  SYNOPSIS\n    {Synopsis(command)}\n\n  DESCRIPTION\n    {command.About ?? command.Help}\n");
        if (command.Options.Count > 0)
        {
            text.Append("\n  OPTIONS\n");
            foreach (var option in command.Options) text.Append($"    {Usage(option),-15}  {OptionHelp.Of(command, option)}\n");
        }
        return text.Append('\n').ToString();
    }

    public static string Synopsis(Command command) => string.Join(' ', command.Options.Select(option => option switch
    {
        { Many: true, Required: true } => $"{{[--{option.Name}] {option.Placeholder}}}...",
        { Many: true } => $"[[--{option.Name}] {option.Placeholder}]...",
        { Kind: OptionKind.Flag } => $"[--{option.Name}]",
        { Required: true } => $"<{option.Name}>",
        _ => $"[--{option.Name} {option.Placeholder}]",
    }).Prepend(command.Name));

    static string Usage(Option option) => option switch
    {
        { Kind: OptionKind.Flag } => $"--{option.Name}",
        { Required: true } or { Many: true } => $"[--{option.Name}] {option.Placeholder}",
        _ => $"--{option.Name} {option.Placeholder}",
    };
}
