using Aerostat.Engine.Piloting;
using Aerostat.Values;

namespace Aerostat.Engine.Tests;

/// <summary>What administrators write for the memory pilot.</summary>
public class MemoryPolicyTests
{
    [Fact]
    public void All_of_it_is_read() => Assert.Equal(new MemoryPolicy(PilotMode.On, Bytes.Gib(1), Bytes.Mib(4608), 500),
        MemoryPolicy.Read("<autopilot><memory mode='on' floor='1 GiB' ceiling='4.5G' shares='500'/></autopilot>", out _));

    [Theory]
    [InlineData("<autopilot/>")]
    [InlineData("<autopilot><memory/></autopilot>")]
    [InlineData("<autopilot xmlns='urn:aerostat:autopilot:1'><processors/></autopilot>")]
    public void What_is_not_said_is_left_to_the_daemon(string xml) => Assert.Equal(new MemoryPolicy(), MemoryPolicy.Read(xml, out _));

    [Theory]
    [InlineData("<autopilot><memory mode='yes'/></autopilot>", "mode='yes'")]
    [InlineData("<autopilot><memory floor='a lot'/></autopilot>", "floor='a lot'")]
    [InlineData("<autopilot><memory ceiling='-1'/></autopilot>", "ceiling='-1'")]
    [InlineData("<autopilot><memory ceiling='9999999 TiB'/></autopilot>", "ceiling=")]
    [InlineData("<autopilot><memory shares='0'/></autopilot>", "shares='0'")]
    [InlineData("<autopilot><memory share='10'/></autopilot>", "share")]
    [InlineData("<autopilot><memory floor='2 GiB' ceiling='1 GiB'/></autopilot>", "floor='2 GiB' is above ceiling='1 GiB'")]
    [InlineData("<autopilot><memory ceiling='0'/></autopilot>", "ceiling='0' is less than")]
    [InlineData("<autopilot><memory ceiling='4'/></autopilot>", "as '1 GiB'")]
    [InlineData("<autopilot><memory mode='on'/><memory mode='off'/></autopilot>", "twice")]
    [InlineData("<pilot/>", "<pilot>")]
    public void What_is_wrong_is_named(string xml, string named)
    {
        Assert.Null(MemoryPolicy.Read(xml, out var problem));
        Assert.Contains(named, problem);
    }

    [Theory]
    [InlineData("512M", 512)]
    [InlineData("1 GiB", 1024)]
    [InlineData("0.5g", 512)]
    public void A_size_is_written_as_people_write_it(string text, ulong mib) => Assert.Equal(Bytes.Mib(mib), MemoryPolicy.SizeOf(text));
}
