using Aerostat.Engine.Statistics;

namespace Aerostat.Engine.Tests.Statistics;

public class ParameterTests
{
    [Fact]
    public void Each_kind_of_number_keeps_its_kind() =>
        Assert.Equal(
            [ParameterKind.Int, ParameterKind.UInt, ParameterKind.Long, ParameterKind.ULong, ParameterKind.Double, ParameterKind.Bool, ParameterKind.String],
            new Parameter[] { new("a", 1), new("a", 1u), new("a", 1L), new("a", 1ul), new("a", 1.0), new("a", true), new("a", "1") }.Select(p => p.Kind));

    [Fact]
    public void The_highest_number_survives() => Assert.Equal("a=18446744073709551615", new Parameter("a", ulong.MaxValue).ToString());
}
