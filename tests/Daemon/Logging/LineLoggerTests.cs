using Aerostat.Daemon.Logging;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon.Tests.Logging;

public class LineLoggerTests
{
    [Fact]
    public void What_is_logged_is_one_line_with_the_journals_priority() =>
        Assert.Equal("<4>engine: two | lines\n", Logged(toJournal: true, LogLevel.Warning, "two\nlines"));

    [Fact]
    public void For_people_the_line_has_its_time() =>
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} info engine: ready\n$", Logged(toJournal: false, LogLevel.Information, "ready"));

    [Fact]
    public void What_is_below_the_level_is_not_written() =>
        Assert.Equal("", Logged(toJournal: true, LogLevel.Debug, "small"));

    static string Logged(bool toJournal, LogLevel level, string message)
    {
        StringWriter written = new();
        using LineLogger logger = new(written, toJournal, TimeProvider.System);
        logger.CreateLogger("Aerostat.Engine").Log(level, default, message, null, (text, _) => text);
        return written.ToString();
    }
}
