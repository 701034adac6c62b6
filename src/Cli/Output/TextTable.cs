using System.Text;

namespace Aerostat.Cli;

/// <summary>Columns as virsh draws them: a space before, two behind, the last one as wide as it is.</summary>
static class TextTable
{
    public static string Render(IReadOnlyList<string>? header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var all = header is null ? rows : [header, .. rows];
        if (all.Count == 0) return "";
        var widths = new int[all[0].Count];
        foreach (var row in all)
            for (var i = 0; i < widths.Length; i++) widths[i] = Math.Max(widths[i], Width(row[i]));

        StringBuilder text = new();
        foreach (var row in all)
        {
            for (var i = 0; i < widths.Length; i++)
            {
                text.Append(' ').Append(row[i]);
                if (i < widths.Length - 1) text.Append(' ', widths[i] - Width(row[i]) + 2);
            }
            text.Append('\n');
            if (ReferenceEquals(row, header)) text.Append('-', widths.Sum() + 3 * widths.Length).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Columns on a terminal: East Asian wide characters and pictures take two, marks that combine none.</summary>
    internal static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Rune.GetUnicodeCategory(rune) switch
            {
                System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark => 0,
                _ => rune.Value is >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff
                    or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1faff or >= 0x20000 ? 2 : 1,
            };
        return width;
    }
}
