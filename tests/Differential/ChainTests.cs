using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Images that stand on others: each is found, numbered and told as on libvirtd.</summary>
public class ChainTests
{
    [Fact]
    public async Task Virsh_sees_the_images_below_an_image_as_on_libvirtd()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");

        Known.Alike(await PlayAsync(new Libvirtd()), await PlayAsync(new AerostatDaemon()));
    }

    static async Task<List<string>> PlayAsync(Daemon daemon)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var at = daemon.At;
        (await Ran.Shell("""
            of() { qemu-img create -q -f qcow2 -F "$2" -b "$1" "$3"; }
            truncate -s 8M base.raw; mkdir sub
            of base.raw raw mid.qcow2; of "$PWD/mid.qcow2" qcow2 top.qcow2; of ../base.raw raw sub/relative.qcow2
            of 'json:{"driver":"raw","file":{"driver":"file","filename":"'"$PWD"'/base.raw"}}' raw other.qcow2
            of base.raw raw medium.qcow2; of mid.qcow2 qcow2 told.qcow2
            truncate -s 8M gone.raw; of gone.raw raw missing.qcow2; rm gone.raw
            for one in self ring back; do qemu-img create -q -f qcow2 $one.qcow2 8M; done
            qemu-img rebase -u -F qcow2 -b self.qcow2 self.qcow2; qemu-img rebase -u -F qcow2 -b back.qcow2 ring.qcow2; qemu-img rebase -u -F qcow2 -b ring.qcow2 back.qcow2
            chmod 600 *.raw *.qcow2 sub/*
            """, at.Path)).OrThrow();
        at.Write("chain.xml", SmallGuest.Xml("chain", $"""
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='{at["top.qcow2"]}'/><target dev='sda' bus='scsi'/></disk>
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='{at["sub/relative.qcow2"]}'/><target dev='vda' bus='virtio'/><readonly/></disk>
            <disk type='file' device='cdrom'><driver name='qemu' type='qcow2'/><target dev='sdc' bus='sata'/></disk>
            """).Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a13</uuid><vcpu>1</vcpu><cpu mode='maximum'/>", StringComparison.Ordinal));
        at.Write("told.xml", $"""
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='{at["told.qcow2"]}'/>
              <backingStore type='file'><format type='qcow2'/><source file='{at["mid.qcow2"]}'/></backingStore><target dev='sdb' bus='scsi'/></disk>
            """);
        // libvirtd hears of the tray by and by.
        using Player player = new(Client.Virsh(daemon), "no-bridge") { MoreNoise = [(@"physical=\d+", "physical=#"), (@"times=\d+", "times=#"), (" tray=\"open\"", ""), (@"uid:\d+, gid:\d+", "uid:#, gid:#")] };
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts/chains.txt")));
        return player.Transcript;
    }
}
