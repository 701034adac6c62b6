using Aerostat.Engine.Companions;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>The guest's logs are kept within bounds.</summary>
    Task keeping = Task.CompletedTask;

    void KeepLogs(Guest live) => keeping = Task.WhenAll(LogsOf(State).Distinct().Select(path => host.Logs.KeepAsync(State.Name, path, live.Gone)));

    /// <summary>All that is appended to without end: QEMU's own log, its companions', and what ports write into files.</summary>
    IEnumerable<string> LogsOf(DomainState state)
    {
        yield return host.Folders.LogOf(state.Name);
        if (state.Running is { Live: var live })
            foreach (var log in Companion.LogsOf(host.Folders, live)) yield return log;
        foreach (var device in state.Running?.Live.Devices.All.OfType<CharDevice>() ?? [])
        {
            if (device.Backend.LogFile is { } log) yield return log;
            if (device.Backend is { Type: CharType.File, Path: { } path }) yield return path;
        }
    }
}
