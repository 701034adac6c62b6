using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>An image that one guest writes to is no other's, and who is refused is told by whom; shared and read-only ones are anybody's.</summary>
public sealed class ImageLockTests
{
    static string Disk(string path, string target, string more = "") => $"<disk type='file'><driver name='qemu' type='raw'/><source file='{path}'/><target dev='{target}' bus='scsi'/>{more}</disk>";

    [Fact]
    public async Task An_image_in_use_is_refused_at_start_at_attach_and_as_a_medium_and_both_guests_are_named()
    {
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        (await Ran.Shell("truncate -s 1M a.raw other.iso; ln -s a.raw alias.raw", at.Path)).OrThrow();
        await SmallGuest.DefineAsync(tried.Virsh, "holder", Disk(at["a.raw"], "sda"));
        await SmallGuest.DefineAsync(tried.Virsh, "starter", Disk(at["alias.raw"], "sdc"));
        await SmallGuest.DefineAsync(tried.Virsh, "plugger", $"<disk type='file' device='cdrom'><source file='{at["other.iso"]}'/><target dev='sdd' bus='scsi'/><readonly/></disk>");
        await tried.Virsh.Do("start holder --paused");
        await tried.Virsh.Do("start plugger --paused");
        var before = await tried.Virsh.Do("dumpxml plugger");

        string Named(string guest, string image, string disk) => $"image '{at[image]}' is wanted by domain '{guest}' as {disk} and in use by domain 'holder' as sda";
        var started = await tried.Virsh.Run("start starter");
        Assert.Contains(Named("starter", "alias.raw", "sdc"), started.Err);
        Assert.Contains("internal error: ", started.Err);
        Assert.Equal("shut off", await tried.Virsh.State("starter"));
        Assert.Contains(Named("plugger", "a.raw", "sdb"), (await tried.Virsh.Run($"attach-device plugger {at.Write("b.xml", Disk(at["a.raw"], "sdb"))}")).Err);
        Assert.Contains(Named("plugger", "a.raw", "sdd"), (await tried.Virsh.Run($"change-media plugger sdd {at["a.raw"]} --live --update")).Err);
        await Wait.Until("the tray to be as it was", async () => await tried.Virsh.Do("dumpxml plugger") == before);
        Assert.Contains("in use by domain 'holder' as sda", (await tried.Virsh.Run($"attach-device holder {at.Write("e.xml", Disk(at["a.raw"], "sde"))}")).Err);

        Assert.Contains("other.iso", await tried.Virsh.Do("qemu-monitor-command plugger --hmp 'info block'"));
        // It goes on, and what it lets go is free.
        Assert.Equal("paused", await tried.Virsh.State("holder"));
        await tried.Virsh.Do("detach-disk holder sda");
        await tried.Virsh.Do("start starter --paused");
    }

    [Theory]
    [InlineData("<shareable/>")]
    [InlineData("<readonly/>")]
    public async Task What_is_shared_or_only_read_is_anybodys(string how)
    {
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        (await Ran.Shell("truncate -s 1M a.raw", at.Path)).OrThrow();
        foreach (var guest in new[] { "one", "other" })
        {
            await SmallGuest.DefineAsync(tried.Virsh, guest, Disk(at["a.raw"], "sda", how));
            await tried.Virsh.Do($"start {guest} --paused");
        }
        await SmallGuest.DefineAsync(tried.Virsh, "third");
        await tried.Virsh.Do("start third --paused");

        await tried.Virsh.Do($"attach-device third {at.Write("b.xml", Disk(at["a.raw"], "sdb", how))}");
        Assert.Contains("Failed to get", (await tried.Virsh.Run($"attach-device third {at.Write("c.xml", Disk(at["a.raw"], "sdc"))}")).Err);
    }
}
