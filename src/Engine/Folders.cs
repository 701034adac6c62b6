namespace Aerostat.Engine;

/// <summary>Where the engine keeps what: one place for the system, one for a user's session, one for <c>--root</c>.</summary>
/// <param name="Etc">Saved configuration; survives everything.</param>
/// <param name="Run">Running state, sockets, the lock; gone at the next boot.</param>
/// <param name="Lib">Folders of running guests, NVRAM, caches.</param>
/// <param name="Log">Logs of guests.</param>
public sealed record Folders(string Etc, string Run, string Lib, string Log)
{
    /// <summary>All under one folder, so that daemons run side by side.</summary>
    public static Folders Under(string root)
    {
        root = Path.GetFullPath(root);
        return new(Path.Combine(root, "etc"), Path.Combine(root, "run"), Path.Combine(root, "lib"), Path.Combine(root, "log"));
    }

    public static Folders System { get; } = new("/etc/aerostat", "/run/aerostat", "/var/lib/aerostat", "/var/log/aerostat");

    /// <summary>A user's own, in the XDG base directories.</summary>
    /// <remarks>Source: XDG Base Directory specification; libvirt's session daemon puts its logs into the cache folder too.</remarks>
    public static Folders Session()
    {
        var home = Environment.GetEnvironmentVariable("HOME") ?? "/";
        return new(
            Xdg("XDG_CONFIG_HOME", Path.Combine(home, ".config")),
            Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } run ? Path.Combine(run, "aerostat") : Path.Combine(Xdg("XDG_CACHE_HOME", Path.Combine(home, ".cache")), "run"),
            Xdg("XDG_DATA_HOME", Path.Combine(home, ".local/share")),
            Path.Combine(Xdg("XDG_CACHE_HOME", Path.Combine(home, ".cache")), "log"));

        static string Xdg(string name, string otherwise) =>
            Path.Combine(Environment.GetEnvironmentVariable(name) is { Length: > 0 } folder ? folder : otherwise, "aerostat");
    }

    public string Domains => Path.Combine(Etc, "qemu");
    public string Autostart => Path.Combine(Domains, "autostart");
    public string Status => Path.Combine(Run, "qemu");
    public string Guests => Path.Combine(Lib, "qemu");
    public string Nvram => Path.Combine(Lib, "qemu", "nvram");
    public string Tpm => Path.Combine(Lib, "swtpm");
    public string ManagedSaves => Path.Combine(Lib, "qemu", "save");
    public string Hooks => Path.Combine(Etc, "hooks");
    public string Cache => Path.Combine(Lib, "cache");
    public string Logs => Path.Combine(Log, "qemu");

    /// <summary>As libvirt has it.</summary>
    public string ManagedSaveOf(string domain) => Path.Combine(ManagedSaves, $"{domain}.save");

    public string LogOf(string domain) => Path.Combine(Logs, $"{domain}.log");

    /// <summary>A domain's log, and the old parts of it.</summary>
    public void RemoveLogs(string domain)
    {
        foreach (var part in Directory.EnumerateFiles(Logs, $"{domain}.log*").Where(path => Path.GetFileName(path) == $"{domain}.log" || Path.GetFileName(path).StartsWith($"{domain}.log.", StringComparison.Ordinal)))
            Linux.Files.Remove(part);
    }
}
