using System.Globalization;

namespace Aerostat.Values;

/// <summary>An Ethernet address, 48 bits; printed as libvirt does: lower case, colons.</summary>
public readonly record struct MacAddress(ulong Value)
{
    public static bool TryParse(string? text, out MacAddress address)
    {
        address = default;
        var parts = text?.Split(':') ?? [];
        if (parts.Length != 6) return false;
        ulong value = 0;
        foreach (var part in parts)
        {
            if (part.Length is 0 or > 2 || !byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)) return false;
            value = value << 8 | octet;
        }
        address = new(value);
        return true;
    }

    public bool IsMulticast => (Value >> 40 & 1) == 1;

    public override string ToString()
    {
        var value = Value;
        return string.Join(':', Enumerable.Range(0, 6).Select(i => (value >> (40 - 8 * i) & 0xff).ToString("x2", CultureInfo.InvariantCulture)));
    }
}
