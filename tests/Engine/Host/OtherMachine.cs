using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Aerostat.Engine.Tests.Host;

/// <summary>Another machine's /proc and /sys, as far as the host is told from them, laid out from a recording; gone at the end.</summary>
sealed class OtherMachine : IDisposable
{
    public OtherMachine(string recording, [CallerFilePath] string here = "")
    {
        using var archive = File.OpenRead(Path.Combine(Path.GetDirectoryName(here)!, "../../../data/fixtures", $"sysfs-{recording}.tar.gz"));
        using TarReader tar = new(new GZipStream(archive, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory || !IsOfUse(entry.Name)) continue;
            var path = Path.Combine(Root, entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (entry.EntryType is TarEntryType.SymbolicLink) File.CreateSymbolicLink(path, entry.LinkName);
            else entry.ExtractToFile(path, overwrite: false);
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("aerostat-machine-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    // Thousands of files take seconds.
    static bool IsOfUse(string name) =>
        name.StartsWith("proc/", StringComparison.Ordinal) || name.Contains("/node/", StringComparison.Ordinal)
        || name.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("/thread_siblings_list", StringComparison.Ordinal)
        || name.EndsWith("cpu/online", StringComparison.Ordinal) || name.EndsWith("cpu/present", StringComparison.Ordinal);
}
