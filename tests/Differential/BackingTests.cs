using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Where a guest's memory comes from, and what of it cannot be: the document, QEMU and the host's kernel say the same of both daemons.</summary>
public class BackingTests
{
    const string Memory = "<memory unit='MiB'>32</memory>", Slots = "<maxMemory slots='3' unit='MiB'>1024</maxMemory>" + Memory;

    static string Cell(string attributes = "") => $"<cpu mode='maximum'><numa><cell id='0' cpus='0' memory='32' unit='MiB'{attributes}/></numa></cpu>";

    /// <summary>Of each document: what is in its memoryBacking, and whatever else it has.</summary>
    static readonly Dictionary<string, (string Backing, string Memory, string Cpu, string Devices)> Documents = new()
    {
        ["plain"] = ("", Memory, "", ""),
        ["nosharepages"] = ("<nosharepages/>", Memory, "", ""),
        ["locked"] = ("<locked/>", Memory + "<memtune><hard_limit unit='GiB'>1</hard_limit></memtune>", "", ""),
        ["immediate"] = ("<allocation mode='immediate' threads='2'/>", Memory, "", ""),
        ["memfd"] = ("<source type='memfd'/><access mode='shared'/>", Memory, "", ""),
        ["file"] = ("<source type='file'/><access mode='shared'/><discard/>", Memory, "", ""),
        ["private"] = ("<source type='file'/><access mode='private'/>", Memory, "", ""),
        ["cell"] = ("<source type='memfd'/><access mode='private'/>", Memory, Cell(" memAccess='shared' discard='yes'"), ""),
        ["huge"] = ("<hugepages/>", Memory, "", ""),
        ["huge-memfd"] = ("<hugepages><page size='2' unit='MiB'/></hugepages><source type='memfd'/><access mode='shared'/>", Memory, "", ""),
        ["huge-cell"] = ("<hugepages><page size='2' unit='MiB' nodeset='0'/></hugepages>", Slots, Cell(), ""),
        ["huge-many"] = ("<hugepages/>", "<memory unit='GiB'>8</memory>", "", ""),
        ["huge-size"] = ("<hugepages><page size='3' unit='MiB'/></hugepages>", Memory, "", ""),
        ["huge-node"] = ("<hugepages><page size='2' unit='MiB' nodeset='4'/></hugepages>", Memory, "", ""),
        ["huge-twice"] = ("<hugepages><page size='2' unit='MiB'/><page size='1' unit='GiB'/></hugepages>", Memory, "", ""),
        ["huge-nosource"] = ("<hugepages/><source type='anonymous'/>", Memory, "", ""),
        ["store"] = ("", Slots, Cell(), "<memory model='nvdimm'><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node><label><size unit='KiB'>128</size></label></target></memory>"),
        ["nvdimm-uuid"] = ("", Slots, Cell(), "<memory model='nvdimm'><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a41</uuid><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node></target></memory>"),
        ["nvdimm-discard"] = ("", Slots, Cell(), "<memory model='nvdimm' discard='yes'><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node></target></memory>"),
        ["nvdimm-label-large"] = ("", Slots, Cell(), "<memory model='nvdimm'><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node><label><size unit='MiB'>64</size></label></target></memory>"),
        ["dimm-path"] = ("", Slots, Cell(), "<memory model='dimm'><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node></target></memory>"),
        ["nvdimm-noslots"] = ("", Memory, Cell(), "<memory model='nvdimm'><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node></target></memory>"),
        ["nvdimm-nopath"] = ("", Slots, Cell(), "<memory model='nvdimm'><target><size unit='MiB'>64</size><node>0</node></target></memory>"),
        ["pmem-nopath"] = ("", Slots, Cell(), "<memory model='virtio-pmem'><target><size unit='MiB'>64</size></target></memory>"),
        ["nvdimm-label"] = ("", Slots, Cell(), "<memory model='nvdimm'><source><path>STORE1</path></source><target><size unit='MiB'>64</size><node>0</node><label><size unit='KiB'>64</size></label></target></memory>"),
        ["pmem-node"] = ("", Slots, Cell(), "<memory model='virtio-pmem' access='shared'><source><path>STORE2</path></source><target><size unit='MiB'>64</size><node>0</node></target></memory>"),
        ["slots"] = ("", Slots, Cell(), ""),
        ["none"] = ("", Memory, "", "<memballoon model='none'/>"),
    };

    static readonly Dictionary<string, string> Modules = new()
    {
        ["huge-dimm"] = "<memory model='dimm'><source><pagesize unit='MiB'>2</pagesize></source><target><size unit='MiB'>128</size><node>0</node></target></memory>",
        ["nvdimm"] = "<memory model='nvdimm'><source><path>STORE3</path></source><target><size unit='MiB'>128</size><node>0</node></target></memory>",
        ["dimm-used"] = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target><address type='dimm' slot='0'/></memory>",
        ["dimm-half"] = "<memory model='dimm'><target><size unit='MiB'>129</size><node>0</node></target></memory>",
        ["dimm"] = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>",
        ["dimm-unaligned"] = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target><address type='dimm' slot='0' base='0x100000001'/></memory>",
        ["dimm-slot"] = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target><address type='dimm' slot='9'/></memory>",
        ["dimm-node"] = "<memory model='dimm'><target><size unit='MiB'>128</size><node>1</node></target></memory>",
        ["dimm-huge"] = "<memory model='dimm'><source><pagesize unit='MiB'>16</pagesize></source><target><size unit='MiB'>128</size><node>0</node></target></memory>",
        ["mem-block"] = "<memory model='virtio-mem'><target><size unit='MiB'>128</size><node>0</node><block unit='MiB'>256</block><requested unit='MiB'>0</requested></target></memory>",
        ["mem-requested"] = "<memory model='virtio-mem'><target><size unit='MiB'>128</size><node>0</node><block unit='MiB'>2</block><requested unit='MiB'>130</requested></target></memory>",
        ["mem-size"] = "<memory model='virtio-mem'><target><size unit='MiB'>129</size><node>0</node><block unit='MiB'>2</block><requested unit='MiB'>0</requested></target></memory>",
    };

    [Fact]
    public async Task Memory_comes_from_where_it_does_under_libvirtd()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        // 32 MiB of the guest's own, and a module of 128.
        using var pages = HugePages.Add(90);
        Assert.SkipWhen(pages is null, "the host's kernel gives no huge pages");

        Known.Alike(await PlayAsync(new Libvirtd { HasHugePages = true }), await PlayAsync(new AerostatDaemon { HasHugePages = true }));
    }

    static async Task<List<string>> PlayAsync(Daemon daemon)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var at = daemon.At;
        (await Ran.Shell("truncate -s 64M 1.img 2.img; truncate -s 128M 3.img 4.img; chmod 666 *.img", at.Path)).OrThrow();
        foreach (var (name, (backing, memory, cpu, devices)) in Documents) at.Write($"{name}.xml", Stored(at, Domain(backing, memory, cpu, devices)));
        foreach (var (name, xml) in Modules) at.Write($"{name}.xml", Stored(at, xml));
        using Player player = new(Client.Virsh(daemon), "no-bridge")
        {
            MoreNoise = [(@"^error: .*(cannot limit locked memory|setrlimit\(LockedMemory\)).*$", "error: no right to lock memory"), ("qemu unexpectedly closed the monitor", "process exited while connecting to monitor"), (@"\d{4}-\d\d-\d\dT\S+Z", "TIME"), (@"^((?:  balloon\.)?(?:rss|last.update)[ =])\d+$", "$1N")],
        };
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/backing.txt")));
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"backing, virsh on {daemon.Name}.txt"), player.Transcript);
        return player.Transcript;
    }

    /// <summary>libvirtd 9.0 starts no guest with virtio-pmem: it does not know how QEMU tells of one.</summary>
    [Fact]
    public async Task A_guest_has_memory_that_stays_by_virtio()
    {
        await using AerostatDaemon daemon = new();
        await daemon.StartAsync();
        var at = daemon.At;
        var virsh = Client.Virsh(daemon);
        (await Ran.Shell("truncate -s 64M 1.img; truncate -s 128M 2.img; chmod 666 *.img", at.Path)).OrThrow();
        static string Module(string file, int mib) => $"<memory model='virtio-pmem' access='shared'><source><path>{file}</path></source><target><size unit='MiB'>{mib}</size></target></memory>";
        await virsh.Do($"create {at.Write("small.xml", Domain("", Slots, Cell(), Module(at["1.img"], 64)))}");
        await virsh.Do($"attach-device small {at.Write("pmem.xml", Module(at["2.img"], 128))}");

        var told = await virsh.Do("qemu-monitor-command small --hmp 'info memory-devices'");
        Assert.Contains("Memory device [virtio-pmem]: \"virtiopmem0\"", told, StringComparison.Ordinal);
        Assert.Contains("Memory device [virtio-pmem]: \"virtiopmem1\"", told, StringComparison.Ordinal);
        Assert.Contains($"{32 + 64 + 128 << 10}", await virsh.Do("dominfo small"), StringComparison.Ordinal);
        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Equal(2, Regex.Count(await virsh.Do("dumpxml small"), "<memory model='virtio-pmem'"));
    }

    static string Stored(Workspace at, string xml) => Regex.Replace(xml, @"STORE(\d)", match => at[$"{match.Groups[1]}.img"]);

    static string Domain(string backing, string memory, string cpu, string devices) => $"""
        <domain type='qemu'>
          <name>small</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a33</uuid>
          {memory}
          {(backing.Length > 0 ? $"<memoryBacking>{backing}</memoryBacking>" : "")}
          <vcpu>1</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <features><acpi/></features>
          {cpu}
          <devices>
            <controller type='pci' index='0' model='pcie-root'/><controller type='pci' model='pcie-root-port'/><controller type='pci' model='pcie-root-port'/>
            <controller type='pci' model='pcie-root-port'/><controller type='pci' model='pcie-root-port'/><controller type='pci' model='pcie-root-port'/>
            {(devices.Contains("memballoon", StringComparison.Ordinal) ? "" : "<memballoon model='virtio'/>")}
            {devices}
          </devices>
        </domain>
        """;
}
