using Aerostat.Model;

namespace Aerostat.Qemu.Tests;

/// <summary>Documents, completed for an emulator of this host.</summary>
static class Guests
{
    public static Task<EmulatorCapabilities> EmulatorAsync(string arch) => Shared.FindAsync(null, arch, TestContext.Current.CancellationToken);

    static readonly Emulators Shared = new(cache: null);

    public static DomainDefinition Live(string xml, EmulatorCapabilities emulator) =>
        Aliases.Assign(Complete.Definition(DomainXml.Read(xml), emulator.Platform));

    /// <summary>One of each, on the machine's own bus.</summary>
    public static string Rich(string arch, string machine, string devices = "") => $"""
        <domain type='qemu'><name>rich</name><uuid>5566064e-5845-48ad-b0e6-65b19290d923</uuid><memory unit='MiB'>256</memory><vcpu>2</vcpu><iothreads>1</iothreads>
          <os><type arch='{arch}' machine='{machine}'>hvm</type><boot dev='hd'/></os>
          {(arch is "x86_64" ? "<features><acpi/><apic/></features>" : "")}
          <devices>
            <disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none' io='threads' discard='unmap'/><source file='@/a.qcow2'/><target dev='vda' bus='virtio'/><serial>abc</serial></disk>
            <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='@/b.img'/><target dev='sda' bus='scsi'/><wwn>5000c50015ea71ac</wwn></disk>
            <controller type='scsi' model='virtio-scsi'><driver iothread='1' queues='2'/></controller>
            <interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>
            <serial type='pty'/><console type='pty'/>
            <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
            <input type='tablet' bus='usb'/><controller type='usb' model='qemu-xhci'/>
            <graphics type='vnc' port='-1' autoport='yes'><listen type='none'/></graphics><video><model type='virtio'/></video>
            <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
            <memballoon model='virtio' autodeflate='on' freePageReporting='on'/>
            {devices}
          </devices></domain>
        """;
}
