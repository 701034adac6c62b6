using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aerostat.Protocol;

/// <summary>Writes XDR, strictly: maxima are kept, padding is zero. Its buffer is rented and grows; dispose of it where it was made.</summary>
/// <remarks>Source: RFC 4506.</remarks>
public ref struct XdrWriter : IDisposable
{
    byte[] buffer;

    public XdrWriter(int capacity) => buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public void Int(int value) => BinaryPrimitives.WriteInt32BigEndian(Grow(4), value);
    public void UInt(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);
    public void Long(long value) => BinaryPrimitives.WriteInt64BigEndian(Grow(8), value);
    public void ULong(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Grow(8), value);
    public void Double(double value) => BinaryPrimitives.WriteDoubleBigEndian(Grow(8), value);
    public void SByte(sbyte value) => Int(value);
    public void Byte(byte value) => Int(value);
    public void UShort(ushort value) => Int(value);
    public void Bool(bool value) => Int(value ? 1 : 0);
    public void Enum<T>(T value) where T : unmanaged, Enum => Int(Unsafe.BitCast<T, int>(value));
    public void Uuid(Guid value) => value.TryWriteBytes(Grow(16), bigEndian: true, out _);
    public void Record<T>(in T value) where T : struct, IXdr<T> => value.Write(ref this);

    public void Optional<T>(T? value) where T : struct, IXdr<T>
    {
        Bool(value is not null);
        if (value is { } present) present.Write(ref this);
    }

    public void String(string? value, int max = Wire.MaxString)
    {
        var length = Encoding.UTF8.GetByteCount(value ?? "");
        Encoding.UTF8.GetBytes(value, Sized(length, max));
    }

    public void OptionalString(string? value, int max = Wire.MaxString)
    {
        Bool(value is not null);
        if (value is not null) String(value, max);
    }

    public void Opaque(ReadOnlySpan<byte> value, int max) => value.CopyTo(Sized(value.Length, max));

    public void FixedOpaque(ReadOnlySpan<byte> value, int count)
    {
        if (value.Length != count) throw new XdrException($"{value.Length} bytes where {count} must be");
        value.CopyTo(Padded(count));
    }

    /// <summary>Bytes as they are: the data of a stream.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Grow(bytes.Length));

    public void Chars(string? value, int max)
    {
        var count = Encoding.UTF8.GetByteCount(value ?? "") + 1;
        Count(count, max);
        FixedChars(value, count);
    }

    public void FixedChars(string? value, int count)
    {
        var text = Encoding.UTF8.GetBytes(value ?? "");
        if (text.Length >= count) throw new XdrException($"{text.Length} characters and a NUL where {count} must be");
        var words = Grow(count * 4);
        words.Clear();
        for (var i = 0; i < text.Length; i++) words[i * 4 + 3] = text[i];
    }

    public void Array<T>(ReadOnlySpan<T> items, int max) where T : struct, IXdr<T>
    {
        Count(items.Length, max);
        foreach (ref readonly var item in items) item.Write(ref this);
    }

    // Inference does not see through an array's conversion to a span.
    public void Array<T>(T[]? items, int max) where T : struct, IXdr<T> => Array<T>(items.AsSpan(), max);

    public void Strings(ReadOnlySpan<string> items, int max)
    {
        Count(items.Length, max);
        foreach (var item in items) String(item);
    }

    public void Ints(ReadOnlySpan<int> items, int max)
    {
        Count(items.Length, max);
        foreach (var item in items) Int(item);
    }

    public void UInts(ReadOnlySpan<uint> items, int max)
    {
        Count(items.Length, max);
        foreach (var item in items) UInt(item);
    }

    public void ULongs(ReadOnlySpan<ulong> items, int max)
    {
        Count(items.Length, max);
        foreach (var item in items) ULong(item);
    }

    public void Enums<T>(T[]? items, int max) where T : unmanaged, Enum
    {
        Count(items?.Length ?? 0, max);
        foreach (var item in items ?? []) Enum(item);
    }

    /// <summary>Back to an earlier length: what was written since is dropped.</summary>
    public void Rewind(int length) => Length = length;

    /// <summary>Writes over an earlier word: a length that was not known then.</summary>
    public readonly void Patch(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(at, 4), value);

    /// <summary>Gives the buffer away: whoever takes it returns it to <see cref="ArrayPool{T}.Shared"/>.</summary>
    public byte[] Detach(out int length)
    {
        var detached = buffer;
        (length, buffer, Length) = (Length, [], 0);
        return detached;
    }

    public void Dispose()
    {
        if (buffer is { Length: > 0 }) ArrayPool<byte>.Shared.Return(buffer);
        (buffer, Length) = ([], 0);
    }

    void Count(int count, int max)
    {
        if (count > max) throw new XdrException($"{count} elements where at most {max} may be");
        Int(count);
    }

    Span<byte> Sized(int length, int max)
    {
        if (length > max) throw new XdrException($"{length} bytes where at most {max} may be");
        Int(length);
        return Padded(length);
    }

    Span<byte> Padded(int length)
    {
        var padded = Grow((length + 3) & ~3);
        padded[length..].Clear();
        return padded[..length];
    }

    Span<byte> Grow(int count)
    {
        if (count > buffer.Length - Length) Enlarge(count);
        var grown = buffer.AsSpan(Length, count);
        Length += count;
        return grown;
    }

    void Enlarge(int count)
    {
        if (Length + (long)count > Wire.MaxMessage) throw new XdrException($"a message of more than {Wire.MaxMessage} bytes");
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, buffer.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
