namespace Aerostat.Cli.Shell;

/// <summary>Lines typed before, also in earlier sessions.</summary>
sealed class History(string? path)
{
    const int Most = 500;

    readonly List<string> lines = path is not null && File.Exists(path) ? [.. File.ReadLines(path).TakeLast(Most)] : [];
    string draft = "";
    int at;

    /// <summary>Its place for this user: <c>$XDG_CACHE_HOME/aero/history</c>.</summary>
    public static string? DefaultPath()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder ? folder
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : null;
        return cache is null ? null : Path.Combine(cache, "aero", "history");
    }

    public void Rewind() => (at, draft) = (lines.Count, "");

    public void Add(string line)
    {
        if (line.Trim().Length > 0 && (lines.Count == 0 || lines[^1] != line)) lines.Add(line);
        Rewind();
    }

    public string? Older(string current)
    {
        if (at == 0) return null;
        if (at == lines.Count) draft = current;
        return lines[--at];
    }

    public string? Newer() => at >= lines.Count ? null : ++at == lines.Count ? draft : lines[at];

    /// <summary>Kept for the next session; where that cannot be, nothing is lost but the history.</summary>
    public void Save()
    {
        if (path is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using StreamWriter file = new(path);
            foreach (var line in lines.TakeLast(Most)) file.Write(line + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A home that is full or read-only is no reason to fail a session that has done its work.
        }
    }
}
