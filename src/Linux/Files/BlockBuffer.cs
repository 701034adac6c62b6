using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>A mebibyte that lies where O_DIRECT wants it.</summary>
/// <remarks>Source: <c>open(2)</c>, O_DIRECT: address, offset and length are multiples of the device's block, at most 4 KiB.</remarks>
sealed class BlockBuffer
{
    public const int Size = 1024 * 1024;
    const int Alignment = 4096;

    readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(Size + Alignment, pinned: true);
    readonly int start;

    public BlockBuffer() => start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) & (Alignment - 1));

    public Span<byte> Whole => bytes.AsSpan(start, Size);
}
