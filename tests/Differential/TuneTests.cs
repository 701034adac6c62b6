using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Processors, limits, media and links of a guest that needs no kernel: virsh sees the same on both daemons.</summary>
public class TuneTests
{
    [Fact]
    public async Task Virsh_tunes_a_guest_as_on_libvirtd()
    {
        var missing = Libvirtd.Missing ?? Bridge.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");

        Known.Alike(await PlayAsync(new Libvirtd(), Client.Virsh), await PlayAsync(new AerostatDaemon(), Client.Virsh));
    }

    [Fact]
    public async Task Aero_tunes_a_guest_as_virsh_does()
    {
        Known.Alike(await PlayAsync(new AerostatDaemon(), Client.Virsh), [.. (await PlayAsync(new AerostatDaemon(), Client.Aero)).Select(Known.WithoutHints)]);
    }

    [Fact]
    public async Task Virsh_and_aero_limit_a_running_guest_as_virsh_on_libvirtd()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/cpu") && Environment.UserName == "root", "no control groups of version 1 that are ours");
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");

        var expected = await LimitAsync(new Libvirtd(groups: true), Client.Virsh);
        Known.Alike(expected, await LimitAsync(new AerostatDaemon(), Client.Virsh));
        Known.Alike(expected, [.. (await LimitAsync(new AerostatDaemon(), Client.Aero)).Select(Known.WithoutHints)]);
    }

    static async Task<List<string>> LimitAsync(Daemon daemon, Func<Daemon, Client> client)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        daemon.At.Write("held.xml", SmallGuest.Xml("held").Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a12</uuid><vcpu>2</vcpu><cpu mode='maximum'/>", StringComparison.Ordinal));
        using Player player = new(client(daemon), "no-bridge");
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/limits.txt")));
        return player.Transcript;
    }

    static async Task<List<string>> PlayAsync(Daemon daemon, Func<Daemon, Client> client)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        await using var bridge = await Bridge.MakeAsync();
        var at = daemon.At;
        (await Ran.Shell("qemu-img create -q -f qcow2 a.qcow2 64M && truncate -s 32M b.raw && truncate -s 1M one.iso two.iso && chmod 666 *.*", at.Path)).OrThrow();
        at.Write("small.xml", SmallGuest.Xml("small", $"""
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='{at["a.qcow2"]}'/><target dev='sda' bus='scsi'/></disk>
            <disk type='file'><driver name='qemu' type='raw'/><source file='{at["b.raw"]}'/><target dev='vda' bus='virtio'/></disk>
            <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='{at["one.iso"]}'/><target dev='sdb' bus='sata'/></disk>
            <interface type='bridge'><mac address='52:54:00:aa:bb:01'/><source bridge='{bridge.Name}'/><model type='virtio'/></interface>
            """).Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a11</uuid><vcpu current='2'>4</vcpu><cpu mode='maximum'/>", StringComparison.Ordinal));
        using Player player = new(client(daemon), bridge.Name);
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/tune.txt")));
        // For whoever compares at leisure.
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"tune, {(client == Client.Virsh ? "virsh" : "aero")} on {daemon.Name}.txt"), player.Transcript);
        return player.Transcript;
    }
}
