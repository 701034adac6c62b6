using Aerostat.Values;

namespace Aerostat.Model.Tests;

public sealed class StorageXmlTests
{
    const string Pool = """
        <pool type='dir'>
          <name>images</name>
          <uuid>11111111-2222-3333-4444-555555555555</uuid>
          <capacity unit='bytes'>0</capacity>
          <allocation unit='bytes'>0</allocation>
          <available unit='bytes'>0</available>
          <source>
          </source>
          <target>
            <path>/var/images</path>
            <permissions>
              <mode>0711</mode>
              <owner>0</owner>
              <group>107</group>
            </permissions>
          </target>
        </pool>

        """;

    [Fact]
    public void What_is_read_of_a_pool_is_written_back() => Assert.Equal(Pool, StorageXml.Write(StorageXml.ReadPool(Pool, new() { Validate = true })));

    [Theory]
    [InlineData("<pool type='dir'><name>a/b</name><target><path>/x</path></target></pool>", ErrorCode.XmlError, "name a/b cannot contain '/'")]
    [InlineData("<pool type='dir'><target><path>/x</path></target></pool>", ErrorCode.XmlError, "missing pool source name element")]
    [InlineData("<pool type='dir'><name>a</name></pool>", ErrorCode.XmlError, "missing storage pool target path")]
    [InlineData("<pool type='dir'><name>a</name><uuid>1</uuid><target><path>/x</path></target></pool>", ErrorCode.XmlError, "malformed uuid element")]
    [InlineData("<pool type='dir'><name>a</name><target><path>/x</path><permissions><mode>9</mode></permissions></target></pool>", ErrorCode.XmlError, "malformed octal mode")]
    [InlineData("<pool type='zfs'><name>a</name></pool>", ErrorCode.ConfigUnsupported, "type 'zfs'")]
    [InlineData("<domain/>", ErrorCode.XmlError, "expecting root element of 'pool', not 'domain'")]
    public void A_pool_that_is_none_is_refused_in_libvirts_words(string xml, ErrorCode code, string words)
    {
        var error = Assert.Throws<VirtException>(() => StorageXml.ReadPool(xml));
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Message);
    }

    [Theory]
    [InlineData("/var//lib/./images/", "/var/lib/./images")]
    [InlineData("///", "/")]
    public void A_path_is_compared_without_double_slashes(string given, string clean) => Assert.Equal(clean, StorageXml.Clean(given));

    [Fact]
    public void A_volume_has_the_size_that_it_asks_for_and_the_place_that_its_pool_gives()
    {
        var volume = StorageXml.ReadVolume("""
            <volume><name>v</name><key>/other</key><capacity unit='MiB'>5</capacity><allocation unit='KiB'>1</allocation>
              <target><format type='qcow2'/><compat>1.1</compat><features><lazy_refcounts/></features><clusterSize unit='KiB'>128</clusterSize></target>
              <backingStore><path>/base</path><format type='raw'/></backingStore></volume>
            """);
        Assert.Equal((Bytes.Mib(5), Bytes.Kib(1), StorageFormat.Qcow2, Bytes.Kib(128)), (volume.Capacity, volume.Allocation, volume.Target.Format, volume.Target.ClusterSize));
        Assert.True(volume.Target.Features is { LazyRefcounts: true, ExtendedL2: false });
        Assert.Equal(("/base", StorageFormat.Raw), (volume.Backing!.Path, volume.Backing.Format));
        Assert.Empty((volume with { Target = volume.Target with { Path = "" } }).Key);
    }

    static readonly string[] Magics = ["QFI\u00fb\0\0\0\u0003", "QED\0", "KDMV", "conectix", "LUKS\u00ba\u00be", ""];

    [Fact]
    public void Any_bytes_are_an_image_of_some_format() =>
        Gen.Select(Gen.Int[0, Magics.Length - 1], Gen.Byte.Array[0, 400]).Sample((which, rest) =>
            ImageHeader.Read([.. Magics[which].Select(c => (byte)c), .. rest]).Backing?.Length is null or < 1024);
}
