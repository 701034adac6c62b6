using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices;

/// <summary>What udev has found out about a drive beyond what the kernel tells. Empty where no udev runs, as in a container.</summary>
/// <remarks>Source: udev's database, <c>/run/udev/data/bMAJOR:MINOR</c>: lines of <c>E:NAME=value</c>.</remarks>
readonly struct UdevRecord
{
    readonly Dictionary<string, string> said;

    UdevRecord(Dictionary<string, string> said) => this.said = said;

    public string? this[string name] => said.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    public static UdevRecord Of(string path, string root)
    {
        Dictionary<string, string> said = [];
        if (ProcFile.TryReadLine(Path.Combine(path, "dev")) is { } number && ProcFile.TryRead(Path.Combine(root, "run/udev/data", $"b{number}")) is { } record)
            foreach (var line in record.Split('\n'))
                if (line.StartsWith("E:", StringComparison.Ordinal) && line.IndexOf('=') is > 0 and var at) said[line[2..at]] = line[(at + 1)..];
        return new(said);
    }
}
