using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>Room for a daemon's run folder in memory, as /run is where it is installed. What is defined stays on the disk.</summary>
sealed class MemoryFolder : IDisposable
{
    readonly string path = $"/dev/shm/aero-{Guid.NewGuid():N}"[..20];

    /// <summary>Before it starts.</summary>
    public void ServeAsRunOf(Daemon daemon)
    {
        Directory.CreateDirectory(path);
        var run = daemon.At["run"];
        if (Directory.Exists(run)) Directory.Delete(run);
        Directory.CreateSymbolicLink(run, path);
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
