using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Model.Tests;

/// <summary>One document for each rule that libvirt's own tests taught, and its neighbour that is right. Codes and domains are what libvirtd 9.0 answered.</summary>
public sealed class RefusedTests
{
    static string Disk(string bus, string target, string more = "", string kind = "disk", string type = "block") =>
        $"<disk type='{type}' device='{kind}'><source {(type is "file" ? "file" : "dev")}='/i'/><target dev='{target}' bus='{bus}'/>{more}</disk>";

    static string Card(string model, string more, string type = "user") => $"<interface type='{type}'><mac address='52:54:00:00:00:01'/><model type='{model}'/>{more}</interface>";

    static string At(string bus = "0", string target = "0", string controller = "0") => $"<address type='drive' controller='{controller}' bus='{bus}' target='{target}' unit='0'/>";

    static string Cells(string cells, string vcpus = "2") => $"<vcpu>{vcpus}</vcpu><cpu><numa>{cells}</numa></cpu>";

    public static TheoryData<string, string, string, string, ErrorCode, ErrorDomain> Rules => new()
    {
        // what, devices that are wrong, devices that are right, head for both (or 'wrong|right'), code, domain
        { "one bus on a SCSI controller", Disk("scsi", "sda", At(bus: "1")), Disk("scsi", "sda", At()), "", ErrorCode.InternalError, ErrorDomain.Qemu },
        { "one target on an lsilogic controller", "<controller type='scsi' model='lsilogic'/>" + Disk("scsi", "sda", At(target: "1")), "<controller type='scsi' model='virtio-scsi'/>" + Disk("scsi", "sda", At(target: "1")), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "one bus on a SATA controller", Disk("sata", "sda", At(bus: "1")), Disk("sata", "sda", At()), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "one target on a SATA controller", Disk("sata", "sda", At(target: "1")), Disk("sata", "sda", At()), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "a WWN on bus ide and scsi alone", Disk("virtio", "vda", "<wwn>5000c50015ea71ac</wwn>"), Disk("scsi", "sda", "<wwn>5000c50015ea71ac</wwn>"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "a WWN's digits", Disk("scsi", "sda", "<wwn>5000c50015ea71a</wwn>"), Disk("scsi", "sda", "<wwn>0x5000c50015ea71ac</wwn>"), "", ErrorCode.InternalError, ErrorDomain.Domain },
        { "a lun's bus", Disk("sata", "sda", kind: "lun"), Disk("scsi", "sda", kind: "lun"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "copies on read of what is never written", Disk("virtio", "vda", "<driver name='qemu' copy_on_read='on'/><readonly/>"), Disk("virtio", "vda", "<driver name='qemu' copy_on_read='on'/>"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "a rotation rate on virtio", "<disk type='block'><source dev='/i'/><target dev='vda' bus='virtio' rotation_rate='7200'/></disk>", "<disk type='block'><source dev='/i'/><target dev='sda' bus='scsi' rotation_rate='7200'/></disk>", "", ErrorCode.InternalError, ErrorDomain.Qemu },
        { "an image below without a source", Disk("virtio", "vda", "<backingStore type='file'><format type='raw'/></backingStore>"), Disk("virtio", "vda", "<backingStore/>"), "", ErrorCode.XmlError, ErrorDomain.Domain },
        { "a disk of nothing", "<disk type='file'><source file=''/><target dev='vda'/></disk>", Disk("virtio", "vda"), "", ErrorCode.NoSource, ErrorDomain.Domain },
        { "a driver without a name", Disk("virtio", "vda", "<driver name=''/>"), Disk("virtio", "vda", "<driver/>"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "a place in the boot order", Disk("virtio", "vda", "<boot/>"), Disk("virtio", "vda", "<boot order='1'/>"), "", ErrorCode.XmlError, ErrorDomain.Xml },
        { "virtio's options on another card", Card("e1000", "<driver ats='on'/>"), Card("virtio", "<driver ats='on'/>"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "another model for vhost-user", Card("e1000", "<source type='unix' path='/s' mode='client'/>", "vhostuser"), Card("virtio", "<source type='unix' path='/s' mode='client'/>", "vhostuser"), "", ErrorCode.InternalError, ErrorDomain.Domain },
        { "a vdpa card of nothing", Card("virtio", "", "vdpa"), Card("virtio", "<source dev='/dev/vhost-vdpa-0'/>", "vdpa"), "", ErrorCode.XmlError, ErrorDomain.Domain },
        { "a transient partner of nobody", Card("virtio", "<teaming type='transient'/>"), Card("virtio", "<teaming type='persistent'/>"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "a persistent partner of another model", Card("e1000", "<teaming type='persistent'/>"), Card("virtio", "<teaming type='persistent'/>"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "a port of 802.1Qbg without its numbers", Card("virtio", "<source dev='eth0'/><virtualport type='802.1Qbg'/>", "direct"), Card("virtio", "<source dev='eth0'/><virtualport type='802.1Qbg'><parameters managerid='1' typeid='2' typeidversion='3'/></virtualport>", "direct"), "", ErrorCode.XmlError, ErrorDomain.Net },
        { "a port of a card that has none", Card("virtio", "<virtualport type='openvswitch'/>"), Card("virtio", "<source bridge='br0'/><virtualport type='openvswitch'/>", "bridge"), "", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "modes of files that are not mapped", "<filesystem fmode='755'><source dir='/d'/><target dir='t'/></filesystem>", "<filesystem accessmode='mapped' fmode='755'><source dir='/d'/><target dir='t'/></filesystem>", "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "a module of no size", "<memory model='dimm'><target><node>0</node></target></memory>", "", "", ErrorCode.XmlError, ErrorDomain.Xml },
        { "a prefix of no bits", Card("virtio", "<ip address='10.0.0.1' prefix='0'/>"), Card("virtio", "<ip address='10.0.0.1' prefix='24'/>"), "", ErrorCode.XmlError, ErrorDomain.Domain },
        { "two audios of one number", "<audio id='1' type='none'/><audio id='1' type='none'/>", "<audio id='1' type='none'/><audio id='2' type='none'/>", "", ErrorCode.XmlError, ErrorDomain.Domain },
        { "a guest's number that is the host's", "<vsock model='virtio'><cid auto='no' address='2'/></vsock>", "<vsock model='virtio'><cid auto='no' address='3'/></vsock>", "", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "heads of a card that has one", "<video><model type='cirrus' heads='2'/></video>", "<video><model type='qxl' heads='2'/></video>", "", ErrorCode.ConfigUnsupported, ErrorDomain.Qemu },
        { "no USB, and a controller of it", "<controller type='usb' model='none'/><controller type='usb' index='1' model='qemu-xhci'/>", "<controller type='usb' model='none'/>", "", ErrorCode.XmlDetail, ErrorDomain.Domain },
        { "a screen in two places", "<graphics type='vnc' listen='127.0.0.1'><listen type='address' address='127.0.0.2'/></graphics>", "<graphics type='vnc' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>", "", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "two targets of one port", "<controller type='pci' index='1' model='pcie-root-port'><target chassis='1'/><target chassis='2'/></controller>", "<controller type='pci' index='1' model='pcie-root-port'><target chassis='1'/></controller>", "", ErrorCode.XmlError, ErrorDomain.Domain },
        { "a mode that is not octal", "<filesystem accessmode='mapped' fmode='9'><source dir='/d'/><target dir='t'/></filesystem>", "<filesystem accessmode='mapped' fmode='755'><source dir='/d'/><target dir='t'/></filesystem>", "", ErrorCode.XmlError, ErrorDomain.Xml },
        { "a folder without a name", "<filesystem><source dir='/d'/><target dir=''/></filesystem>", "<filesystem><source dir='/d'/><target dir='t'/></filesystem>", "", ErrorCode.NoTarget, ErrorDomain.Domain },
        { "a topology without cells", "", "", Cells("") + "|" + Cells("<cell cpus='0-1' memory='1048576'/>"), ErrorCode.XmlError, ErrorDomain.Domain },
        { "a vCPU in two cells", "", "", Cells("<cell cpus='0-1' memory='524288'/><cell cpus='1' memory='524288'/>") + "|" + Cells("<cell cpus='0' memory='524288'/><cell cpus='1' memory='524288'/>"), ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "a vCPU that is not there", "", "", Cells("<cell cpus='0-2' memory='1048576'/>") + "|" + Cells("<cell cpus='0-1' memory='1048576'/>"), ErrorCode.InternalError, ErrorDomain.Domain },
        { "no number of vCPUs", "", "", "<vcpu></vcpu>|<vcpu>1</vcpu>", ErrorCode.XmlError, ErrorDomain.Domain },
        { "a feature of no model", "", "", "<cpu mode='custom'><feature name='vmx'/></cpu>|<cpu mode='custom'><model>qemu64</model><feature name='vmx'/></cpu>", ErrorCode.XmlError, ErrorDomain.Cpu },
        { "a feature twice", "", "", "<cpu mode='custom'><model>qemu64</model><feature name='vmx'/><feature name='vmx'/></cpu>|<cpu mode='custom'><model>qemu64</model><feature name='vmx'/></cpu>", ErrorCode.XmlError, ErrorDomain.Cpu },
        { "a vendor of eleven letters", "", "", "<cpu mode='host-model'><model vendor_id='ElevenChars'/></cpu>|<cpu mode='host-model'><model vendor_id='Twelve chars'/></cpu>", ErrorCode.XmlError, ErrorDomain.Cpu },
        { "a feature of the machine that there is not", "", "", "<features><warp/></features>|<features><acpi/><acpi/></features>", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
        { "users mapped without groups", "", "", "<idmap><uid start='0' target='1' count='1'/></idmap>|<idmap><uid start='0' target='1' count='1'/><gid start='0' target='1' count='1'/></idmap>", ErrorCode.ConfigUnsupported, ErrorDomain.Domain },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_refuses_what_breaks_it_and_nothing_beside(string what, string wrong, string right, string heads, ErrorCode code, ErrorDomain domain)
    {
        var head = heads.Split('|');
        var error = Assert.Throws<VirtException>(() => Platforms.Define(Platforms.Domain(wrong, head: head[0])));

        Assert.True((code, domain) == (error.Code, error.Domain), $"{what}: {error.Code} {error.Domain} {error.Message}");
        Platforms.Define(Platforms.Domain(right, head: head[^1]));
    }

    [Theory]
    [InlineData("", "<vcpu>4</vcpu><cpu><numa><cell cpus='1' memory='524288'/><cell cpus='2' memory='524288'/></numa></cpu>", "<cell id='0' cpus='0-1,3'")]
    [InlineData("", "<features><hyperv mode='passthrough'/></features>", "<hyperv mode='passthrough'>\n    </hyperv>")]
    [InlineData("", "<metadata><a/><x:b xmlns:x='urn:x'/><x:c xmlns:x='urn:x'/></metadata>", "<metadata>\n    <x:b xmlns:x=\"urn:x\"/>\n  </metadata>")]
    [InlineData("<interface type='user'><mac address='52:54:00:00:00:01'/><model type='e1000'/><driver queues='4'/></interface>", "", "<model type='e1000'/>\n      <address")]
    [InlineData("<redirdev bus='usb' type='pty'/><redirfilter><usbdev version='1.1' allow='yes'/></redirfilter>", "", "version='1.10'")]
    public void A_document_is_told_as_libvirt_tells_it(string devices, string head, string told) =>
        Assert.Contains(told, Platforms.Dump(Platforms.Define(Platforms.Domain(devices, head: head))), StringComparison.Ordinal);

    [Theory]
    [InlineData("<clock offset=''/>")]
    [InlineData("<on_reboot></on_reboot>")]
    [InlineData("<currentMemory unit=''></currentMemory>")]
    [InlineData("<title></title>")]
    public void What_stands_empty_is_not_said(string head) =>
        Assert.Equal(Platforms.Dump(Platforms.Define(Platforms.Domain(""))), Platforms.Dump(Platforms.Define(Platforms.Domain("", head: head))));
}
