using Aerostat.Values;

namespace Aerostat.Values.Tests;

public class ValuesTests
{
    [Theory]
    [InlineData("0-3,^2,8", "0-1,3,8")]
    [InlineData("5", "5")]
    [InlineData("63-64,128", "63-64,128")]
    public void A_cpu_set_is_read_and_written_as_the_kernel_does(string text, string canonical) =>
        Assert.Equal(canonical, CpuSet.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("1,,2")]
    [InlineData("99999999")]
    public void What_is_no_cpu_set_is_refused(string text) => Assert.False(CpuSet.TryParse(text, out _));

    [Fact]
    public void A_cpu_set_survives_the_wire() =>
        Gen.Int[0, 300].Array.Sample(cpus => CpuSet.FromMap(CpuSet.Of(cpus).ToMap(40)) == CpuSet.Of(cpus));

    [Theory]
    [InlineData("KiB", 1024)]
    [InlineData("k", 1024)]
    [InlineData("KB", 1000)]
    [InlineData("bytes", 1)]
    [InlineData("MiB", 1048576)]
    [InlineData("GB", 1000000000)]
    public void A_unit_counts_as_libvirt_counts(string unit, ulong bytes) => Assert.Equal(bytes, Bytes.Unit(unit));

    [Theory]
    [InlineData("furlong")]
    [InlineData("")]
    [InlineData("kk")]
    public void An_unknown_unit_is_none(string unit) => Assert.Null(Bytes.Unit(unit));

    [Fact]
    public void A_mac_address_is_printed_as_it_was_read()
    {
        Assert.True(MacAddress.TryParse("52:54:00:1A:2b:3c", out var mac));
        Assert.Equal("52:54:00:1a:2b:3c", mac.ToString());
        Assert.False(mac.IsMulticast);
        Assert.False(MacAddress.TryParse("52:54:00:1A:2b", out _));
    }

    [Fact]
    public void Lists_are_equal_by_content()
    {
        ValueList<int> a = [1, 2, 3];
        Assert.Equal(a, [1, 2, 3]);
        Assert.NotEqual(a, a.Add(4));
        Assert.Equal(default, ValueList.Create<int>([]));
    }
}
