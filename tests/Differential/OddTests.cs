using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>What is asked less often, and wrongly: the same words and codes from both daemons, and from both clients.</summary>
public class OddTests
{
    [Fact]
    public async Task Virsh_is_answered_as_by_libvirtd()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        Known.Alike(await PlayAsync(new Libvirtd(), Client.Virsh), await PlayAsync(new AerostatDaemon(), Client.Virsh));
    }

    [Fact]
    public async Task Aero_says_what_virsh_says() =>
        Known.Alike(await PlayAsync(new AerostatDaemon(), Client.Virsh), [.. (await PlayAsync(new AerostatDaemon(), Client.Aero)).Select(Known.WithoutHints)]);

    [Fact]
    public async Task A_running_guest_remembers_what_was_done_to_it()
    {
        await using AerostatDaemon daemon = new();
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        await SmallGuest.DefineAsync(virsh, "plain");
        await virsh.Do("start plain");
        Assert.DoesNotContain("tainted", await virsh.Do("dominfo plain"), StringComparison.Ordinal);

        await virsh.Do("qemu-monitor-command plain --hmp 'info status'");
        Assert.Contains("tainted: custom monitor control commands issued", await virsh.Do("dominfo plain"), StringComparison.Ordinal);
        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Contains("tainted: custom monitor control commands issued", await virsh.Do("dominfo plain"), StringComparison.Ordinal);

        await virsh.Do("destroy plain --remove-logs");
        Assert.False(File.Exists(daemon.LogOf("plain")));
    }

    static async Task<List<string>> PlayAsync(Daemon daemon, Func<Daemon, Client> client)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var at = daemon.At;
        (await Ran.Shell("qemu-img create -q -f qcow2 a.qcow2 64M && chmod 666 a.qcow2", at.Path)).OrThrow();
        at.Write("odd.xml", SmallGuest.Xml("odd", $"""
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='{at["a.qcow2"]}'/><target dev='sda' bus='scsi'/></disk>
            <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='sdb' bus='sata'/></disk>
            <interface type='user'><mac address='52:54:00:aa:bb:01'/><model type='virtio'/></interface>
            """).Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a13</uuid><vcpu>1</vcpu><iothreads>2</iothreads>", StringComparison.Ordinal));
        at.Write("quiet.xml", SmallGuest.Xml("quiet", "<graphics type='vnc' autoport='yes' listen='127.0.0.1'/><video><model type='vga'/></video>").Replace("<vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a14</uuid><vcpu>", StringComparison.Ordinal));
        at.Write("cpu.xml", "<cpu><arch>x86_64</arch><model>qemu64</model></cpu>");
        at.Write("lan.xml", "<network><name>oddlan</name><bridge name='aeodd'/></network>");
        using Player player = new(client(daemon), "no-bridge");
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/odd.txt")));
        return player.Transcript;
    }
}
