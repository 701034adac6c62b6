using Aerostat.Cli.Grammar;
using Aerostat.Values;

namespace Aerostat.Cli.Shell;

/// <summary>The interactive terminal: lines until <c>quit</c> or the end of input.</summary>
static class Repl
{
    public static async Task<int> RunAsync(Session session)
    {
        session.Out.Extra("Welcome to aero, the virtualization interactive terminal.\n\nType:  'help' for help with commands\n       'quit' to quit\n\n");
        session.Out.Flush();
        await ConnectAsync(session);

        History history = new(Terminal.IsTerminal(0) ? History.DefaultPath() : null);
        var read = Terminal.IsTerminal(0) ? Edited(session, history) : Plain(session);
        while (!session.Ended && read(session.ReadOnly ? "aero > " : "aero # ") is { } line) await RunLineAsync(session, line);
        session.Out.Line();
        history.Save();
        return 0;
    }

    /// <summary>At once, so that a wrong URI is known before anything is typed.</summary>
    static async Task ConnectAsync(Session session)
    {
        try
        {
            await session.ConnectAsync();
        }
        catch (CommandException e)
        {
            session.Complain(e);
        }
    }

    static async Task RunLineAsync(Session session, string line)
    {
        try
        {
            await session.RunAsync(session.Parser.ParseLine(line));
        }
        catch (UsageException e)
        {
            session.Complain(e);
        }
    }

    static Func<string, string?> Edited(Session session, History history)
    {
        LineEditor editor = new(new DescriptorStream(0), session.Out.Answers, history, line => Candidates(session, line));
        return prompt =>
        {
            using (Terminal.Raw()) return editor.Read(prompt);
        };
    }

    static IReadOnlyList<string> Candidates(Session session, string line)
    {
        try
        {
            return Completion.CompleteAsync(session, Completion.WordsOf(line)).GetAwaiter().GetResult(); // the editor asks and waits: a person does, too
        }
        catch (Exception e) when (e is CommandException or VirtException or UsageException)
        {
            return [];
        }
    }

    static Func<string, string?> Plain(Session session)
    {
        StreamReader input = new(new DescriptorStream(0));
        return prompt =>
        {
            session.Out.Text(prompt);
            session.Out.Flush();
            var line = input.ReadLine();
            // A transcript shows what was asked, as a terminal would.
            if (line is not null) session.Out.Line(line);
            return line;
        };
    }
}
