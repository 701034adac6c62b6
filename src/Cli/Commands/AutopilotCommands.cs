using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;

namespace Aerostat.Cli.Commands;

/// <summary>The memory pilot, seen from outside.</summary>
static class AutopilotCommands
{
    public static IReadOnlyList<Command> All =>
    [
        new("autopilot", "action!", "let the memory pilot decide on recorded or invented hosts", Run)
        {
            About = "simulate: reads observations from standard input, one JSON object a line, and answers each with the targets that the pilot would set; nothing is moved, no connection is made.",
        },
    ];

    static Task Run(Ask ask)
    {
        if (ask.Text("action") is not "simulate" and var action)
            throw new CommandException($"autopilot has no action '{action}'") { Hint = "say 'aero autopilot simulate'" };
        // Whoever listens reads JSON and nothing else.
        ask.Out.Quiet = true;
        using DescriptorStream input = new(0), output = new(1);
        AutopilotSimulation.Run(input, output);
        return Task.CompletedTask;
    }
}
