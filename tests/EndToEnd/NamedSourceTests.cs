using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>What a document names, and the daemon has to find or make first: a volume of a pool, a file for the guest's memory.</summary>
public class NamedSourceTests
{
    [Fact]
    public async Task A_volume_is_the_disk_that_its_pool_has_of_it()
    {
        await using var tried = await Tried.StartAsync();
        var (virsh, at) = (tried.Virsh, tried.Daemon.At);
        at.Folder("pool", (UnixFileMode)0b111_111_111);
        await virsh.Do($"pool-create-as here dir --target {at["pool"]}");
        await virsh.Do("vol-create-as here one.raw 1M");
        await virsh.Do("vol-create-as here two.qcow2 1M --format qcow2");
        await SmallGuest.DefineAsync(virsh, "named", Disk("one.raw", "raw", "vda"));

        await virsh.Do("start named");
        Assert.Contains(at["pool/one.raw"], await virsh.Do("domblklist named"));
        Assert.Contains("volume='one.raw'", await virsh.Do("dumpxml named --inactive"));

        await virsh.Do($"attach-device named {at.Write("two.xml", Disk("two.qcow2", "qcow2", "sdb"))} --live --config");
        Assert.Contains(at["pool/two.qcow2"], await virsh.Do("domblklist named"));
        await virsh.Do("detach-disk named sdb --live --config");

        Assert.Contains("none.raw", (await virsh.Run($"attach-device named {at.Write("none.xml", Disk("none.raw", "raw", "sdb"))}")).Err);
        Assert.Contains("nopool", (await virsh.Run($"attach-device named {at.Write("nopool.xml", Disk("one.raw", "raw", "sdb").Replace("'here'", "'nopool'", StringComparison.Ordinal))}")).Err);
        Assert.Equal("running", await virsh.State("named"));
    }

    static string Disk(string volume, string format, string target) =>
        $"<disk type='volume'><driver name='qemu' type='{format}'/><source pool='here' volume='{volume}'/><target dev='{target}' bus='{(target[0] == 'v' ? "virtio" : "scsi")}'/></disk>";

    [Fact]
    public async Task Memory_that_is_a_file_lies_in_the_guests_own_folder_and_goes_with_it()
    {
        await using var tried = await Tried.StartAsync();
        var virsh = tried.Virsh;
        var xml = SmallGuest.Xml("filed").Replace("<os>", "<memoryBacking><source type='file'/><access mode='shared'/></memoryBacking><os>", StringComparison.Ordinal);
        await virsh.Do($"define {tried.Daemon.At.Write("filed.xml", xml)}");

        await virsh.Do("start filed");
        Assert.Equal("running", await virsh.State("filed"));
        Assert.NotEmpty(Files());
        await virsh.Do("destroy filed");
        Assert.Empty(Files());

        string[] Files() => Directory.Exists(tried.Daemon.At["lib/qemu/ram"]) ? Directory.GetFiles(tried.Daemon.At["lib/qemu/ram"], "*", SearchOption.AllDirectories) : [];
    }
}
