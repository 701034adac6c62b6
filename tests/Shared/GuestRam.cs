using System.Globalization;
using System.Text.RegularExpressions;

namespace Aerostat.Tests.Shared;

/// <summary>A piece of a guest's memory as the host's kernel knows it.</summary>
/// <param name="Kind">Shared or private, the file's name where it has one, and what of locked, mergeable, huge, not dumped it is (<c>lo mg ht dd</c>).</param>
/// <param name="HeldKib">What of it takes memory of the host, in KiB.</param>
/// <remarks>Source: <c>proc_pid_smaps(5)</c>.</remarks>
sealed partial record GuestRam(string Kind, long HeldKib)
{
    static readonly string[] Telling = ["lo", "mg", "ht", "dd"];

    /// <param name="pid">A QEMU.</param>
    /// <param name="mib">How large it is: nothing else of QEMU's is just as large.</param>
    public static GuestRam Of(int pid, int mib)
    {
        List<string> lines = [];
        foreach (var line in File.ReadLines($"/proc/{pid}/smaps"))
        {
            if (Begin().IsMatch(line))
            {
                if (lines.Count > 0) break;
                if (Size(line) != (long)mib << 20) continue;
            }
            else if (lines.Count == 0)
            {
                continue;
            }
            lines.Add(line);
        }
        if (lines.Count == 0) return new($"nothing of {mib} MiB", 0);
        var words = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // A file of QEMU's own naming ends in letters by chance.
        var name = words.Length > 5 ? Chance().Replace(Path.GetFileName(words[5]), ".XXXXXX") : "anonymous";
        var flags = lines.Single(line => line.StartsWith("VmFlags", StringComparison.Ordinal)).Split(' ').Where(Telling.Contains);
        return new($"{(words[1][3] == 's' ? "shared" : "private")} {name} {string.Join(' ', flags)}".TrimEnd(), Kib("Rss") + Kib("Shared_Hugetlb") + Kib("Private_Hugetlb"));

        long Kib(string field) => lines.Where(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }

    static long Size(string line) => line.Split(' ')[0].Split('-') is [var from, var to] ? long.Parse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - long.Parse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^[0-9a-f]+-[0-9a-f]+ [-r]")]
    private static partial Regex Begin();

    [GeneratedRegex(@"\.\w{6}$")]
    private static partial Regex Chance();
}
