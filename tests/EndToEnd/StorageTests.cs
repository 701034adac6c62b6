using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class StorageTests
{
    [Fact]
    public async Task Volumes_are_made_filled_read_copied_and_removed()
    {
        await using var tried = await Tried.StartAsync();
        var images = await PoolAsync(tried);
        var sent = tried.Daemon.At["sent"];
        await File.WriteAllBytesAsync(sent, [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7))]);

        await tried.Virsh.Do("vol-create-as p raw 4M --allocation 0");
        await tried.Virsh.Do("vol-create-as p deep 8M --format qcow2");
        await tried.Virsh.Do($"vol-upload raw {sent} p");
        await tried.Virsh.Do("vol-clone raw copy p");
        await tried.Virsh.Do($"vol-download copy {tried.Daemon.At["got"]} p --length 3000000");
        Assert.Equal(await File.ReadAllBytesAsync(sent), await File.ReadAllBytesAsync(tried.Daemon.At["got"]));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(Path.Combine(images, "copy")));

        await tried.Virsh.Do("vol-resize deep 16M p");
        Assert.Contains("16777216", await tried.Virsh.Do("vol-info deep p --bytes"));
        Assert.Contains("exists already", (await tried.Virsh.Run("vol-create-as p raw 1M")).Err);
        Assert.Contains("cannot contain '/'", (await tried.Virsh.Run("vol-create-as p ../out 1M")).Err);
        foreach (var name in new[] { "raw", "deep", "copy" }) await tried.Virsh.Do($"vol-delete {name} p");
        Assert.Empty(Directory.GetFileSystemEntries(images));
    }

    /// <remarks>This is what virt-install and virt-clone ask for; neither names a version.</remarks>
    [Fact]
    public async Task Features_bring_the_version_that_has_them()
    {
        await using var tried = await Tried.StartAsync();
        var images = await PoolAsync(tried);
        var xml = tried.Daemon.At.Write("v.xml", "<volume><name>v</name><capacity>1048576</capacity><target><format type='qcow2'/><features><lazy_refcounts/></features></target></volume>");
        await tried.Virsh.Do($"vol-create p {xml}");
        var told = (await Ran.Of("qemu-img", ["info", Path.Combine(images, "v")])).OrThrow().Out;
        Assert.Contains("compat: 1.1", told);
        Assert.Contains("lazy refcounts: true", told);
    }

    [Fact]
    public async Task The_default_machine_is_told_first()
    {
        await using var tried = await Tried.StartAsync();
        Assert.Matches("<arch name='x86_64'>\\s+<wordsize>64</wordsize>\\s+<emulator>[^<]+</emulator>\\s+<machine [^>]+>pc-i440fx-", await tried.Virsh.Do("capabilities"));
    }

    [Fact]
    public async Task What_fails_to_be_made_leaves_nothing()
    {
        await using var tried = await Tried.StartAsync();
        var images = await PoolAsync(tried);
        Assert.False((await tried.Virsh.Run("vol-create-as p large 9000000T")).Ok);
        Assert.False((await tried.Virsh.Run("vol-create-as p above 1M --format qcow2 --backing-vol gone --backing-vol-format qcow2")).Ok);
        Assert.Empty(Directory.GetFileSystemEntries(images));
        Assert.DoesNotContain("above", await tried.Virsh.Do("vol-list p"));
    }

    [Fact]
    public async Task Holes_go_over_the_wire_as_holes()
    {
        await using var tried = await Tried.StartAsync();
        await PoolAsync(tried);
        var sparse = tried.Daemon.At["sparse"];
        await using (var file = File.Create(sparse))
        {
            file.SetLength(64 << 20);
            file.Position = 20 << 20;
            file.Write("here"u8);
        }
        await tried.Virsh.Do("vol-create-as p v 64M");
        await tried.Virsh.Do($"vol-upload v {sparse} p --sparse");
        Assert.Matches("Allocation: +[0-9]{1,6} bytes", await tried.Virsh.Do("vol-info v p --bytes"));
        await tried.Virsh.Do($"vol-download v {tried.Daemon.At["back"]} p --sparse");
        (await Ran.Of("cmp", [sparse, tried.Daemon.At["back"]])).OrThrow();
    }

    [Fact]
    public async Task A_pool_and_its_volumes_outlive_the_daemon()
    {
        await using var tried = await Tried.StartAsync();
        await PoolAsync(tried);
        await tried.Virsh.Do("pool-autostart p");
        await tried.Virsh.Do("vol-create-as p kept 1M --format qcow2");
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Matches("p +active +yes", await tried.Virsh.Do("pool-list --all"));
        Assert.Contains("kept", await tried.Virsh.Do("vol-list p"));
    }

    static async Task<string> PoolAsync(Tried tried)
    {
        var images = tried.Daemon.At["images"];
        await tried.Virsh.Do($"pool-define-as p dir --target {images}");
        await tried.Virsh.Do("pool-build p");
        await tried.Virsh.Do("pool-start p");
        return images;
    }
}
