using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>Where the memory of the host, or of one of its nodes, is. A node tells less: what it does not tell is null.</summary>
/// <remarks>Source: <c>proc_meminfo(5)</c>; a node's lines begin with <c>Node N </c>.</remarks>
public readonly record struct MemoryInfo(Bytes? Total, Bytes? Free, Bytes? Available, Bytes? Buffers, Bytes? Cached, Bytes? SwapTotal = null, Bytes? SwapFree = null)
{
    public static MemoryInfo Read(string path = "/proc/meminfo") => Parse(ProcFile.TryRead(path) ?? "");

    /// <summary>Reads such a file, also a guest's: a number beyond all memory is none.</summary>
    public static MemoryInfo Parse(string text)
    {
        return new(Line("MemTotal:"), Line("MemFree:"), Line("MemAvailable:"), Line("Buffers:"), Line("Cached:"), Line("SwapTotal:"), Line("SwapFree:"));

        Bytes? Line(string name)
        {
            foreach (var line in text.AsSpan().EnumerateLines())
            {
                var at = line.IndexOf(name);
                // SwapCached: ends alike; a name begins its line, or follows the node's number.
                if (at < 0 || at > 0 && line[at - 1] != ' ') continue;
                if (ulong.TryParse(line[(at + name.Length)..].Trim().TrimEnd(" kB"), out var kib) && kib < 1UL << 50) return Bytes.Kib(kib);
            }
            return null;
        }
    }
}
