using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Documents that change while a guest runs: forgotten ones, firmware that was found for a guest, numbers of block nodes after drives that are empty and plugs that fail.</summary>
public sealed class DocumentTests(Both both) : IClassFixture<Both>
{
    [Fact]
    public Task What_was_saved_of_a_guest_that_was_undefined_is_told_until_it_ends() => SameAsync(async (virsh, seen) =>
    {
        var at = virsh.Daemon.At;
        string Guest(string memory, string more) => at.Write("forgotten.xml", SmallGuest.Xml("forgotten", more, memory).Replace("<vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a31</uuid><vcpu>", StringComparison.Ordinal));
        await virsh.Do($"define {Guest("<memory unit='MiB'>32</memory>", "")}");
        await virsh.Do("start forgotten --paused");
        await virsh.Do($"define {Guest("<memory unit='MiB'>48</memory>", "<sound model='ich9'/>")}");
        await virsh.Do("undefine forgotten");
        seen.Add(await virsh.Do("dumpxml forgotten --inactive"));
        seen.Add((await virsh.Run("setmem forgotten 16M --config")).Err);
        await virsh.Do("destroy forgotten");
        seen.Add((await virsh.Run("dumpxml forgotten --inactive")).Err);
    });

    [Theory]
    [InlineData("OVMF_CODE_4M.fd")]
    [InlineData("OVMF_CODE_4M.secboot.fd")]
    [InlineData("OVMF_CODE.fd")]
    public Task The_template_of_variables_that_a_start_makes_is_told(string code)
    {
        Assert.SkipUnless(File.Exists($"/usr/share/OVMF/{code}"), "no OVMF");
        return SameAsync(async (virsh, seen) =>
        {
            var variables = virsh.Daemon.At["mine.fd"];
            await virsh.Do($"define {virsh.Daemon.At.Write("firm.xml", $"""
                <domain type='qemu'><name>firm</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type>
                <loader readonly='yes' type='pflash'>/usr/share/OVMF/{code}</loader><nvram>{variables}</nvram></os><features><acpi/></features><devices/></domain>
                """)}");
            for (var i = 0; i < 2; i++)
            {
                await virsh.Do("start firm --paused");
                seen.AddRange(["dumpxml firm", await virsh.Do("dumpxml firm --xpath //os/nvram"), await virsh.Do("dumpxml firm --inactive --xpath //os/nvram")]);
                await virsh.Do("destroy firm");
            }
            await virsh.Do("undefine firm --nvram");
        });
    }

    [Fact]
    public Task Block_nodes_are_numbered_behind_empty_drives_and_plugs_that_failed() => SameAsync(async (virsh, seen) =>
    {
        var at = virsh.Daemon.At;
        (await Ran.Shell("qemu-img create -q -f qcow2 a.qcow2 8M && truncate -s 1M b.raw c.raw d.raw && chmod 666 a.qcow2 *.raw", at.Path)).OrThrow();
        string Disk(string name, string format, string target, string more = "") => $"<disk type='file'><driver name='qemu' type='{format}'/><source file='{at[name]}'/><target dev='{target}' bus='virtio'/>{more}</disk>";
        await virsh.Do($"create --paused {at.Write("numbers.xml", $"""
            <domain type='qemu'><name>numbers</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
            <devices>{Disk("a.qcow2", "qcow2", "vda")}<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='hda' bus='ide'/></disk><memballoon model='none'/></devices></domain>
            """)}");
        await PlugAsync("a file that is not there", Disk("none.raw", "raw", "vdb"));
        await PlugAsync("another format", Disk("b.raw", "qcow2", "vdb"));
        await PlugAsync("its own image", Disk("a.qcow2", "qcow2", "vdb"));
        await PlugAsync("a target that is taken", Disk("b.raw", "raw", "vda"));
        await PlugAsync("a place that is taken", Disk("b.raw", "raw", "vdb", "<address type='pci' bus='0' slot='0x02'/>"));
        await PlugAsync("one that can be", Disk("c.raw", "raw", "vdb"));
        await virsh.Run($"change-media numbers hda {at["none.iso"]} --insert");
        await virsh.Do($"change-media numbers hda {at["d.raw"]} --insert");
        await PlugAsync("another", Disk("b.raw", "raw", "vdc"));
        await virsh.Do("destroy numbers");

        async Task PlugAsync(string what, string xml)
        {
            var ran = await virsh.Run($"attach-device numbers {at.Write("plug.xml", xml)}");
            seen.Add($"{what}: {ran.Ok}");
            seen.Add(await virsh.Do("dumpxml numbers --xpath //disk/source"));
        }
    });

    [Fact]
    public Task Ports_of_usb_run_out_with_the_same_words() => SameAsync(async (virsh, seen) =>
    {
        foreach (var count in (int[])[3, 1100])
        {
            var ran = await virsh.Run($"define {virsh.Daemon.At.Write("usb.xml", SmallGuest.Xml("usb", "<controller type='usb' index='0' model='piix3-uhci'/>" + Tablet(" port='1'") + Tablet(" port='2'") + string.Concat(Enumerable.Repeat("<input type='tablet' bus='usb'/>", count - 2))))}");
            seen.Add(ran.Err);
            if (ran.Ok) await virsh.Do("undefine usb");
        }

        static string Tablet(string port) => $"<input type='tablet' bus='usb'><address type='usb' bus='0'{port}/></input>";
    });

    async Task SameAsync(Func<Client, List<string>, Task> play)
    {
        var (ours, oracle) = await both.StartAsync();
        Assert.Equal(await PlayAsync(oracle), await PlayAsync(ours));

        async Task<string[]> PlayAsync(Daemon daemon)
        {
            List<string> seen = [];
            await play(Client.Virsh(daemon), seen);
            return [.. seen.Select(text => text.Replace(daemon.At.Path, "", StringComparison.Ordinal))];
        }
    }
}
