using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Model.Tests;

/// <summary>Codes and words are what libvirt 9.0 answered.</summary>
public sealed class CheckTests
{
    const string Disk = "<disk type='file'><source file='/a'/><target dev='vda'/></disk>";

    public static TheoryData<string, ErrorCode, string> Wrong => new()
    {
        { Platforms.Domain(Disk + Disk), ErrorCode.XmlError, "XML error: target 'vda' duplicated for disk sources '/a' and '/a'" },
        { Platforms.Domain("<interface type='user'><mac address='53:54:00:00:00:01'/></interface>"), ErrorCode.XmlError, "XML error: expected unicast mac address, found multicast '53:54:00:00:00:01'" },
        { Platforms.Domain("", machine: "pc-q35-0.1"), ErrorCode.ConfigUnsupported, "unsupported configuration: Emulator '/usr/bin/qemu-system-x86_64' does not support machine type 'pc-q35-0.1'" },
        { Platforms.Domain("", head: "<vcpu>300</vcpu>"), ErrorCode.ConfigUnsupported, "unsupported configuration: Maximum CPUs greater than specified machine type limit 288" },
        { "<domain type='qemu'><name>a/b</name><memory>1</memory><os><type>hvm</type></os></domain>", ErrorCode.XmlError, "XML error: name a/b cannot contain '/'" },
        { "<domain type='qemu'><memory>1</memory><os><type>hvm</type></os></domain>", ErrorCode.NoName, "missing domain name information" },
        { "<domain type='qemu'><name>a</name><memory unit='Q'>1</memory><os><type>hvm</type></os></domain>", ErrorCode.InvalidArg, "invalid argument: unknown suffix 'Q'" },
        { Platforms.Domain("<interface type='user'><mtu size='1400'/></interface>"), ErrorCode.ConfigUnsupported, "unsupported configuration: setting MTU on interface type user is not supported yet" },
        { Platforms.Domain("<video><model type='qxl' vgamem='9000'/></video>"), ErrorCode.ConfigUnsupported, "unsupported configuration: value for 'vgamem' must be power of two" },
        {
            "<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='aarch64' machine='virt'>hvm</type></os><devices><input type='keyboard' bus='usb'/></devices></domain>",
            ErrorCode.ConfigUnsupported, "unsupported configuration: USB is disabled for this domain, but USB devices are present in the domain XML"
        },
        {
            "<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type><bios useserial='yes'/></os></domain>",
            ErrorCode.XmlError, "XML error: need at least one serial port to use BIOS serial output"
        },
        { Platforms.Domain("<memballoon model='hot-air'/>"), ErrorCode.XmlError, "XML error: Invalid value for attribute 'model' in element 'memballoon': 'hot-air'." },
        {
            Platforms.Domain("<rng model='virtio'><backend model='random'/><address type='pci' bus='1' slot='0'/></rng><memballoon model='virtio'><address type='pci' bus='1' slot='0'/></memballoon>"),
            ErrorCode.XmlError, "XML error: Attempted double use of PCI Address 0000:01:00.0"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_document_is_refused_in_libvirts_words(string xml, ErrorCode code, string message)
    {
        var error = Assert.Throws<VirtException>(() => Platforms.Define(xml));

        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("<disk type='file' device='cdrom'><source file='' startupPolicy='optional'/><target dev='sdc' bus='sata'/></disk>", "<source startupPolicy='optional'/>")]
    [InlineData("<disk type='block' device='cdrom'><source dev=''/><target dev='sdc' bus='sata'/></disk>", null)]
    public void An_empty_path_is_no_medium(string xml, string? written)
    {
        var v = Platforms.Define(Platforms.Domain(xml));

        Assert.True(v.Devices.Disks[0].IsEmpty);
        Assert.Null(v.Devices.Disks[0].Source?.Path);
        if (written is not null) Assert.Contains(written, Platforms.Dump(v), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caf\uFFFD", "Input is not proper UTF-8, indicate encoding !")]
    [InlineData("<!DOCTYPE d [<!ENTITY a 'b'>]><domain/>", "a document type, and with it entities, is not allowed here (line 1, column 1)")]
    [InlineData("junk", "Start tag expected, '<' not found (line 1, column 1)")]
    public void What_is_no_document_is_refused_by_what_it_is(string xml, string says) =>
        Assert.Contains(says, Assert.Throws<VirtException>(() => Platforms.Define(xml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_device_is_found_by_what_the_document_names()
    {
        var v = Platforms.Define(Platforms.Domain(Disk + "<interface type='user'><mac address='52:54:00:00:00:01'/></interface><interface type='user'><mac address='52:54:00:00:00:02'/></interface>"));

        Assert.Same(v.Devices.Disks[0], DeviceMatch.Find(v, DeviceXml.Read(Disk), live: true));
        Assert.Same(v.Devices.Interfaces[1], DeviceMatch.Find(v, DeviceXml.Read("<interface type='user'><mac address='52:54:00:00:00:02'/></interface>"), live: true));
        Assert.Equal("device not found: no device found at address '(<null>)' matching MAC address '52:54:00:00:00:03' and alias '(<null>)'",
            Assert.Throws<VirtException>(() => DeviceMatch.Find(v, DeviceXml.Read("<interface type='user'><mac address='52:54:00:00:00:03'/></interface>"), live: true)).Message);
        Assert.Throws<VirtException>(() => DeviceMatch.Find(v, DeviceXml.Read("<interface type='user'/>"), live: true));
    }
}
