using System.Globalization;
using System.Text;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>The host's huge pages of one size: all of them, or those of a node.</summary>
/// <param name="folder"><c>/sys/kernel/mm/hugepages</c>, or a node's.</param>
/// <remarks>Source: the kernel's <c>admin-guide/mm/hugetlbpage.rst</c>.</remarks>
public sealed class HugePagePool(string folder, Bytes size)
{
    readonly string pool = Path.Combine(folder, $"hugepages-{size.InKib}kB");

    /// <summary>Null: there are no pages of this size.</summary>
    public ulong? Total => Count("nr_hugepages");

    public ulong? Free => Count("free_hugepages");

    /// <summary>Asks for so many; the kernel gives what it finds in one piece.</summary>
    /// <returns>How many there are then.</returns>
    /// <exception cref="LinuxException">The kernel gives none to us.</exception>
    public ulong Resize(ulong count)
    {
        KernelFile.Write(Path.Combine(pool, "nr_hugepages"), count);
        return Total ?? 0;
    }

    ulong? Count(string file) => (ulong?)ProcFile.TryReadNumber(Path.Combine(pool, file));
}

/// <summary>A number that the kernel takes through a file.</summary>
public static class KernelFile
{
    /// <exception cref="LinuxException">There is no such file, or the kernel refuses the number.</exception>
    public static void Write(string path, ulong number)
    {
        using var file = Files.OpenWrite(path);
        Files.Write(file, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), path);
    }
}
