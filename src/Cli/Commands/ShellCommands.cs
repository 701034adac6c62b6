using System.Buffers;
using System.Text;
using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;

namespace Aerostat.Cli.Commands;

/// <summary>aero itself.</summary>
static class ShellCommands
{
    public static IReadOnlyList<Command> All =>
    [
        new("cd", "dir=", "change to another folder", Cd),
        new("pwd", "", "show the folder we are in", ask =>
        {
            ask.Out.Line(Directory.GetCurrentDirectory());
            return Task.CompletedTask;
        }),
        new("echo", "shell xml split err string...", "print words back, quoted if asked to", Echo),
        new("quit", "", "leave this terminal", Quit),
        new("exit", "", "leave this terminal", Quit),
        new("connect", "name= readonly", "connect to another hypervisor", ask => ask.Session.ReconnectAsync(ask.OptionalText("name"), ask.Has("readonly"))),
        new("help", "command=", "print help: of all, of a group, of a command", HelpFor),
        new("complete", "string...", "list what may come next", Complete) { Hidden = true },
        new("man", "", "print the manual page", ask =>
        {
            ask.Out.Text(Man.Page(ask.Session.Table));
            return Task.CompletedTask;
        }) { Hidden = true },
        new("completion", "shell!", "print the completion script of bash or zsh", ask =>
        {
            ask.Out.Text(CompletionScripts.For(ask.Text("shell")));
            return Task.CompletedTask;
        }),
    ];

    static Task Quit(Ask ask)
    {
        ask.Session.Ended = true;
        return Task.CompletedTask;
    }

    static Task Cd(Ask ask)
    {
        if (!ask.Session.Interactive) throw new CommandException("cd: command valid only in interactive mode");
        var folder = ask.OptionalText("dir") ?? Environment.GetEnvironmentVariable("HOME") ?? "/";
        try
        {
            Directory.SetCurrentDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cd: {folder}: {(e is DirectoryNotFoundException ? "No such file or directory" : e.Message)}");
        }
        return Task.CompletedTask;
    }

    static Task Echo(Ask ask)
    {
        IEnumerable<string> words = ask.All("string");
        if (ask.Has("split")) words = words.SelectMany(SplitAtCommas);
        if (ask.Has("xml")) words = words.Select(XmlText.Attribute);
        if (ask.Has("shell")) words = words.Select(ForShell);
        var text = string.Join(ask.Has("split") ? "\n" : " ", words);
        if (ask.Has("err")) ask.Out.Error(text);
        else ask.Out.Text(text);
        return Task.CompletedTask;
    }

    /// <summary>Two commas stand for one.</summary>
    static IEnumerable<string> SplitAtCommas(string word)
    {
        StringBuilder part = new();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] != ',')
            {
                part.Append(word[i]);
            }
            else if (i + 1 < word.Length && word[i + 1] == ',')
            {
                part.Append(',');
                i++;
            }
            else
            {
                yield return part.ToString();
                part.Clear();
            }
        }
        yield return part.ToString();
    }

    static readonly SearchValues<char> Special = SearchValues.Create(" \t\n\\\"'`$&|;<>()*?[]#~=%!{}^");

    internal static string ForShell(string word) =>
        word.Length > 0 && word.AsSpan().IndexOfAny(Special) < 0 ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    static Task HelpFor(Ask ask)
    {
        var table = ask.Session.Table;
        if (ask.OptionalText("command") is not { } word) ask.Out.Text(Help.All(table));
        else if (table.Find(word) is { } command) ask.Out.Text(Help.Of(command));
        else if (table.Groups.FirstOrDefault(group => group.Keyword == word) is { } group) ask.Out.Text(Help.Group(group));
        else throw new CommandException($"command or command group '{word}' doesn't exist") { Hint = Suggest.Nearest(word, table.Names) is { } near ? $"did you mean '{near}'?" : null };
        return Task.CompletedTask;
    }

    /// <summary>Candidates one a line, and silence where there are none: it runs at every press of a key.</summary>
    static async Task Complete(Ask ask)
    {
        try
        {
            foreach (var candidate in await Completion.CompleteAsync(ask.Session, ask.All("string"))) ask.Out.Line(candidate);
        }
        catch (Exception e) when (e is CommandException or Values.VirtException)
        {
            throw CommandException.Silent;
        }
    }
}
