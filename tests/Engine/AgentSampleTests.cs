using Aerostat.Engine.Piloting;
using Aerostat.Values;

namespace Aerostat.Engine.Tests;

/// <summary>What a guest's agent shows of its /proc is a stranger's word.</summary>
public class AgentSampleTests
{
    [Fact]
    public void Pressure_swap_usable_and_caches_are_read()
    {
        var told = AgentSample.Read(7, "some avg10=0.00 avg60=0.00 avg300=0.00 total=1234\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=99\n",
            "MemTotal: 200 kB\nMemAvailable: 150 kB\nBuffers: 3 kB\nCached: 4 kB\nSwapTotal: 1024 kB\n");

        Assert.Equal(new(7, 1234, Bytes.Mib(1), Bytes.Kib(150), Bytes.Kib(7)), told);
    }

    [Theory]
    [InlineData("MemAvailable: 99999999999999999999 kB")]
    [InlineData("MemAvailable: 18446744073709551615 kB")]
    [InlineData("MemAvailable: -1 kB")]
    [InlineData("")]
    public void What_no_guest_can_have_is_not_known(string meminfo) => Assert.Equal(new(0, null, null, null, null), AgentSample.Read(0, null, meminfo));

    [Fact]
    public void What_is_not_packed_is_not_unpacked()
    {
        Assert.Equal("total=1", AgentSample.Unpack("dG90YWw9MQ=="));
        Assert.Null(AgentSample.Unpack("no base64 !"));
    }
}
