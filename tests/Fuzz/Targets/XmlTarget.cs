using System.Text;
using Aerostat.Model;
using Aerostat.Model.Tests;
using Aerostat.Values;

namespace Aerostat.Fuzz.Tests;

/// <summary>A domain's document: read, completed and checked; what is accepted is written, and read again as the same.</summary>
sealed class XmlTarget : PlainTarget
{
    public override string Name => "xml";

    public override IReadOnlyList<string> Words =>
    [
        "<", ">", "/>", "&amp;", "&#0;", "&#x10ffff;", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE d [<!ENTITY a 'b'>]>", "<?x?>", "xmlns:a='urn:a'", "disk", "interface", "controller", "address", "pci", "scsi", "virtio",
        "usb", "ide", "sata", "drive", "qemu", "kvm", "x86_64", "aarch64", "q35", "pc", "virt", "yes", "no", "on", "off", "default", "none", "host-passthrough", "KiB", "EiB", "0-3,^2", "52:54:00:00:00:01",
        "type='", "index='", "cpuset='", "<alias name='ua-a'/>", "<target dev='sda'/>", "<source file='/a'/>",
    ];

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        try
        {
            var once = Platforms.Dump(Platforms.Define(Encoding.UTF8.GetString(input)));
            var twice = Platforms.Dump(DomainXml.Read(once));
            if (once != twice) throw new InvalidOperationException($"not read as it was written:\n{once}\n{twice}");
        }
        catch (VirtException) { /* documented */ }
    }
}
