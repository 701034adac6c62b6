namespace Aerostat.Qemu;

/// <summary>Descriptors that packages and administrators put where QEMU's makers said: firmware, vhost-user programs.</summary>
/// <remarks>Source: QEMU, <c>docs/interop/firmware.json</c>, <c>vhost-user.json</c>. A file name in a folder of more weight hides the same name in one of less; an empty file hides it altogether.</remarks>
static class InteropFiles
{
    /// <param name="kind"><c>firmware</c>, <c>vhost-user</c>.</param>
    /// <param name="session">The user's own folder counts as well, and most.</param>
    /// <param name="root">Where the host's folders begin.</param>
    /// <returns>Paths, by the order of their names.</returns>
    public static IEnumerable<string> Of(string kind, bool session = false, string root = "/")
    {
        List<string> folders = [Path.Combine(root, "usr/share/qemu", kind), Path.Combine(root, "etc/qemu", kind)];
        if (session)
            folders.Add(Path.Combine(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"), "qemu", kind));
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (var folder in folders.Where(Directory.Exists))
            foreach (var file in Directory.EnumerateFiles(folder, "*.json")) files[Path.GetFileName(file)] = file;
        return files.Values;
    }
}
