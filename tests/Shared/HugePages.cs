using System.Globalization;

namespace Aerostat.Tests.Shared;

/// <summary>The host's pool of huge pages (2 MiB), made larger for as long as a test takes.</summary>
/// <remarks>Source: the kernel's <c>admin-guide/mm/hugetlbpage.rst</c>.</remarks>
public sealed class HugePages : IDisposable
{
    const string Pool = "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages";

    readonly int added;

    HugePages(int added) => this.added = added;

    /// <returns>Null: the kernel does not give so many, or it is not for us to say.</returns>
    public static HugePages? Add(int count)
    {
        if (Environment.UserName != "root" || !File.Exists(Pool)) return null;
        var before = Total();
        HugePages pages = new(count);
        try
        {
            Set(before + count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        if (Total() >= before + count) return pages;
        Set(before);
        return null;
    }

    static int Total() => int.Parse(File.ReadAllText(Pool), CultureInfo.InvariantCulture);

    static void Set(int count) => File.WriteAllText(Pool, count.ToString(CultureInfo.InvariantCulture));

    public void Dispose() => Set(Math.Max(0, Total() - added));
}
