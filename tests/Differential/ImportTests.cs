using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>What a libvirtd has written is taken over when it is stopped, as it was; and never over what is there.</summary>
public sealed class ImportTests
{
    static string Domain(string name, string os, string devices = "") => $"""
        <domain type='qemu'><name>{name}</name><memory unit='MiB'>32</memory><vcpu>2</vcpu>{os}<devices>{devices}</devices></domain>
        """;

    const string Q35 = "<os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>", Pc = "<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>", Virt = "<os><type arch='aarch64' machine='virt'>hvm</type></os>";

    const string Devices = """
        <controller type='scsi' model='virtio-scsi'/><controller type='usb' model='qemu-xhci'/>
        <disk type='file'><driver name='qemu' type='qcow2'/><source file='/x.qcow2'/><target dev='sdb' bus='scsi'/></disk>
        <interface type='user'><model type='virtio'/></interface><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
        """;

    [Fact]
    public async Task Domains_of_a_stopped_libvirtd_come_over_as_they_were_and_only_once()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        await using Libvirtd libvirtd = new();
        await using AerostatDaemon ours = new();
        await libvirtd.StartAsync();
        await ours.StartAsync();
        var (oracle, virsh, aero) = (Client.Virsh(libvirtd), Client.Virsh(ours), Client.Aero(ours));
        var at = libvirtd.At;
        File.WriteAllBytes(at["code.fd"], new byte[4096]);
        var efi = $"<os><type arch='x86_64' machine='q35'>hvm</type><loader readonly='yes' type='pflash'>{at["code.fd"]}</loader></os><features><acpi/></features>";
        var chosen = "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>";
        foreach (var (name, document) in new[] { ("first", Domain("first", Q35, Devices)), ("second", Domain("second", Pc, Devices)), ("third", Domain("third", Virt)), ("fourth", Domain("fourth", efi)), ("fifth", Domain("fifth", chosen)), ("taken", Domain("taken", Q35)) })
            await oracle.Do($"define {at.Write($"{name}.xml", document)}");
        await oracle.Do("autostart second");
        await oracle.Do($"net-define {at.Write("net.xml", "<network><name>lan</name><forward mode='nat'/><bridge name='aeimport'/><ip address='10.213.99.1' prefix='24'><dhcp><range start='10.213.99.2' end='10.213.99.9'/></dhcp></ip></network>")}");
        await oracle.Do("net-autostart lan");
        var lan = await oracle.Do("net-dumpxml lan");
        await oracle.Do("start third --paused");
        Dictionary<string, string> before = [];
        foreach (var name in new[] { "first", "second", "third", "fourth" }) before[name] = await oracle.Do($"dumpxml {name} --inactive");
        await virsh.Do($"define {ours.At.Write("taken.xml", Domain("taken", Pc))}");
        var taken = await virsh.Do("dumpxml taken");
        Directory.CreateDirectory(at["lib/qemu/nvram"]);
        foreach (var name in new[] { "fourth", "fifth" }) File.WriteAllText(at[$"lib/qemu/nvram/{name}_VARS.fd"], "variables");
        var import = $"import {at["etc/qemu"]} --run {at["run"]} --nvram {at["lib/qemu/nvram"]}";

        var listening = await aero.Run(import);
        Assert.Contains("libvirt is not stopped", listening.Err);
        await libvirtd.StopAsync();
        var running = await aero.Run(import);
        Assert.Contains("guests of libvirt's still run: third (process ", running.Err);
        Assert.DoesNotContain("first", await virsh.Do("list --all --name"));
        foreach (var guest in at.Processes().Where(pid => File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu", StringComparison.Ordinal))) Signals.Send(guest, Signals.Kill);
        await Wait.Until("the guest to be gone", async () => !(await aero.Run(import)).Err.Contains("still run"));

        foreach (var (name, document) in before)
            Assert.Equal(document, await virsh.Do($"dumpxml {name} --inactive"));
        // Where the document left them to libvirt's own folder, they are named.
        Assert.Contains($"{at["lib/qemu/nvram/fifth_VARS.fd"]}</nvram>", await virsh.Do("dumpxml fifth --inactive"));
        Assert.Equal("second", (await virsh.Do("list --all --autostart --name")).Trim());
        Assert.Equal(taken, await virsh.Do("dumpxml taken"));
        Assert.Equal(lan, await virsh.Do("net-dumpxml lan"));
        Assert.Equal("lan", (await virsh.Do("net-list --all --autostart --name")).Trim());
        var again = await aero.Run(import);
        Assert.True(again.Ok, again.Seen);
        Assert.Equal(7, again.Out.Split('\n').Count(line => line.Contains(" kept ")));

        // Half a file is said to be one, and keeps nobody else.
        File.WriteAllText(at["etc/qemu/half.xml"], "<domain type='qemu'><name>half</name>");
        var half = await aero.Run(import);
        Assert.False(half.Ok);
        Assert.Matches(@"half +refused +XML error", half.Out);
        Assert.Contains("1 of 8 could not be taken over", half.Err);
    }
}
