using Aerostat.Model;
using Aerostat.Qemu;
using BenchmarkDotNet.Attributes;

namespace Aerostat.Bench.Micro;

/// <summary>A domain's way from its XML to QEMU's command line.</summary>
public class Document
{
    const string Xml = """
        <domain type='qemu'><name>rich</name><uuid>5566064e-5845-48ad-b0e6-65b19290d923</uuid><memory unit='MiB'>256</memory><vcpu>2</vcpu><iothreads>1</iothreads>
          <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>
          <features><acpi/><apic/></features>
          <devices>
            <disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none' io='threads' discard='unmap'/><source file='/a.qcow2'/><target dev='vda' bus='virtio'/><serial>abc</serial></disk>
            <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/b.img'/><target dev='sda' bus='scsi'/><wwn>5000c50015ea71ac</wwn></disk>
            <controller type='scsi' model='virtio-scsi'><driver iothread='1' queues='2'/></controller>
            <interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>
            <serial type='pty'/><console type='pty'/>
            <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
            <input type='tablet' bus='usb'/><controller type='usb' model='qemu-xhci'/>
            <graphics type='vnc' port='-1' autoport='yes'><listen type='none'/></graphics><video><model type='virtio'/></video>
            <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
            <memballoon model='virtio' autodeflate='on' freePageReporting='on'/>
          </devices></domain>
        """;

    static readonly EmulatorCapabilities Emulator = EmulatorCapabilities.FromJson(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "capabilities.json")))!;

    static readonly DomainDefinition Bare = DomainXml.Read(Xml), Whole = Complete.Definition(Bare, Emulator.Platform), Live = Aliases.Assign(Whole);

    static readonly LaunchPlan Plan = LaunchPlan.Empty with { Folder = "/run" };

    [Benchmark] public DomainDefinition Read() => DomainXml.Read(Xml);

    [Benchmark] public DomainDefinition Completed() => Complete.Definition(Bare, Emulator.Platform);

    [Benchmark] public void Checked() => Check.Definition(Whole, Emulator.Platform);

    [Benchmark] public string Written() => DomainXml.Write(Live);

    [Benchmark] public string Written_for_the_status() => DomainXml.Write(Live, WriteOptions.Status);

    [Benchmark] public IReadOnlyList<string> Command_line() => Qemu.CommandLine.Build(Live, Emulator, Plan);
}
