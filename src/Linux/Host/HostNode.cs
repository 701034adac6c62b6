using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>A memory node: the processors beside it, and how far the others are.</summary>
/// <param name="Present">Those beside it, running or not; <paramref name="Cpus"/> is who runs.</param>
/// <param name="Distances">To node 0, 1…; 10 is itself.</param>
/// <param name="HugePages">The sizes that the node can have, smallest first.</param>
/// <remarks>What changes (free memory, free pages) is asked by method and read anew.</remarks>
public sealed record HostNode(string Folder, int Number, CpuSet Present, CpuSet Cpus, ValueList<int> Distances, ValueList<Bytes> HugePages)
{
    internal static HostNode Read(string root, int number)
    {
        var folder = Path.Combine(root, $"sys/devices/system/node/node{number}");
        return new(folder, number,
            CpuSet.Of(Directory.EnumerateFileSystemEntries(folder, "cpu*")
                .Select(path => int.TryParse(Path.GetFileName(path)["cpu".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) ? cpu : -1)
                .Where(cpu => cpu >= 0)),
            CpuSet.TryParse(ProcFile.TryReadLine(Path.Combine(folder, "cpulist")), out var cpus) ? cpus : default,
            (ProcFile.TryReadLine(Path.Combine(folder, "distance")) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(distance => int.Parse(distance, CultureInfo.InvariantCulture)).ToValueList(),
            Sizes(Path.Combine(folder, "hugepages")).Order().ToValueList());
    }

    public MemoryInfo Memory() => MemoryInfo.Read(Path.Combine(Folder, "meminfo"));

    /// <summary>Null: the node has no pages of this size.</summary>
    public (ulong Total, ulong Free)? Pages(Bytes size)
    {
        HugePagePool pool = new(Path.Combine(Folder, "hugepages"), size);
        return pool.Total is { } total && pool.Free is { } free ? (total, free) : null;
    }

    static IEnumerable<Bytes> Sizes(string folder) => !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder, "hugepages-*kB")
        .Select(path => Bytes.Kib(ulong.Parse(Path.GetFileName(path)["hugepages-".Length..^"kB".Length], CultureInfo.InvariantCulture)));
}
