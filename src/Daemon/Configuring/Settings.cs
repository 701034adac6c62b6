using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon.Configuring;

/// <summary>The configuration in force, and its file, which may be read again.</summary>
sealed class Settings(string path)
{
    public Configuration Running { get; private set; } = new();

    /// <summary>What was wrong at the last reading.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; private set; } = [];

    /// <summary>What holds for the memory pilot, and the line that would set it otherwise and cannot.</summary>
    public Engine.Piloting.PilotSettings Pilot =>
        Running.Pilot with { Problem = Problems.FirstOrDefault(p => p.What.StartsWith("autopilot_memory_", StringComparison.Ordinal))?.ToString() };

    /// <summary>Reads the file at start.</summary>
    /// <param name="remarks">What the file says in vain.</param>
    /// <returns>All that is wrong: with any of it the daemon does not start.</returns>
    public IReadOnlyList<ConfigProblem> Load(out IReadOnlyList<string> remarks)
    {
        var x = Read(out var read, out remarks);
        Running = read;
        return x.Problems;
    }

    /// <summary>Reads the file anew. What changed is told; a wrong line is named, and what it would set stays as it is.</summary>
    public void Reload(ILogger logger)
    {
        var x = Read(out var read, out _);
        Problems = x.Problems;
        foreach (var problem in x.Problems) Log.SettingKept(logger, problem);
        foreach (var change in x.Changes)
        {
            if (Configuration.TakesEffectAtOnce(change[..change.IndexOf(' ')])) Log.SettingChanged(logger, change);
            else Log.SettingChangesLater(logger, change);
        }
        if (x.Changes.Count == 0) Log.NothingChanged(logger, path);
        // What waits for the next start is told again at the next reading, until then.
        Running = Running.TakingOver(read);
    }

    ConfigMap Read(out Configuration read, out IReadOnlyList<string> remarks)
    {
        ConfigMap x = new(ConfigFile.Read(path), Running);
        read = Configuration.Map(x);
        remarks = x.WithoutEffect(Configuration.NotOurs);
        x.RefuseOthers();
        return x;
    }
}
