using System.Globalization;

namespace Aerostat.Model;

/// <summary>Numbers as C's <c>strtoull</c> with base 0 reads them, which is what the format means: <c>10</c>, <c>0x0a</c>, <c>012</c>.</summary>
static class Numbers
{
    public static ulong? Parse(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text is ['+', ..]) text = text[1..];
        if (text is ['0', 'x' or 'X', ..])
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        if (text is ['0', _, ..]) return Octal(text);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    static ulong? Octal(ReadOnlySpan<char> text)
    {
        ulong value = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7' || value >> 61 != 0) return null;
            value = value << 3 | (uint)(c - '0');
        }
        return value;
    }
}

/// <summary>UUIDs as libvirt reads them: 32 hexadecimal digits, hyphens anywhere between.</summary>
static class Uuids
{
    public static Guid? Parse(string text) =>
        Guid.TryParseExact(text.Trim().Replace("-", "", StringComparison.Ordinal), "N", out var uuid) ? uuid : null;
}
