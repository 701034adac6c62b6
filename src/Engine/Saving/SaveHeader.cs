using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aerostat.Engine.Saving;

/// <summary>The first 92 bytes of a file of saved memory, in the byte order of the host that wrote it.</summary>
/// <remarks>Source: files that libvirtd writes. Behind it: the document, the cookie, room for longer ones, and QEMU's own stream.</remarks>
/// <param name="IsWhole">False while it is being written.</param>
/// <param name="DataLength">Bytes between this header and QEMU's stream.</param>
/// <param name="Cookie">Where the cookie begins, counted from the end of this header; 0: there is none.</param>
readonly record struct SaveHeader(bool IsWhole, uint DataLength, bool WasRunning, SaveFormat Format, uint Cookie)
{
    public const int Size = 92;
    const uint Version = 2;

    static ReadOnlySpan<byte> Whole => "LibvirtQemudSave"u8;
    static ReadOnlySpan<byte> Part => "LibvirtQemudPart"u8;

    /// <summary>The magic of a file that holds all: written last.</summary>
    public static ReadOnlySpan<byte> Seal => Whole;

    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: not such a file, or not one that can be read.</exception>
    public static SaveHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size) throw Errors.Failed("failed to read qemu header");
        var magic = bytes[..Whole.Length];
        if (magic.SequenceEqual(Part)) throw Errors.Failed("save image is incomplete");
        if (!magic.SequenceEqual(Whole)) throw Errors.Failed("image magic is incorrect");
        Fields words = default;
        MemoryMarshal.Cast<byte, uint>(bytes[16..36]).CopyTo(words);
        // Of a host of the other byte order.
        if (words[0] > Version) for (var i = 0; i < Fields.Count; i++) words[i] = BinaryPrimitives.ReverseEndianness(words[i]);
        if (words[0] > Version) throw Errors.Failed($"image version is not supported ({words[0]} > {Version})");
        if ((int)words[1] <= 0) throw Errors.Failed($"invalid header data length: {(int)words[1]}");
        if (words[3] > (uint)SaveFormat.Lzop) throw Errors.Failed($"Invalid compressed save format {words[3]}");
        return new(true, words[1], words[2] != 0, (SaveFormat)words[3], words[4]);
    }

    /// <summary>A file that its writer never finished: what a managed save may throw away.</summary>
    public static bool IsCut(ReadOnlySpan<byte> bytes) => bytes.Length < Size || bytes[..Part.Length].SequenceEqual(Part);

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        (IsWhole ? Whole : Part).CopyTo(bytes);
        uint[] words = [Version, DataLength, WasRunning ? 1u : 0, (uint)Format, Cookie];
        MemoryMarshal.AsBytes<uint>(words).CopyTo(bytes.AsSpan(16));
        return bytes;
    }

    [InlineArray(Count)]
    struct Fields
    {
        public const int Count = 5;
        uint first;
    }
}
