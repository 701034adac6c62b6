using System.Buffers.Binary;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Statistics;

/// <summary>How large an image is.</summary>
/// <param name="Capacity">As the guest sees it.</param>
/// <param name="Allocation">What it takes; of a running guest's raw image, the highest byte written.</param>
/// <param name="Physical">The length of its file, or of its device.</param>
public readonly record struct ImageSize(Bytes Capacity, Bytes Allocation, Bytes Physical)
{
    /// <summary>Looks into the image itself: for one that no QEMU has open.</summary>
    /// <remarks>Source: QEMU <c>docs/interop/qcow2.txt</c>: magic, version, then at 24 the size, big-endian. The image is a stranger's: the size is told, not believed.</remarks>
    public static ImageSize Read(string path, StorageFormat? format)
    {
        using var file = Files.OpenRead(path, follow: true);
        var size = FileSize.Of(file);
        var allocation = FileStatus.Of(file).Kind is FileKind.BlockDevice ? size.Length : size.Allocated;
        return new(format is StorageFormat.Qcow2 or StorageFormat.Qcow && CapacityIn(file) is { } capacity ? capacity : size.Length, allocation, size.Length);
    }

    static Bytes? CapacityIn(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        const uint Magic = 0x514649fb;
        Span<byte> header = stackalloc byte[32];
        return RandomAccess.Read(file, header, 0) == header.Length && BinaryPrimitives.ReadUInt32BigEndian(header) == Magic
            ? new(BinaryPrimitives.ReadUInt64BigEndian(header[24..]))
            : null;
    }
}
