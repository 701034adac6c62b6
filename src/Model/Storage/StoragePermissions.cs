using System.Globalization;

namespace Aerostat.Model;

/// <summary>Who may do what with a pool's folder or a volume's file. Null: as it comes.</summary>
public sealed record StoragePermissions : IMapped<StoragePermissions>
{
    const uint All = 0b111_111_111;

    public uint? Mode { get; init; }
    public uint? Owner { get; init; }
    public uint? Group { get; init; }

    /// <summary>Of a security driver that is not here; kept as it was given.</summary>
    public string? Label { get; init; }

    public static StoragePermissions Map(XmlMap x, StoragePermissions v) => v with
    {
        Mode = ModeOf(x, v.Mode),
        Owner = Number(x, "owner", v.Owner),
        Group = Number(x, "group", v.Group),
        Label = x.Leaf("label", v.Label),
    };

    static uint? ModeOf(XmlMap x, uint? mode)
    {
        if (!x.Reading) return x.Leaf("mode", mode is { } known ? "0" + Convert.ToString(known & All, 8).PadLeft(3, '0') : null) is null ? null : mode;
        if (x.Leaf("mode", null) is not { } text) return null;
        var digits = text.Trim();
        return digits.Length is > 0 and < 8 && digits.All(c => c is >= '0' and <= '7') && Convert.ToUInt32(digits, 8) is <= All and var read
            ? read
            : throw StorageXml.Wrong(x, "malformed octal mode");
    }

    /// <summary>-1 stands for 'as it comes'.</summary>
    static uint? Number(XmlMap x, string child, uint? value)
    {
        if (!x.Reading) return x.Leaf(child, value?.ToString(CultureInfo.InvariantCulture)) is null ? null : value;
        if (x.Leaf(child, null)?.Trim() is not { } text || text == "-1") return null;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw StorageXml.Wrong(x, $"malformed {child} element");
    }
}
