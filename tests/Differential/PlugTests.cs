using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Every kind of device plugged, changed and taken away, live and for good: what can be is the same, and so are the codes and words of what cannot.</summary>
public class PlugTests
{
    [Fact]
    public async Task Virsh_plugs_changes_and_takes_away_as_on_libvirtd()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");

        Known.Alike(await PlayAsync(new Libvirtd()), await PlayAsync(new AerostatDaemon()));
    }

    const string Guest = """
        <domain type='qemu'>
          <name>plug</name>
          <uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a21</uuid>
          <memory unit='MiB'>64</memory>
          <vcpu>1</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <features><acpi/></features>
          <devices>
            <controller type='usb' index='0' model='qemu-xhci' ports='15'/>
            <controller type='scsi' index='0' model='virtio-scsi'/>
            <controller type='virtio-serial' index='0'/>
            PORTS
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='AT/a.qcow2'/><target dev='sda' bus='scsi'/></disk>
            <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='AT/one.iso'/><target dev='sdb' bus='sata'/></disk>
            <interface type='user'><mac address='52:54:00:aa:cc:01'/><model type='virtio'/></interface>
            <serial type='null'><log file='AT/serial.log'/></serial>
            <graphics type='vnc' port='5978' listen='127.0.0.1' passwd='first'/>
            <video><model type='vga'/></video>
            <memballoon model='virtio'><stats period='5'/></memballoon>
          </devices>
        </domain>
        """;

    static readonly Dictionary<string, string> Devices = new()
    {
        ["rng"] = "<rng model='virtio'><backend model='random'>/dev/urandom</backend><alias name='ua-rng'/></rng>",
        ["rng-same"] = "<rng model='virtio'><backend model='random'>/dev/urandom</backend><alias name='ua-rng'/></rng>",
        ["rng-other"] = "<rng model='virtio'><backend model='builtin'/></rng>",
        ["watchdog"] = "<watchdog model='i6300esb' action='none'/>",
        ["tablet"] = "<input type='tablet' bus='usb'/>",
        ["keyboard"] = "<input type='keyboard' bus='usb'/>",
        ["virtio-mouse"] = "<input type='mouse' bus='virtio'/>",
        ["redir"] = "<redirdev bus='usb' type='tcp'><source mode='bind' host='127.0.0.1' service='0'/></redirdev>",
        ["spice-redir"] = "<redirdev bus='usb' type='spicevmc'/>",
        ["shmem"] = "<shmem name='plugged'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
        ["doorbell"] = "<shmem name='bell'><model type='ivshmem-doorbell'/><server path='AT/none.sock'/></shmem>",
        ["channel"] = "<channel type='null'><target type='virtio' name='org.example.one'/></channel>",
        ["channel-unix"] = "<channel type='unix'><target type='virtio' name='org.example.two'/></channel>",
        ["channel-file"] = "<channel type='file'><source path='AT/said'/><log file='AT/logged'/><target type='virtio' name='org.example.three'/></channel>",
        ["usb-serial"] = "<serial type='null'><target type='usb-serial' port='5'/></serial>",
        ["pci-serial"] = "<serial type='null'><target type='pci-serial' port='6'/></serial>",
        ["scsi-controller"] = "<controller type='scsi' index='3' model='virtio-scsi'/>",
        ["usb-controller"] = "<controller type='usb' index='1' model='qemu-xhci'/>",
        ["serial-controller"] = "<controller type='virtio-serial' index='2'/>",
        ["sata-controller"] = "<controller type='sata' index='0'/>",
        ["pci-root"] = "<controller type='pci' index='0' model='pcie-root'/>",
        ["busy-controller"] = "<controller type='scsi' index='0' model='virtio-scsi'/>",
        ["usb-disk"] = "<disk type='file'><driver name='qemu' type='raw'/><source file='AT/b.raw'/><target dev='sdu' bus='usb'/></disk>",
        ["virtio-disk"] = "<disk type='file'><driver name='qemu' type='raw'/><source file='AT/c.raw'/><target dev='vda' bus='virtio'/><serial>plugged</serial></disk>",
        ["scsi-cdrom"] = "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='AT/two.iso'/><target dev='sdc' bus='scsi'/><readonly/></disk>",
        ["floppy"] = "<disk type='file' device='floppy'><driver name='qemu' type='raw'/><source file='AT/d.raw'/><target dev='fda' bus='fdc'/></disk>",
        ["sata-cdrom"] = "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='AT/two.iso'/><target dev='sdf' bus='sata'/><readonly/></disk>",
        ["disk-two"] = "<disk type='file'><driver name='qemu' type='raw'/><source file='AT/d.raw'/><target dev='sda' bus='scsi'/></disk>",
        ["user-card"] = "<interface type='user'><mac address='52:54:00:aa:cc:02'/><model type='virtio'/></interface>",
        ["no-bridge"] = "<interface type='bridge'><mac address='52:54:00:aa:cc:03'/><source bridge='none0'/><model type='virtio'/></interface>",
        ["no-network"] = "<interface type='network'><mac address='52:54:00:aa:cc:04'/><source network='nosuch'/><model type='virtio'/></interface>",
        ["no-vdpa"] = "<interface type='vdpa'><mac address='52:54:00:aa:cc:06'/><source dev='/dev/vhost-vdpa-none'/></interface>",
        ["filtered"] = "<interface type='ethernet'><mac address='52:54:00:aa:cc:05'/><model type='virtio'/><filterref filter='nosuch'/></interface>",
        ["balloon"] = "<memballoon model='virtio'/>",
        ["sound"] = "<sound model='ich9'/>",
        ["video"] = "<video><model type='virtio'/></video>",
        ["graphics"] = "<graphics type='vnc' autoport='yes'/>",
        ["tpm"] = "<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>",
        ["panic"] = "<panic model='isa'/>",
        ["hub"] = "<hub type='usb'/>",
        ["console"] = "<console type='null'><target type='virtio'/></console>",
        ["fs9p"] = "<filesystem type='mount'><source dir='/tmp'/><target dir='t'/></filesystem>",
        ["virtiofs"] = "<filesystem type='mount'><driver type='virtiofs'/><source dir='/tmp'/><target dir='t'/></filesystem>",
        ["iommu"] = "<iommu model='intel'/>",
        ["ps2"] = "<input type='mouse' bus='ps2'/>",
        ["dimm"] = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>",
        ["usb-host"] = "<hostdev mode='subsystem' type='usb'><source><address bus='97' device='98'/></source></hostdev>",
        ["pci-host"] = "<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0' bus='0xf7' slot='0x1d' function='0x3'/></source></hostdev>",
        ["card-host"] = "<interface type='hostdev' managed='yes'><mac address='52:54:00:aa:cc:06'/><source><address type='pci' domain='0' bus='0xf7' slot='0x1d' function='0x2'/></source><vlan><tag id='42'/></vlan></interface>",
        ["card-host-vfio"] = "<interface type='hostdev'><mac address='52:54:00:aa:cc:06'/><driver name='vfio'/><source><address type='pci' domain='0' bus='0xf7' slot='0x1d' function='0x2'/></source></interface>",
        ["mdev-host"] = "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='53764d0e-85a0-42b4-af5c-2046b460b1dc'/></source></hostdev>",
        ["unknown"] = "<teapot/>",
        ["card-down"] = Card("<model type='virtio'/><link state='down'/>"),
        ["card-up"] = Card("<model type='virtio'/><link state='up'/>"),
        ["card-rate"] = Card("<model type='virtio'/><bandwidth><inbound average='1000'/></bandwidth>"),
        ["card-model"] = Card("<model type='e1000'/>"),
        ["card-queues"] = Card("<model type='virtio'/><driver queues='4'/>"),
        ["card-address"] = Card("<model type='virtio'/><address type='pci' bus='0' slot='0x1a'/>"),
        ["card-alias"] = Card("<model type='virtio'/><alias name='ua-other'/>"),
        ["card-type"] = "<interface type='ethernet'><mac address='52:54:00:aa:cc:01'/><model type='virtio'/></interface>",
        ["card-filter"] = Card("<model type='virtio'/><filterref filter='x'/>"),
        ["card-nobody"] = "<interface type='user'><mac address='52:54:00:aa:cc:99'/><model type='virtio'/></interface>",
        ["medium"] = Cdrom("<source file='AT/two.iso'/>"),
        ["medium-gone"] = Cdrom(""),
        ["medium-none"] = Cdrom("<source file='AT/none.iso'/>"),
        ["disk-limits"] = Root("", "<iotune><total_iops_sec>100</total_iops_sec></iotune>"),
        ["disk-cache"] = Root(" cache='none'", ""),
        ["disk-serial"] = Root("", "<serial>other</serial>"),
        ["disk-readonly"] = Root("", "<readonly/>"),
        ["disk-other"] = "<disk type='file'><driver name='qemu' type='raw'/><source file='AT/d.raw'/><target dev='sda' bus='scsi'/></disk>",
        ["disk-bus"] = "<disk type='file'><driver name='qemu' type='qcow2'/><source file='AT/a.qcow2'/><target dev='sda' bus='sata'/></disk>",
        ["disk-nobody"] = "<disk type='file'><driver name='qemu' type='raw'/><source file='AT/d.raw'/><target dev='sdz' bus='scsi'/></disk>",
        ["vnc-password"] = "<graphics type='vnc' port='5978' listen='127.0.0.1' passwd='second'/>",
        ["vnc-listen"] = "<graphics type='vnc' port='5978' listen='127.0.0.2'/>",
        ["vnc-port"] = "<graphics type='vnc' port='5979' listen='127.0.0.1'/>",
        ["vnc-keymap"] = "<graphics type='vnc' port='5978' listen='127.0.0.1' keymap='de'/>",
        ["vnc-spice"] = "<graphics type='spice' port='5978' listen='127.0.0.1'/>",
        ["balloon-period"] = "<memballoon model='virtio'><stats period='9'/></memballoon>",
        ["balloon-model"] = "<memballoon model='none'/>",
        ["balloon-deflate"] = "<memballoon model='virtio' autodeflate='on'><stats period='5'/></memballoon>",
    };

    static string Card(string more) => $"<interface type='user'><mac address='52:54:00:aa:cc:01'/>{more}</interface>";

    static string Cdrom(string source) => $"<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>{source}<target dev='sdb' bus='sata'/><readonly/></disk>";

    static string Root(string driver, string more) => $"<disk type='file'><driver name='qemu' type='qcow2'{driver}/><source file='AT/a.qcow2'/><target dev='sda' bus='scsi'/>{more}</disk>";

    static async Task<List<string>> PlayAsync(Daemon daemon)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var at = daemon.At;
        (await Ran.Shell("qemu-img create -q -f qcow2 a.qcow2 64M && truncate -s 1M b.raw c.raw d.raw one.iso two.iso && chmod 666 *.*", at.Path)).OrThrow();
        var ports = string.Concat(Enumerable.Range(1, 16).Select(index => $"<controller type='pci' index='{index}' model='pcie-root-port'/>"));
        at.Write("plug.xml", Guest.Replace("AT", at.Path, StringComparison.Ordinal).Replace("PORTS", ports, StringComparison.Ordinal));
        foreach (var (name, xml) in Devices) at.Write($"{name}.xml", xml.Replace("AT", at.Path, StringComparison.Ordinal));
        using Player player = new(Client.Virsh(daemon), "no-bridge") { MoreNoise = [(" tls='no'", "")] };
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/plug.txt")));
        // For whoever compares at leisure.
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"plug, virsh on {daemon.Name}.txt"), player.Transcript);
        return player.Transcript;
    }
}
