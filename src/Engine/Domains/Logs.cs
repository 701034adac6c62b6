using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>The guest's logs are kept within bounds.</summary>
    Task keeping = Task.CompletedTask;

    void KeepLogs(Guest live) => keeping = Task.WhenAll(LogsOf(State).Distinct().Select(path => host.Logs.KeepAsync(State.Name, path, live.Gone)));

    /// <summary>All that QEMU appends to without end: its own log, and what ports write into files.</summary>
    IEnumerable<string> LogsOf(DomainState state)
    {
        yield return host.Folders.LogOf(state.Name);
        foreach (var device in state.Running?.Live.Devices.All.OfType<CharDevice>() ?? [])
        {
            if (device.Backend.LogFile is { } log) yield return log;
            if (device.Backend is { Type: CharType.File, Path: { } path }) yield return path;
        }
    }
}
