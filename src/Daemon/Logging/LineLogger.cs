using System.Globalization;
using Aerostat.Linux;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon.Logging;

/// <summary>One line for each thing logged, on standard error: with the time for people, with its priority for the journal, which has a clock of its own.</summary>
/// <remarks>Source: <c>sd-daemon(3)</c>, the prefixes; <c>systemd.exec(5)</c>, JOURNAL_STREAM.</remarks>
sealed class LineLogger(TextWriter output, bool toJournal, TimeProvider time) : ILoggerProvider
{
    readonly Lock gate = new();

    /// <summary>What is below is not written; it may change while the daemon runs.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    public static LineLogger ToStandardError(TimeProvider time) => new(Console.Error, IsJournal(), time);

    /// <summary>A level of libvirtd.conf's.</summary>
    public static LogLevel LevelOf(int number) => number switch
    {
        1 => LogLevel.Debug,
        2 => LogLevel.Information,
        3 => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() { }

    void Write(LogLevel level, string category, string message, Exception? error)
    {
        var text = error is null ? message : $"{message}: {(level >= LogLevel.Error && error is not Values.VirtException ? error.ToString() : error.Message)}";
        var line = toJournal
            ? $"<{Priority(level)}>{category}: {OneLine(text)}"
            : string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():yyyy-MM-dd HH:mm:ss.fff} {Word(level)} {category}: {OneLine(text)}");
        lock (gate)
        {
            try { output.WriteLine(line); }
            catch (IOException) { /* whoever read it is gone; the daemon goes on */ }
        }
    }

    static string OneLine(string text) => text.ReplaceLineEndings(" | ");

    static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        _ => "debug",
    };

    /// <summary>The variable names the journal's socket: it is still our standard error, not one that we inherited the name of alone.</summary>
    static bool IsJournal()
    {
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM")?.Split(':') is not [_, var inode]) return false;
        return FileStatus.TryOf("/proc/self/fd/2", follow: true) is { } status && status.Identity.Inode.ToString(CultureInfo.InvariantCulture) == inode;
    }

    sealed class Category(LineLogger owner, string name) : ILogger
    {
        readonly string word = name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant();

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) owner.Write(logLevel, word, formatter(state, exception), exception);
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
