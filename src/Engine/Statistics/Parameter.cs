using System.Globalization;

namespace Aerostat.Engine.Statistics;

/// <summary>Source: <c>virTypedParameterType</c>; the numbers are its own.</summary>
public enum ParameterKind { Int = 1, UInt, Long, ULong, Double, Bool, String }

/// <summary>A figure with its name. Clients tell an int from a long, so the kind is part of the value.</summary>
/// <param name="Bits">The value of all kinds but <see cref="ParameterKind.String"/>; a double by its bits.</param>
public readonly record struct Parameter(string Name, ParameterKind Kind, long Bits, string? Text = null)
{
    public Parameter(string name, int value) : this(name, ParameterKind.Int, value) { }
    public Parameter(string name, uint value) : this(name, ParameterKind.UInt, value) { }
    public Parameter(string name, long value) : this(name, ParameterKind.Long, value) { }
    public Parameter(string name, ulong value) : this(name, ParameterKind.ULong, unchecked((long)value)) { }
    public Parameter(string name, double value) : this(name, ParameterKind.Double, BitConverter.DoubleToInt64Bits(value)) { }
    public Parameter(string name, bool value) : this(name, ParameterKind.Bool, value ? 1 : 0) { }
    public Parameter(string name, string value) : this(name, ParameterKind.String, 0, value) { }

    public override string ToString() => $"{Name}=" + Kind switch
    {
        ParameterKind.String => Text,
        ParameterKind.ULong => unchecked((ulong)Bits).ToString(CultureInfo.InvariantCulture),
        ParameterKind.Double => BitConverter.Int64BitsToDouble(Bits).ToString(CultureInfo.InvariantCulture),
        _ => Bits.ToString(CultureInfo.InvariantCulture),
    };
}
