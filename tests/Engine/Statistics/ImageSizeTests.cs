using System.Buffers.Binary;
using Aerostat.Engine.Statistics;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.Statistics;

public sealed class ImageSizeTests : IDisposable
{
    readonly string path = Path.GetTempFileName();

    [Fact]
    public void A_raw_image_is_as_large_as_its_file_and_takes_what_was_written()
    {
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(50 * 1024 * 1024);
            file.Write(new byte[4096]);
        }

        Assert.Equal(new(Bytes.Mib(50), Bytes.Kib(4), Bytes.Mib(50)), ImageSize.Read(path, StorageFormat.Raw));
    }

    [Fact]
    public void A_qcow2_image_tells_its_own_capacity_and_a_raw_one_that_looks_like_it_does_not()
    {
        var header = new byte[512];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x514649fb);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(24), 1UL << 30);
        File.WriteAllBytes(path, header);

        Assert.Equal(Bytes.Gib(1), ImageSize.Read(path, StorageFormat.Qcow2).Capacity);
        Assert.Equal(new(512), ImageSize.Read(path, null).Capacity);
    }

    [Fact]
    public void A_cut_header_is_no_capacity()
    {
        using (var file = File.OpenWrite(path)) file.Write([0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3]);

        Assert.Equal(new(8), ImageSize.Read(path, StorageFormat.Qcow2).Capacity);
    }

    public void Dispose() => File.Delete(path);
}
