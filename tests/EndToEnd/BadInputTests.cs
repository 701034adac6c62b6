using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>What is wrong is said, and nothing is lost by it. A pair: what is wrong in the XML, and a word of the answer.</summary>
public class BadInputTests
{
    public static TheoryData<string, string> Documents => new()
    {
        { "not xml at all", "XML" },
        { "<domain type='qemu'><name>x</name><memory>1024</memory><os><type>hvm</type></os><devices><address slot='0x00'function='0x0'/></devices></domain>", "XML" },
        { "<domain type='qemu'><memory>1024</memory><os><type>hvm</type></os></domain>", "name" },
        { "<domain type='qemu'><name>x</name><os><type>hvm</type></os></domain>", "memory" },
        { "<domain type='nosuch'><name>x</name><memory>1024</memory><os><type>hvm</type></os></domain>", "nosuch" },
        { "<domain type='qemu'><name>x</name><memory>1024</memory><os><type arch='vax'>hvm</type></os></domain>", "vax" },
        { "<domain type='qemu'><name>x</name><memory>1024</memory><os><type arch='x86_64' machine='pc-1830'>hvm</type></os></domain>", "pc-1830" },
        { "<domain type='qemu'><name>x</name><memory unit='cubit'>1024</memory><os><type arch='x86_64'>hvm</type></os></domain>", "cubit" },
        { SmallGuest.Xml("x", "<emulator>/nonexistent/qemu</emulator>"), "/nonexistent/qemu" },
        { SmallGuest.Xml("x", "<disk type='file'><source file='/tmp/none.img'/><target dev='sda' bus='warp'/></disk>"), "warp" },
        { SmallGuest.Xml("x", "<interface type='user'><mac address='01:00:5e:00:00:01'/></interface>"), "01:00:5e:00:00:01" },
        { SmallGuest.Xml("x", "<disk type='file'><source file='/a'/><target dev='sda' bus='scsi'/></disk><disk type='file'><source file='/b'/><target dev='sda' bus='scsi'/></disk>"), "sda" },
    };

    [Theory, MemberData(nameof(Documents))]
    public async Task A_bad_document_is_refused_with_a_reason(string xml, string word)
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "kept");

        var ran = await tried.Virsh.Run($"define {tried.Daemon.At.Write("bad.xml", xml)}");

        Assert.False(ran.Ok);
        Assert.Contains(word, ran.Err, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("kept", (await tried.Virsh.Do("list --all --name")).Trim());
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_leaves_nothing_behind()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "nodisk", "<disk type='file'><source file='/tmp/no/such.img'/><target dev='sda' bus='scsi'/></disk>");
        await SmallGuest.DefineAsync(tried.Virsh, "nobridge", "<interface type='bridge'><source bridge='nobridge0'/></interface>");

        Assert.Contains("/tmp/no/such.img", (await tried.Virsh.Run("start nodisk")).Err);
        Assert.Contains("nobridge0", (await tried.Virsh.Run("start nobridge")).Err);
        Assert.Empty(tried.Guests());
        Assert.Equal("shut off", await tried.Virsh.State("nodisk"));
    }
}
