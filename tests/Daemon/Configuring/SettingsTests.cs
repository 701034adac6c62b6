using Aerostat.Daemon.Configuring;
using Aerostat.Engine.Piloting;
using Aerostat.Values;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon.Tests.Configuring;

/// <summary>The file is read again at SIGHUP.</summary>
public sealed class SettingsTests : IDisposable
{
    readonly string path = Path.GetTempFileName();
    readonly Heard heard = new();

    [Fact]
    public void What_the_pilot_goes_by_holds_at_once_and_is_told()
    {
        var settings = Loaded("autopilot_memory_shares = 2000");
        File.WriteAllLines(path, ["autopilot_memory_mode = \"on\"", "autopilot_memory_floor = \"512 MiB\"", "autopilot_memory_interval = 7", "autopilot_memory_shares = 2000"]);

        settings.Reload(heard);

        Assert.Equal(new PilotSettings { Mode = PilotMode.On, Floor = Bytes.Mib(512), Interval = TimeSpan.FromSeconds(7), Shares = 2000 }, settings.Running.Pilot);
        Assert.Contains(heard.Lines, line => line.Contains("autopilot_memory_mode from \"observe\" to \"on\"", StringComparison.Ordinal));
        Assert.DoesNotContain(heard.Lines, line => line.Contains("shares", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_line_is_named_and_what_it_would_set_stays()
    {
        var settings = Loaded("autopilot_memory_mode = \"on\"", "autopilot_memory_budget = \"8 GiB\"");
        File.WriteAllLines(path, ["autopilot_memory_mode = \"sometimes\"", "autopilot_memory_budget = \"4 GiB\""]);

        settings.Reload(heard);

        Assert.Equal((PilotMode.On, Bytes.Gib(4)), (settings.Running.Pilot.Mode, settings.Running.Pilot.Budget));
        Assert.Contains(heard.Lines, line => line.Contains($"{path}:1", StringComparison.Ordinal) && line.Contains("sometimes", StringComparison.Ordinal));
    }

    [Fact]
    public void What_waits_for_the_next_start_is_told_and_does_not_hold()
    {
        var settings = Loaded("max_clients = 20");
        File.WriteAllLines(path, ["max_clients = 30"]);

        settings.Reload(heard);

        Assert.Equal(20, settings.Running.MaxClients);
        Assert.Contains(heard.Lines, line => line.Contains("max_clients from 20 to 30", StringComparison.Ordinal));
    }

    Settings Loaded(params string[] lines)
    {
        File.WriteAllLines(path, lines);
        Settings settings = new(path);
        Assert.Empty(settings.Load(out _));
        return settings;
    }

    public void Dispose() => File.Delete(path);

    sealed class Heard : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
