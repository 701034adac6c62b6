namespace Aerostat.Cli.Grammar;

/// <summary>What a mistyped word may have meant.</summary>
static class Suggest
{
    /// <summary>The nearest word, if it is near: one slip for short words, a third of the letters for long ones.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var limit = Math.Max(1, word.Length / 3);
        return known.Select(name => (name, slips: Slips(word, name))).Where(x => x.slips <= limit).OrderBy(x => x.slips).FirstOrDefault().name;
    }

    /// <summary>Letters added, dropped, changed, or swapped with their neighbour.</summary>
    internal static int Slips(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var changed = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(changed, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) rows[i, j] = Math.Min(rows[i, j], 1 + rows[i - 2, j - 2]);
            }
        return rows[a.Length, b.Length];
    }
}
