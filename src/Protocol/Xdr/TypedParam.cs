namespace Aerostat.Protocol;

public enum TypedKind
{
    Int = 1,
    UInt = 2,
    Long = 3,
    ULong = 4,
    Double = 5,
    Bool = 6,
    String = 7,
}

/// <summary>A name with a value that says its own type: libvirt's way to add statistics and settings without new records.</summary>
/// <remarks>Strings only where the caller said that it takes them (flag 4), but for the bulk statistics.</remarks>
public readonly record struct TypedParam(string Field, TypedValue Value) : IXdr<TypedParam>
{
    public static TypedParam Read(ref XdrReader reader) => new(reader.String(), TypedValue.Read(ref reader));

    public void Write(ref XdrWriter writer)
    {
        writer.String(Field);
        Value.Write(ref writer);
    }

    public override string ToString() => $"{Field}={Value}";
}

/// <summary>The protocol's one union, by hand. Make one by assignment: <c>TypedValue v = 12ul;</c></summary>
public readonly record struct TypedValue : IXdr<TypedValue>
{
    readonly long bits;

    TypedValue(TypedKind kind, long bits, string? text = null) => (Kind, this.bits, Text) = (kind, bits, text);

    public TypedKind Kind { get; }

    /// <summary>Null where the value is no string.</summary>
    public string? Text { get; }

    public static implicit operator TypedValue(int value) => new(TypedKind.Int, value);
    public static implicit operator TypedValue(uint value) => new(TypedKind.UInt, value);
    public static implicit operator TypedValue(long value) => new(TypedKind.Long, value);
    public static implicit operator TypedValue(ulong value) => new(TypedKind.ULong, unchecked((long)value));
    public static implicit operator TypedValue(double value) => new(TypedKind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator TypedValue(bool value) => new(TypedKind.Bool, value ? 1 : 0);
    public static implicit operator TypedValue(string value) => new(TypedKind.String, 0, value);

    /// <summary>The value of any whole number or boolean, widened; null for the others.</summary>
    public long? AsLong => Kind is TypedKind.Double or TypedKind.String ? null : bits;
    public ulong? AsULong => AsLong is { } value ? unchecked((ulong)value) : null;
    public double? AsDouble => Kind is TypedKind.Double ? BitConverter.Int64BitsToDouble(bits) : null;
    public bool? AsBool => Kind is TypedKind.Bool ? bits != 0 : null;

    public static TypedValue Read(ref XdrReader reader) => (TypedKind)reader.Int() switch
    {
        TypedKind.Int => reader.Int(),
        TypedKind.UInt => reader.UInt(),
        TypedKind.Long => reader.Long(),
        TypedKind.ULong => reader.ULong(),
        TypedKind.Double => reader.Double(),
        TypedKind.Bool => reader.Bool(),
        TypedKind.String => reader.String(),
        var kind => throw new XdrException($"a typed parameter of the unknown type {(int)kind}"),
    };

    public void Write(ref XdrWriter writer)
    {
        writer.Enum(Kind);
        switch (Kind)
        {
            case TypedKind.Int or TypedKind.UInt or TypedKind.Bool: writer.Int(unchecked((int)bits)); break;
            case TypedKind.String: writer.String(Text); break;
            default: writer.Long(bits); break;
        }
    }

    public override string ToString() => Kind switch
    {
        TypedKind.String => Text ?? "",
        TypedKind.Double => $"{AsDouble}",
        TypedKind.ULong => $"{AsULong}",
        TypedKind.Bool => bits != 0 ? "yes" : "no",
        _ => $"{bits}",
    };
}
