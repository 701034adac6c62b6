namespace Aerostat.Engine.Tests;

public class BackingChainsTests
{
    [Theory]
    [InlineData("base.raw", "base.raw")]
    [InlineData("/a/b c.qcow2", "/a/b c.qcow2")]
    [InlineData("file:/a/b", "/a/b")]
    [InlineData("""json:{"driver":"qcow2","file":{"driver":"file","filename":"/a"}}""", "/a")]
    [InlineData("""json:{"file.driver":"file","file.filename":"/a"}""", "/a")]
    [InlineData("""json:{"driver":"raw","file":{"driver":"nbd","path":"/a"}}""", null)]
    [InlineData("""json:{"driver":"file","filename":7}""", null)]
    [InlineData("json:{", null)]
    [InlineData("nbd://host/disk", null)]
    [InlineData("nbd:unix:/a", null)]
    [InlineData("fat:rw:/etc", null)]
    public void What_an_image_names_below_itself_is_a_file_or_left_to_Qemu(string named, string? path) => Assert.Equal(path, BackingChains.PathOf(named));
}
