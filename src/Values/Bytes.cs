using System.Globalization;

namespace Aerostat.Values;

/// <summary>A number of bytes. It names its unit wherever it becomes a number again.</summary>
public readonly record struct Bytes(ulong Value) : IComparable<Bytes>
{
    public static readonly Bytes Zero;

    public static Bytes Kib(ulong kib) => new(checked(kib * 1024));
    public static Bytes Mib(ulong mib) => new(checked(mib * 1024 * 1024));
    public static Bytes Gib(ulong gib) => new(checked(gib * 1024 * 1024 * 1024));

    /// <summary>Whole KiB, rounded down: libvirt's unit on the wire and in XML.</summary>
    public ulong InKib => Value / 1024;
    public ulong InMib => Value / (1024 * 1024);

    public static Bytes operator +(Bytes a, Bytes b) => new(checked(a.Value + b.Value));
    public static Bytes operator -(Bytes a, Bytes b) => new(checked(a.Value - b.Value));
    /// <summary>A share of it; a negative or not-a-number share is none.</summary>
    public static Bytes operator *(Bytes a, double share) => new(share > 0 ? (ulong)Math.Min(a.Value * share, ulong.MaxValue) : 0);
    public static double operator /(Bytes a, Bytes b) => (double)a.Value / b.Value;
    public static bool operator <(Bytes a, Bytes b) => a.Value < b.Value;
    public static bool operator >(Bytes a, Bytes b) => a.Value > b.Value;
    public static bool operator <=(Bytes a, Bytes b) => a.Value <= b.Value;
    public static bool operator >=(Bytes a, Bytes b) => a.Value >= b.Value;

    public static Bytes Min(Bytes a, Bytes b) => a < b ? a : b;
    public static Bytes Max(Bytes a, Bytes b) => a > b ? a : b;
    public static Bytes Distance(Bytes a, Bytes b) => a < b ? b - a : a - b;

    /// <summary>The nearest value between both; the upper bound wins where they cross.</summary>
    public Bytes Clamp(Bytes low, Bytes high) => Min(Max(this, low), high);

    /// <summary>The next multiple of <paramref name="unit"/>, or itself.</summary>
    public Bytes RoundUp(Bytes unit) => unit.Value == 0 || Value % unit.Value == 0 ? this : new(checked(Value + unit.Value - Value % unit.Value));

    public int CompareTo(Bytes other) => Value.CompareTo(other.Value);

    /// <summary>How many bytes a unit of libvirt's is: <c>b bytes KB k KiB MB M MiB … EB E EiB</c>, in any case. Null: no such unit.</summary>
    /// <remarks>Source: libvirt domain format, <c>&lt;memory unit=…&gt;</c>: with a B it counts by 1000, else by 1024.</remarks>
    public static ulong? Unit(string unit)
    {
        var lower = unit.ToLowerInvariant();
        if (lower is "b" or "byte" or "bytes") return 1;
        if (lower.Length is 0 or > 3) return null;
        var power = "kmgtpe".IndexOf(lower[0]) + 1;
        if (power == 0) return null;
        return lower[1..] switch
        {
            "" or "ib" => 1UL << (10 * power),
            "b" => (ulong)Math.Pow(1000, power),
            _ => null,
        };
    }

    public override string ToString() => Value switch
    {
        >= 1UL << 30 when Value % (1UL << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{Value >> 30} GiB"),
        >= 1UL << 20 when Value % (1UL << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{Value >> 20} MiB"),
        >= 1UL << 10 when Value % (1UL << 10) == 0 => string.Create(CultureInfo.InvariantCulture, $"{Value >> 10} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Value} bytes"),
    };
}
