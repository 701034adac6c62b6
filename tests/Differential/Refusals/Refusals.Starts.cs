using static Aerostat.Differential.Tests.Guests;

namespace Aerostat.Differential.Tests;

static partial class Refusals
{
    const string Start = "define $BAD; start x";

    /// <summary>What can be defined and cannot be started.</summary>
    public static readonly Refusal[] Starts =
    [
        new("a disk's file that is not there", Start, Bad("<disk type='file'><source file='$PWD/no/such.img'/><target dev='sda' bus='scsi'/></disk>"), "$PWD/no/such.img"),
        new("a disk's device that is not there", Start, Bad("<disk type='block'><source dev='/dev/nosuch'/><target dev='sda' bus='scsi'/></disk>"), "/dev/nosuch"),
        new("an image that is not what it says", Start, Bad("<disk type='file'><driver name='qemu' type='qcow2'/><source file='$PWD/spare.img'/><target dev='sda' bus='scsi'/></disk>"), "not in qcow2 format"),
        new("a disk that another guest writes", Start, Bad("<disk type='file'><driver name='qemu' type='raw'/><source file='$PWD/busy.img'/><target dev='sda' bus='scsi'/></disk>"), "busy.img"),
        new("a bridge that is not there", Start, Bad("<interface type='bridge'><source bridge='nobridge0'/></interface>"), "nobridge0"),
        new("a network that is not there", Start, Bad("<interface type='network'><source network='nonet'/></interface>"), "nonet"),
        new("a kernel that is not there", Start, Bad(os: "<type arch='x86_64' machine='q35'>hvm</type><kernel>/no/kernel</kernel>"), "/no/kernel"),
        new("a loader that is not there", Start, Bad(os: "<type arch='x86_64' machine='q35'>hvm</type><loader readonly='yes' type='pflash'>/no/OVMF.fd</loader>", more: "<features><acpi/></features>"), "/no/OVMF.fd"),
        new("a pin to a processor that is not there", Start, Bad(vcpu: "<vcpu cpuset='4000'>1</vcpu>")),
        new("nodes that numad is to choose", Start, Bad(vcpu: "<vcpu placement='auto'>1</vcpu>"), "numad"),
        new("a disk of a pool that is not there", Start, Bad("<disk type='volume'><source pool='nopool' volume='v'/><target dev='sda' bus='scsi'/></disk>"), "nopool"),
        new("a disk whose secret is not there", Start, Bad("<disk type='file'><driver name='qemu' type='qcow2'/><source file='$PWD/spare.img'><encryption format='luks'><secret type='passphrase' uuid='6a5d0a4e-8a0d-4a4e-9f5c-0c2f5b8b8a11'/></encryption></source><target dev='sda' bus='scsi'/></disk>"), "6a5d0a4e"),
        new("a vsock that the kernel has not", Start, Bad("<vsock model='virtio'><cid auto='yes'/></vsock>"), "vhost-vsock"),
        new("more memory than there is", Start, Bad(memory: "<memory unit='TiB'>100</memory>")),
        new("a word that QEMU does not know", Start, Bad().Replace("<domain ", "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' ").Replace("</devices>", "</devices><qemu:commandline><qemu:arg value='-nonsense'/></qemu:commandline>"), "-nonsense"),
        new("a folder for a channel that is not there", Start, Bad("<channel type='unix'><source mode='bind' path='$PWD/no/channel'/><target type='virtio' name='a'/></channel>"), "no/channel"),
        new("a log below nothing", Start, Bad("<serial type='file'><source path='$PWD/no/log'/><target port='0'/></serial>"), "no/log"),
        new("a tty that is not there", Start, Bad("<serial type='dev'><source path='/dev/nosuch'/><target port='0'/></serial>"), "/dev/nosuch"),
        new("huge pages that are not there", Start, Bad(more: "<memoryBacking><hugepages/></memoryBacking>"), "huge"),
        new("start of nothing", "start nobody", null, "nobody"),
        new("start of what runs", "start busy", null, "active"),
        new("a VNC port in use", Start, Bad("<graphics type='vnc' port='5987' listen='127.0.0.1'/>"), "Address already in use"),
        new("a filter that there is not", "define $BAD; start x", Bad("<interface type='ethernet'><mac address='52:54:00:12:34:01'/><model type='virtio'/><filterref filter='no-such-filter'/></interface>"), "no-such-filter"),
        new("a VLAN that nobody keeps", "define $BAD; start x", Bad("<interface type='user'><mac address='52:54:00:12:34:02'/><vlan><tag id='42'/></vlan><model type='virtio'/></interface>"), "vlan"),
        new("an unmanaged tap that there is not", "define $BAD; start x", Bad("<interface type='ethernet'><mac address='52:54:00:12:34:03'/><target dev='no-such-tap' managed='no'/><model type='virtio'/></interface>"), "managed='no'"),
    ];
}
