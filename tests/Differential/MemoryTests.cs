using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Balloon, modules, virtio-mem, huge pages: virsh, the guest and the host see the same on both daemons.</summary>
public class MemoryTests
{
    const string Nodes = "<features><acpi/></features><cpu mode='maximum'><numa><cell id='0' cpus='0' memory='MEMORY' unit='MiB'/></numa></cpu>";

    [Theory]
    [InlineData("modules")]
    [InlineData("memory")]
    [InlineData("stays")]
    public Task Virsh_sees_memory_as_on_libvirtd(string script) => AlikeAsync(script);

    [Fact]
    public Task Virsh_sees_memory_on_arm_as_on_libvirtd()
    {
        Assert.SkipUnless(WalkTests.Machines.Any(row => row.Data is "virt"), "minutes of an emulated board: with the walks on every machine, ./dev diff");
        return AlikeAsync("arm");
    }

    /// <summary>libvirtd 9.0 starts no guest with virtio-pmem.</summary>
    [Fact]
    public async Task A_guest_sees_memory_that_stays_by_virtio()
    {
        await using AerostatDaemon daemon = new();
        await daemon.StartAsync();
        var at = daemon.At;
        var virsh = Client.Virsh(daemon);
        at.Folder("sock", (UnixFileMode)0b111_111_111);
        (await Ran.Shell("truncate -s 64M 1.img; truncate -s 128M 2.img; chmod 666 *.img", at.Path)).OrThrow();
        static string Module(string file, int mib) => $"<memory model='virtio-pmem' access='shared'><source><path>{file}</path></source><target><size unit='MiB'>{mib}</size></target></memory>";
        var guest = (await RealAsync(at, "<maxMemory slots='4' unit='MiB'>1536</maxMemory><memory unit='MiB'>256</memory>", Nodes.Replace("MEMORY", "256", StringComparison.Ordinal), ""))
            .Replace("</devices>", $"{Module(at["1.img"], 64)}</devices>", StringComparison.Ordinal);
        await virsh.Do($"create {at.Write("kvm1.xml", guest)}");
        using var shell = await GuestShell.OpenAsync(at["sock/kvm1"]);
        await Wait.Until("its memory", async () => (await shell.Run("cat /sys/block/pmem0/size")).Out.Trim() is "131072");
        (await shell.Run("echo 'written by the guest' > /dev/pmem0; sync")).OrThrow();
        Assert.Equal("written by the guest", (await Ran.Shell("head -c 20 1.img", at.Path)).Out);

        await virsh.Do($"attach-device kvm1 {at.Write("pmem.xml", Module(at["2.img"], 128))}");
        await Wait.Until("more of it", async () => (await shell.Run("cat /sys/block/pmem1/size")).Out.Trim() is "262144");
        (await shell.Run("echo 'by the second' > /dev/pmem1; sync")).OrThrow();
        Assert.Equal("by the second", (await Ran.Shell("head -c 13 2.img", at.Path)).Out);
    }

    static async Task AlikeAsync(string script)
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");

        Known.Alike(await PlayAsync(script, new Libvirtd(), Client.Virsh), await PlayAsync(script, new AerostatDaemon(), Client.Virsh));
    }

    static async Task<List<string>> PlayAsync(string script, Daemon daemon, Func<Daemon, Client> client)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var at = daemon.At;
        at.Write("dimm.xml", "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>");
        at.Write("odd.xml", "<memory model='dimm'><target><size unit='KiB'>100001</size><node>0</node></target></memory>");
        at.Write("big.xml", "<memory model='dimm'><target><size unit='GiB'>2</size><node>0</node></target></memory>");
        at.Write("mem.xml", "<memory model='virtio-mem'><target><size unit='MiB'>256</size><node>0</node><block unit='MiB'>2</block><requested unit='MiB'>0</requested></target></memory>");
        at.Write("small.xml", SmallGuest.Xml("small", Ports, "<maxMemory slots='3' unit='MiB'>1024</maxMemory><memory unit='MiB'>64</memory>")
            .Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a31</uuid><vcpu>1</vcpu>", StringComparison.Ordinal).Replace("<devices>", $"{Nodes.Replace("MEMORY", "64", StringComparison.Ordinal)}<devices>", StringComparison.Ordinal));
        if (script is "memory")
        {
            at.Folder("sock", (UnixFileMode)0b111_111_111);
            at.Write("kvm1.xml", await RealAsync(at, "<maxMemory slots='4' unit='MiB'>1536</maxMemory><memory unit='MiB'>384</memory>", Nodes.Replace("MEMORY", "384", StringComparison.Ordinal), "freePageReporting='on'"));
            at.Write("shared.xml", await RealAsync(at, "<memory unit='MiB'>384</memory><memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>", "<features><acpi/></features><cpu mode='maximum'/>", "autodeflate='on'"));
        }
        if (script is "stays")
        {
            at.Folder("sock", (UnixFileMode)0b111_111_111);
            (await Ran.Shell("truncate -s 64M store1.img; truncate -s 128M store2.img; chmod 666 *.img", at.Path)).OrThrow();
            static string Nvdimm(string file, int mib) => $"<memory model='nvdimm' access='shared'><source><path>{file}</path></source><target><size unit='MiB'>{mib}</size><node>0</node></target></memory>";
            at.Write("nvdimm.xml", Nvdimm(at["store2.img"], 128));
            at.Write("kvm1.xml", (await RealAsync(at, "<maxMemory slots='4' unit='MiB'>1536</maxMemory><memory unit='MiB'>256</memory>", Nodes.Replace("MEMORY", "256", StringComparison.Ordinal), ""))
                .Replace("</devices>", $"{Nvdimm(at["store1.img"], 64)}</devices>", StringComparison.Ordinal));
        }
        if (script is "arm")
        {
            at.Folder("sock", (UnixFileMode)0b111_111_111);
            at.Write("kvm1.xml", await ArmAsync(at));
            at.Write("firm.xml", Arm("firm", "<loader readonly='yes' type='pflash'>/usr/share/AAVMF/AAVMF_CODE.fd</loader><nvram template='/usr/share/AAVMF/AAVMF_VARS.fd'/>", "<features><acpi/></features>"));
        }
        // What a guest has free, and when it said so, is never the same.
        using Player player = new(client(daemon), "no-bridge") { MoreNoise = [(@"^((?:  balloon\.)?(?:rss|last.update|usable|unused|available|.*_?faults?|swap.*|disk.caches|hugetlb.*)[ =])\d+$", "$1N")] };
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, $"tests/Shared/Scripts/{script}.txt")));
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"{script}, {(client == Client.Virsh ? "virsh" : "aero")} on {daemon.Name}.txt"), player.Transcript);
        return player.Transcript;
    }

    static async Task<string> ArmAsync(Workspace at)
    {
        var image = await GuestImage.Of("aarch64");
        return Arm("kvm1", $"<kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine}</cmdline>", "",
            $"<channel type='unix'><source mode='bind' path='{at["sock/kvm1"]}'/><target type='virtio' name='test.shell'/></channel>");
    }

    static string Arm(string name, string boot, string features, string devices = "") => $"""
        <domain type='qemu'>
          <name>{name}</name><uuid>{(name is "firm" ? "5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a35" : "5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a34")}</uuid>
          <maxMemory slots='4' unit='MiB'>1536</maxMemory><memory unit='MiB'>384</memory>
          <vcpu>1</vcpu>
          <os><type arch='aarch64' machine='virt'>hvm</type>{boot}</os>
          {features}
          <cpu mode='custom' match='exact'><model fallback='forbid'>cortex-a72</model><numa><cell id='0' cpus='0' memory='384' unit='MiB'/></numa></cpu>
          <devices>
            {Ports}
            {devices}
            <memballoon model='virtio'/>
          </devices>
        </domain>
        """;

    const string Ports = """
        <controller type='pci' index='0' model='pcie-root'/><controller type='pci' model='pcie-root-port'/><controller type='pci' model='pcie-root-port'/>
        <controller type='pci' model='pcie-root-port'/><controller type='pci' model='pcie-root-port'/><controller type='pci' model='pcie-root-port'/>
        """;

    static async Task<string> RealAsync(Workspace at, string memory, string machine, string balloon)
    {
        var image = await GuestImage.Of("x86_64");
        return $"""
            <domain type='qemu'>
              <name>kvm1</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a32</uuid>
              {memory}
              <vcpu>1</vcpu>
              <os><type arch='x86_64' machine='q35'>hvm</type><kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine}</cmdline></os>
              {machine}
              <devices>
                {Ports}
                <channel type='unix'><source mode='bind' path='{at["sock/kvm1"]}'/><target type='virtio' name='test.shell'/></channel>
                <memballoon model='virtio' {balloon}><stats period='1'/></memballoon>
              </devices>
            </domain>
            """;
    }
}
