using System.Text;
using Aerostat.Cli;
using Aerostat.Cli.Commands;
using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;

UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
using StreamWriter answers = new(new DescriptorStream(1), utf8, 16384);
using StreamWriter complaints = new(new DescriptorStream(2), utf8) { AutoFlush = true };
Output output = new(answers, complaints);
Table table = new(AllCommands.Groups);

try
{
    var settings = Settings.Read(args, output.Error);
    switch (settings.Asked)
    {
        case Settings.Question.Help:
            output.Text(Help.Program(table));
            output.Flush();
            return 0;
        case Settings.Question.Version:
            output.Line(About.Version);
            output.Flush();
            return 0;
        case Settings.Question.LongVersion:
            output.Text(About.LongVersion);
            output.Flush();
            return 0;
    }

    output.Quiet = settings.Quiet;
    output.Format = settings.Format ?? Format.Table;
    output.Colour = settings.Colour ?? (Terminal.IsTerminal(2) && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");

    await using Session session = new(settings, output, table) { Interactive = settings.Words.Count == 0 };
    if (session.Interactive) return await Repl.RunAsync(session);

    List<Parsed> commands = settings.Words is [var line] ? session.Parser.ParseLine(line) : [session.Parser.Parse(settings.Words)];
    return await session.RunAsync(commands) ? 0 : 1;
}
catch (UsageException e)
{
    output.Error(e.Message);
    if (e.Hint is not null) output.Hint(e.Hint);
    return 1;
}
catch (IOException e) when (e.HResult == DescriptorStream.BrokenPipe)
{
    // The reader has seen enough: `aero list | head -1`.
    return 0;
}
