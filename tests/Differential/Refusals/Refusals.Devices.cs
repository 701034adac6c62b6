using static Aerostat.Differential.Tests.Guests;

namespace Aerostat.Differential.Tests;

static partial class Refusals
{
    /// <summary>Devices that there cannot be, or not both.</summary>
    public static readonly Refusal[] Devices =
    [
        new("an unknown bus", Define, Bad(Disk("sda", "warp")), "warp"),
        new("a disk without target", Define, Bad("<disk type='file'><source file='/a'/></disk>"), "target"),
        new("a target that is no name", Define, Bad(Disk("disk1", "scsi")), "disk1"),
        new("an unknown kind of disk", Define, Bad("<disk type='tape'><target dev='sda'/></disk>"), "tape"),
        new("an unknown device of a disk", Define, Bad("<disk type='file' device='drum'><target dev='sda'/></disk>"), "drum"),
        new("an unknown format", "define $BAD; start x", Bad("<disk type='file'><driver name='qemu' type='papyrus'/><source file='$PWD/spare.img'/><target dev='sda' bus='scsi'/></disk>"), "papyrus"),
        new("an unknown cache", Define, Bad("<disk type='file'><driver name='qemu' cache='attic'/><source file='/a'/><target dev='sda' bus='scsi'/></disk>"), "attic"),
        new("an unknown driver", Define, Bad("<disk type='file'><driver name='phy'/><source file='/a'/><target dev='sda' bus='scsi'/></disk>"), "phy"),
        new("two disks of one name", Define, Bad(Disk("sda", "scsi") + Disk("sda", "scsi")), "sda"),
        new("two disks at one place", Define, Bad(Disk("sda", "scsi", Drive(0)) + Disk("sdb", "scsi", Drive(0))), "sd"),
        new("two devices at one PCI address", Define, Bad(Rng(9) + Rng(9)), "0000:00:09.0"),
        new("a PCI slot that there is not", Define, Bad(Rng(32)), "0x20"),
        new("a PCI bus that there is not", Define, Bad("<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='pci' domain='0' bus='0x63' slot='0' function='0'/></rng>", os: "<type arch='x86_64' machine='pc'>hvm</type>"), "0000:63:00.0"),
        new("a PCI function that there is not", Define, Bad("<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='pci' domain='0' bus='0' slot='9' function='9'/></rng>")),
        new("a PCI domain that there is not", Define, Bad("<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='pci' domain='1' bus='0' slot='9' function='0'/></rng>")),
        new("an address of an unknown kind", Define, Bad("<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='street' slot='9'/></rng>"), "street"),
        new("an address that is no number", Define, Bad("<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='pci' slot='nine'/></rng>"), "nine"),
        new("virtiofs without shared memory", Define, Bad(Virtiofs("")), "shared memory"),
        new("virtiofs that maps users", Define, Bad(Virtiofs(" accessmode='mapped'"), more: Sharing), "accessmode"),
        new("virtiofs that is read-only", Define, Bad(Virtiofs("", "<readonly/>"), more: Sharing), "read-only"),
        new("virtiofs of a model", Define, Bad(Virtiofs(" model='virtio'"), more: Sharing), "model"),
        new("virtiofs with a way to write", Define, Bad(Virtiofs("").Replace("'virtiofs'", "'virtiofs' wrpolicy='immediate'"), more: Sharing), "wrpolicy"),
        new("virtiofs of a folder that is not there", "define $BAD; start x", Bad(Virtiofs("").Replace("/tmp", "$PWD/no"), more: Sharing), "$PWD/no"),
        new("a multicast MAC", Define, Bad("<interface type='user'><mac address='01:00:5e:00:00:01'/></interface>"), "01:00:5e:00:00:01"),
        new("a MAC that is none", Define, Bad("<interface type='user'><mac address='52:54:00'/></interface>"), "52:54:00"),
        new("a bridge without a name", Define, Bad("<interface type='bridge'/>"), "bridge"),
        new("a network without a name", Define, Bad("<interface type='network'/>"), "network"),
        new("an unknown kind of interface", Define, Bad("<interface type='telegraph'/>"), "telegraph"),
        new("a model of nonsense", Define, Bad("<interface type='user'><model type='a b;c'/></interface>")),
        new("an unknown model", "define $BAD; start x", Bad("<interface type='user'><model type='hinny'/></interface>"), "hinny"),
        new("queues that are no number", Define, Bad("<interface type='user'><model type='virtio'/><driver queues='many'/></interface>"), "many"),
        new("an unknown driver of an interface", Define, Bad("<interface type='user'><model type='virtio'/><driver name='coachman'/></interface>"), "coachman"),
        new("an MTU that is no number", Define, Bad("<interface type='user'><mtu size='large'/></interface>"), "large"),
        new("an unknown controller", Define, Bad("<controller type='drum'/>"), "drum"),
        new("an unknown model of a controller", Define, Bad("<controller type='scsi' model='parallel'/>"), "parallel"),
        new("two controllers of one number", Define, Bad("<controller type='scsi' index='0' model='virtio-scsi'/><controller type='scsi' index='0' model='virtio-scsi'/>")),
        new("two balloons", Define, Bad("<memballoon model='virtio'/><memballoon model='virtio'/>")),
        new("two IOMMUs", Define, Bad("<iommu model='intel'/><iommu model='intel'/>")),
        new("two vsocks", Define, Bad("<vsock model='virtio'/><vsock model='virtio'/>")),
        new("an unknown balloon", Define, Bad("<memballoon model='zeppelin'/>"), "zeppelin"),
        new("an unknown video", Define, Bad("<video><model type='lantern'/></video>"), "lantern"),
        new("an unknown display", Define, Bad("<graphics type='opera'/>"), "opera"),
        new("a port beyond all ports", "define $BAD; start x", Bad("<graphics type='vnc' port='70000'/>"), "65535"),
        new("a port below VNC's first", "define $BAD; start x", Bad("<graphics type='vnc' port='80'/>")),
        new("an address that is no address", "define $BAD; start x", Bad("<graphics type='vnc' port='-1' autoport='yes' listen='nowhere.invalid'/>")),
        new("an unknown watchdog", Define, Bad("<watchdog model='cerberus'/>"), "cerberus"),
        new("an unknown input", Define, Bad("<input type='pedal' bus='usb'/>"), "pedal"),
        new("an unknown sound", Define, Bad("<sound model='lute'/>"), "lute"),
        new("a TPM of an unknown kind", Define, Bad("<tpm model='abacus'/>"), "abacus"),
        new("a channel without a target", Define, Bad("<channel type='unix'/>"), ""),
        new("an unknown console", Define, Bad("<console type='semaphore'/>"), "semaphore"),
        new("an alias twice", Define, Bad("<rng model='virtio'><backend model='random'>/dev/urandom</backend><alias name='ua-a'/></rng><rng model='virtio'><backend model='random'>/dev/urandom</backend><alias name='ua-a'/></rng>"), "ua-a"),
        new("a boot order twice", Define, Bad("<disk type='file'><source file='/a'/><target dev='sda' bus='scsi'/><boot order='1'/></disk><disk type='file'><source file='/b'/><target dev='sdb' bus='scsi'/><boot order='1'/></disk>")),
        new("a boot order of nothing", Define, Bad("<disk type='file'><source file='/a'/><target dev='sda' bus='scsi'/><boot order='0'/></disk>"), "order"),
    ];

    const string Sharing = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>";

    static string Virtiofs(string attributes, string more = "") => $"<filesystem type='mount'{attributes}><driver type='virtiofs'/><source dir='/tmp'/><target dir='share'/>{more}</filesystem>";

    static string Disk(string target, string bus, string more = "") => $"<disk type='file'><source file='/a'/><target dev='{target}' bus='{bus}'/>{more}</disk>";

    static string Drive(int unit) => $"<address type='drive' controller='0' bus='0' target='0' unit='{unit}'/>";

    static string Rng(int slot) => $"<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='pci' domain='0' bus='0' slot='{slot}' function='0'/></rng>";
}
