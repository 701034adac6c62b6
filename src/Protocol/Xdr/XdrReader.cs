using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aerostat.Protocol;

/// <summary>Reads XDR as leniently as libvirt does: any word but zero is true, and what follows the last field is ignored.</summary>
/// <remarks>Source: RFC 4506. The peer is a stranger: nothing is allocated before its bytes are seen to be there.</remarks>
public ref struct XdrReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> rest = bytes;

    public readonly ReadOnlySpan<byte> Rest => rest;

    public int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(4));
    public uint UInt() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));
    public long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(8));
    public ulong ULong() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    // The small types each fill a whole word; libvirt's reader keeps its low bits.
    public sbyte SByte() => unchecked((sbyte)Int());
    public byte Byte() => unchecked((byte)Int());
    public ushort UShort() => unchecked((ushort)Int());

    /// <remarks>go-libvirt sends true as <c>01 00 00 00</c>.</remarks>
    public bool Bool() => Int() != 0;

    public T Enum<T>() where T : unmanaged, Enum => Unsafe.BitCast<int, T>(Int());
    public Guid Uuid() => new(Take(16), bigEndian: true);
    public T Record<T>() where T : struct, IXdr<T> => T.Read(ref this);
    public T? Optional<T>() where T : struct, IXdr<T> => Bool() ? T.Read(ref this) : null;

    public string String(int max = Wire.MaxString) => Text(Sized(max));
    public string? OptionalString(int max = Wire.MaxString) => Bool() ? String(max) : null;

    public byte[] Opaque(int max) => Sized(max).ToArray();
    public byte[] FixedOpaque(int count) => Padded(count).ToArray();

    public string Chars(int max) => FixedChars(Count(max));

    public string FixedChars(int count)
    {
        var words = Take(checked(count * 4));
        Span<byte> text = count <= 512 ? stackalloc byte[count] : new byte[count];
        for (var i = 0; i < count; i++) text[i] = words[i * 4 + 3];
        return Text(text);
    }

    public T[] Array<T>(int max) where T : struct, IXdr<T>
    {
        var items = new T[Count(max)];
        for (var i = 0; i < items.Length; i++) items[i] = T.Read(ref this);
        return items;
    }

    public string[] Strings(int max)
    {
        var items = new string[Count(max)];
        for (var i = 0; i < items.Length; i++) items[i] = String();
        return items;
    }

    public int[] Ints(int max)
    {
        var items = new int[Count(max)];
        BinaryPrimitives.ReverseEndianness(Words<int>(items.Length), items);
        return items;
    }

    public uint[] UInts(int max)
    {
        var items = new uint[Count(max)];
        BinaryPrimitives.ReverseEndianness(Words<uint>(items.Length), items);
        return items;
    }

    public ulong[] ULongs(int max)
    {
        var items = new ulong[Count(max)];
        BinaryPrimitives.ReverseEndianness(Words<ulong>(items.Length), items);
        return items;
    }

    public T[] Enums<T>(int max) where T : unmanaged, Enum => System.Array.ConvertAll(Ints(max), Unsafe.BitCast<int, T>);

    /// <summary>How many elements follow. Each has a word at least, so a length that lies is found out before it costs memory.</summary>
    int Count(int max)
    {
        var count = UInt();
        if (count > (uint)max) throw new XdrException($"{count} elements where at most {max} may be");
        if (count > (uint)rest.Length / 4) throw new XdrException($"{count} elements announced, {rest.Length} bytes left");
        return (int)count;
    }

    ReadOnlySpan<byte> Sized(int max)
    {
        var length = UInt();
        if (length > (uint)max) throw new XdrException($"{length} bytes where at most {max} may be");
        return Padded((int)length);
    }

    ReadOnlySpan<byte> Padded(int length) => Take((length + 3) & ~3)[..length];

    ReadOnlySpan<T> Words<T>(int count) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(Take(checked(count * Unsafe.SizeOf<T>())));

    ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)rest.Length) throw new XdrException($"{count} bytes wanted, {rest.Length} left");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    /// <summary>C strings stand behind libvirt's counted ones: what follows a NUL is not seen there, nor here.</summary>
    static string Text(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.IndexOf((byte)0) is >= 0 and var end ? bytes[..end] : bytes);
}
