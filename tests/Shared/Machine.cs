namespace Aerostat.Tests.Shared;

/// <summary>One kind of machine that the walk-through is walked on.</summary>
public sealed record Machine(string Name, string Arch, string Cpu, string Features = "<features><acpi/></features>")
{
    public static readonly Machine
        Q35 = new("q35", "x86_64", "<cpu mode='maximum'/>"),
        Pc = new("pc", "x86_64", "<cpu mode='maximum'/>"),
        // Under TCG libvirt would pick a cortex-a15, which has 32 bits.
        Virt = new("virt", "aarch64", "<cpu mode='custom' match='exact'><model fallback='forbid'>cortex-a72</model></cpu>",
            // ACPI would want UEFI there, which takes half a minute to come up.
            Features: "");

    /// <summary>What runs it; null: the installed one.</summary>
    public string? Emulator { get; init; }

    public static Machine Of(string name) => new[] { Q35, Pc, Virt }.Single(m => m.Name == name);

    /// <summary>The guide's domain: virtio throughout, explicit PCI addresses, and a shell for the test. TCG: KVM is not everywhere.</summary>
    public async Task<string> GuideXml(Workspace at, string bridge, string name = "kvm1")
    {
        var image = await GuestImage.Of(Arch);
        at.Folder("sock", (UnixFileMode)0b111_111_111);
        return $"""
            <domain type='qemu'>
              <name>{name}</name>
              <uuid>{Uuid(name)}</uuid>
              <memory unit='MiB'>512</memory>
              <currentMemory unit='MiB'>512</currentMemory>
              <vcpu>2</vcpu>
              <os>
                <type arch='{Arch}' machine='{Name}'>hvm</type>
                <kernel>{image.Kernel}</kernel>
                <initrd>{image.Initrd}</initrd>
                <cmdline>{image.CommandLine}</cmdline>
              </os>
              {Features}
              {Cpu}
              <devices>
                {(Emulator is null ? "" : $"<emulator>{Emulator}</emulator>")}
                <controller type='scsi' index='0' model='virtio-scsi'>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>
                </controller>
                <interface type='bridge'>
                  <mac address='52:54:00:6b:76:01'/>
                  <source bridge='{bridge}'/>
                  <model type='virtio'/>
                  <driver queues='2'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x06' function='0x0'/>
                </interface>
                <serial type='pty'><target port='0'/></serial>
                <console type='pty'><target type='serial' port='0'/></console>
                <channel type='unix'>
                  <source mode='bind' path='{at[$"sock/{name}"]}'/>
                  <target type='virtio' name='test.shell'/>
                </channel>
                <channel type='unix'>
                  <target type='virtio' name='org.qemu.guest_agent.0'/>
                </channel>
                <graphics type='vnc' port='-1' autoport='yes'/>
                <video>
                  <model type='virtio' heads='1'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x07' function='0x0'/>
                </video>
                <memballoon model='virtio'>
                  <stats period='1'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x08' function='0x0'/>
                </memballoon>
                <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
              </devices>
            </domain>
            """;
    }

    // The same in every run, another for every name.
    static Guid Uuid(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    public override string ToString() => Name;
}
