using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Images below others are lent with them, and given back.</summary>
public class ChainTests
{
    const string Make = """
        truncate -s 8M base.raw; qemu-img create -q -f qcow2 -F raw -b base.raw top.qcow2; qemu-img create -q -f qcow2 -F raw -b base.raw more.qcow2; chmod 600 *.raw *.qcow2
        """;

    [Fact]
    public async Task All_of_a_chain_is_lent_and_given_back_after_the_last_that_used_it()
    {
        Assert.SkipUnless(Environment.UserName == "root", "QEMU runs as the caller, and nothing is lent");
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        (await Ran.Shell(Make, at.Path)).OrThrow();
        await SmallGuest.DefineAsync(tried.Virsh, "chain", Disk(at["top.qcow2"]));

        await tried.Virsh.Do("start chain");
        Assert.Equal("lent lent root", await OwnersAsync("base.raw", "top.qcow2", "more.qcow2"));
        await tried.Virsh.Do($"attach-disk chain {at["more.qcow2"]} sdb --subdriver qcow2");
        await tried.Virsh.Do("detach-disk chain sdb");
        Assert.Equal("lent lent root", await OwnersAsync("base.raw", "top.qcow2", "more.qcow2"));

        // A daemon that comes later knows what is whose, and what was found.
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Contains("base.raw", await tried.Virsh.Do("dumpxml chain"));
        Assert.DoesNotContain("backingStore", await tried.Virsh.Do("dumpxml chain --inactive"));
        Assert.DoesNotContain("backingStore", await tried.Virsh.Do("dumpxml chain --migratable"));
        await tried.Virsh.Do("destroy chain");
        Assert.Equal("root root root", await OwnersAsync("base.raw", "top.qcow2", "more.qcow2"));

        async Task<string> OwnersAsync(params string[] files) =>
            string.Join(' ', (await Ran.Of("stat", ["-c", "%U", .. files.Select(file => at[file])])).OrThrow().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(owner => owner is "root" ? owner : "lent"));
    }

    [Fact]
    public async Task An_image_cannot_show_its_guest_what_is_the_systems_own()
    {
        Assert.SkipUnless(Environment.UserName == "root", "QEMU runs as the caller, and nothing is lent");
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        (await Ran.Shell("ln -s /etc/shadow link; qemu-img create -q -f qcow2 -u -F raw -b link evil.qcow2 1M; qemu-img create -q -f qcow2 -u -F raw -b /etc/os-release mild.qcow2 1M", at.Path)).OrThrow();
        await SmallGuest.DefineAsync(tried.Virsh, "evil", Disk(at["evil.qcow2"]));
        await SmallGuest.DefineAsync(tried.Virsh, "mild", Disk(at["mild.qcow2"]));

        var refused = await tried.Virsh.Run("start evil");
        Assert.Contains("Permission denied", refused.Err);
        Assert.Equal("0", (await Ran.Of("stat", ["-c", "%u", "/etc/shadow"])).OrThrow().Out.Trim());
        // What everyone may read is no secret.
        await tried.Virsh.Do("start mild");
        Assert.Equal("0", (await Ran.Of("stat", ["-c", "%u", "/etc/os-release"])).OrThrow().Out.Trim());
    }

    static string Disk(string path) => $"<disk type='file'><driver name='qemu' type='qcow2'/><source file='{path}'/><target dev='vda' bus='virtio'/></disk>";
}
