using System.Buffers.Binary;
using System.Text;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What an image tells of itself in its first bytes. It is a stranger's: told, not believed.</summary>
/// <param name="Format">By its magic number; raw where there is none that is known.</param>
/// <param name="Capacity">As its guest sees it; null: as long as its file.</param>
/// <param name="Backing">The image below as it is written there: it may be relative, or no path at all.</param>
/// <param name="BackingFormat">Null: not told.</param>
/// <param name="Encryption">Null: none that is known.</param>
/// <param name="Qcow2">Of that format alone.</param>
/// <remarks>Source: QEMU's <c>docs/interop/qcow2.txt</c> and <c>qed_spec.txt</c>; the LUKS1 on-disk format; VMware's, VirtualBox's and Microsoft's of their images.</remarks>
public sealed record ImageHeader(
    StorageFormat Format, Bytes? Capacity = null, string? Backing = null, StorageFormat? BackingFormat = null, string? Encryption = null, Qcow2Header? Qcow2 = null)
{
    /// <summary>So many bytes tell all that there is to tell.</summary>
    public const int Length = 33 * 1024;

    public static ImageHeader Read(ReadOnlySpan<byte> bytes) =>
        Big32(bytes, 0) is 0x514649fb ? Qcow(bytes) // QFI, 0xfb
        : bytes.StartsWith("QED\0"u8) ? Qed(bytes)
        : bytes.StartsWith("KDMV"u8) ? new(StorageFormat.Vmdk, Little64(bytes, 12) is { } sectors ? Sectors(sectors) : null)
        : bytes.StartsWith("conectix"u8) ? new(StorageFormat.Vpc, Sized(Big64(bytes, 40)))
        : bytes.StartsWith("LUKS"u8) && Big32(bytes, 2) is 0x4b53babe ? new(StorageFormat.Raw, Encryption: "luks")
        : Little32(bytes, 64) is 0xbeda107f ? new(StorageFormat.Vdi, Sized(Little64(bytes, 368)))
        : bytes.Length > 32774 && bytes[32769..].StartsWith("CD001"u8) ? new(StorageFormat.Iso)
        : new(StorageFormat.Raw);

    static ImageHeader Qcow(ReadOnlySpan<byte> bytes)
    {
        var version = Big32(bytes, 4) ?? 0;
        var format = version < 2 ? StorageFormat.Qcow : StorageFormat.Qcow2;
        var capacity = Sized(Big64(bytes, 24));
        var backing = Big64(bytes, 8) is { } at and > 0 && Big32(bytes, 16) is { } length and <= 1023 ? Text(bytes, at, length) : null;
        if (version < 2) return new(format, capacity, backing);
        var cluster = Big32(bytes, 20) is { } bits and >= 9 and <= 21 ? new Bytes(1UL << (int)bits) : (Bytes?)null;
        var luks = Big32(bytes, 32) is 2;
        return new(format, capacity, backing, backing is null ? null : BackingFormatOf(bytes, version), luks ? "luks" : null, new(version, cluster,
            version >= 3 && (Big64(bytes, 80) & 1) is 1, version >= 3 && (Big64(bytes, 72) & 16) is 16));
    }

    /// <summary>Among the header's extensions: type, length and padded data each, ended by type 0.</summary>
    static StorageFormat? BackingFormatOf(ReadOnlySpan<byte> bytes, uint version)
    {
        const uint Name = 0xe2792aca;
        var at = version >= 3 ? Big32(bytes, 100) ?? 104 : 72UL;
        while (Big32(bytes, at) is { } type and not 0 && Big32(bytes, at + 4) is { } length)
        {
            if (type == Name) return Text(bytes, at + 8, length) is { } word ? Spelling<StorageFormat>.Parse(word) : null;
            at += 8 + (length + 7UL & ~7UL);
        }
        return null;
    }

    static ImageHeader Qed(ReadOnlySpan<byte> bytes)
    {
        const ulong hasBacking = 1, isRaw = 4;
        var features = Little64(bytes, 16) ?? 0;
        var backing = (features & hasBacking) != 0 && Little32(bytes, 56) is { } at && Little32(bytes, 60) is { } length ? Text(bytes, at, length) : null;
        return new(StorageFormat.Qed, Sized(Little64(bytes, 48)), backing, backing is not null && (features & isRaw) != 0 ? StorageFormat.Raw : null);
    }

    static Bytes? Sized(ulong? bytes) => bytes is { } size ? new Bytes(size) : null;

    static Bytes Sectors(ulong count) => new(count > ulong.MaxValue / 512 ? ulong.MaxValue : count * 512);

    static string? Text(ReadOnlySpan<byte> bytes, ulong at, uint length) =>
        Has(bytes, at, length) ? Encoding.UTF8.GetString(bytes.Slice((int)at, (int)length)) : null;

    static uint? Big32(ReadOnlySpan<byte> bytes, ulong at) => Has(bytes, at, 4) ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]) : null;

    static ulong? Big64(ReadOnlySpan<byte> bytes, ulong at) => Has(bytes, at, 8) ? BinaryPrimitives.ReadUInt64BigEndian(bytes[(int)at..]) : null;

    static uint? Little32(ReadOnlySpan<byte> bytes, ulong at) => Has(bytes, at, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)at..]) : null;

    static ulong? Little64(ReadOnlySpan<byte> bytes, ulong at) => Has(bytes, at, 8) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)at..]) : null;

    static bool Has(ReadOnlySpan<byte> bytes, ulong at, uint length) => at <= (ulong)bytes.Length && length <= (ulong)bytes.Length - at;
}

/// <summary>What only qcow2 has.</summary>
public sealed record Qcow2Header(uint Version, Bytes? ClusterSize, bool LazyRefcounts, bool ExtendedL2);
