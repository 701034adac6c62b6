using System.Text;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Model.Tests;

public sealed class HostileXmlTests
{
    public static TheoryData<string> Documents => new(
        string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000)),
        $"<domain {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}=''"))}/>",
        """<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><domain>&b;</domain>""",
        """<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><domain><name>&a;</name></domain>""",
        "<domain>" + string.Concat(Enumerable.Repeat("<a/>", 300_000)) + "</domain>",
        new string('x', 9 << 20),
        "");

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_hostile_document_is_refused_at_once(string xml)
    {
        Refuse("<a/>");

        Assert.Equal(ErrorCode.XmlDetail, Refuse(xml).Code);
        // 50 ms on a machine with nothing else to do.
    }

    public static TheoryData<string> Crowds =>
    [
        "<controller type='pci' model='pcie-root-port'/>", "<controller type='scsi' model='virtio-scsi'/>", "<interface type='user'/>", "<redirdev bus='usb' type='pty'/>", "<hub type='usb'/>",
        "<channel type='pty'><target type='virtio'/></channel>", "<memory model='dimm'><target><size unit='MiB'>128</size></target></memory>", "<input type='tablet' bus='usb'/>", "<serial type='pty'/>",
    ];

    /// <summary>Each took minutes, or had no end, where a search began anew for each device.</summary>
    [Theory]
    [MemberData(nameof(Crowds))]
    public void A_crowd_of_devices_is_placed_or_refused(string device)
    {
        var crowd = $"<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>{string.Concat(Enumerable.Repeat(device, 3000))}</devices></domain>";
        if (Record.Exception(() => Platforms.Define(crowd)) is { } refused) Assert.IsType<VirtException>(refused);
    }

    static VirtException Refuse(string xml) => Assert.Throws<VirtException>(() => DomainXml.Read(xml));

    [Fact]
    public void A_missing_space_is_named_with_its_place()
    {
        const string xml = "<domain type='kvm'>\n  <name>a</name>\n  <address type='pci' slot='0x00'function='0x0'/>\n</domain>";

        var error = Refuse(xml);

        Assert.Equal((ErrorCode.XmlDetail, ErrorDomain.Domain), (error.Code, error.Domain));
        Assert.StartsWith("(domain_definition):3: attributes construct error: white space is missing between slot='0x00' and function (line 3, column 34)", error.Message);
        Assert.EndsWith("<address type='pci' slot='0x00'function='0x0'/>\n---------------------------------^", error.Message);
    }

    [Fact]
    public void What_is_unknown_is_an_error_under_validation_and_told_otherwise()
    {
        var xml = Platforms.Domain("<disk type='file'><target dev='vda'/><colour/></disk>");
        List<string> leftOver = [];

        DomainXml.Read(xml, new() { LeftOver = leftOver });

        Assert.Equal("line 2: unknown element domain/devices/disk/colour", Assert.Single(leftOver));
        Assert.Equal(ErrorCode.XmlInvalidSchema, Assert.Throws<VirtException>(() => DomainXml.Read(xml, new() { Validate = true })).Code);
    }

    /// <summary>A line gone, doubled, or cut: any answer but a crash.</summary>
    [Fact]
    public void No_slip_makes_the_reader_fall()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "../../../Golden/guide-q35.defined.xml"));
        var lines = text.Split('\n');
        Gen.Select(Gen.Int[0, lines.Length - 1], Gen.Int[0, 3], Gen.Int[0, 60]).Sample((at, how, column) =>
        {
            List<string> slipped = [.. lines];
            switch (how)
            {
                case 0: slipped.RemoveAt(at); break;
                case 1: slipped.Insert(at, lines[at]); break;
                case 2: slipped[at] = lines[at][..Math.Min(column, lines[at].Length)]; break;
                default: slipped[at] = lines[at].Replace("0", "99999", StringComparison.Ordinal).Replace("virtio", "void", StringComparison.Ordinal); break;
            }
            try { Platforms.Define(string.Join('\n', slipped)); }
            catch (VirtException) { /* refused in words: what must not come is any other exception */ }
        }, iter: 1000, threads: 1);
    }
}
