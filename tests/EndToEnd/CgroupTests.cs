using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class CgroupTests
{
    const string Limits = """
        <memtune><hard_limit unit='MiB'>512</hard_limit><soft_limit unit='MiB'>400</soft_limit></memtune>
        <cputune><shares>2048</shares><period>100000</period><quota>50000</quota><emulator_period>100000</emulator_period><emulator_quota>80000</emulator_quota></cputune>
        """;

    static string[] Groups(Tried tried) => [.. Of(Assert.Single(tried.Guests()))];

    static IEnumerable<string> Of(int pid) => File.ReadAllLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)).Where(line => line[2].Contains("/qemu-"))
        .Select(line => Path.Combine("/sys/fs/cgroup", line[1], line[2].TrimStart('/')));

    [Fact]
    public async Task A_guest_is_held_by_its_limits_also_by_the_next_daemon_and_leaves_no_group()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/cpu") && Environment.UserName == "root", "no control groups of version 1 that are ours");
        await using var tried = await Tried.StartAsync();
        Assert.SkipWhen(tried.Daemon.Said().Contains("not put into control groups"), "control groups are another's here");
        await tried.Virsh.Do($"create {tried.Daemon.At.Write("held.xml", SmallGuest.Xml("held").Replace("<vcpu>", Limits + "<vcpu>"))}");

        var groups = Groups(tried);
        var cpu = Path.GetDirectoryName(groups.Single(group => group.StartsWith("/sys/fs/cgroup/cpu/")))!;
        Assert.Equal("2048", File.ReadAllText($"{cpu}/cpu.shares").Trim());
        Assert.Equal("50000", File.ReadAllText($"{cpu}/vcpu0/cpu.cfs_quota_us").Trim());
        Assert.Equal("80000", File.ReadAllText($"{cpu}/emulator/cpu.cfs_quota_us").Trim());
        // The vCPU's thread is in its own group, all others in the emulator's.
        var vcpu = Assert.Single(File.ReadAllLines($"{cpu}/vcpu0/tasks"));
        Assert.StartsWith("CPU 0", File.ReadAllText($"/proc/{vcpu}/comm"));
        Assert.Equal($"{512 << 20}", File.ReadAllText($"{groups.Single(group => group.StartsWith("/sys/fs/cgroup/memory/"))}/memory.limit_in_bytes").Trim());
        Assert.Contains("<partition>/machine</partition>", await tried.Virsh.Do("dumpxml held"));

        await tried.Virsh.Do("schedinfo held --set cpu_shares=512 vcpu_quota=-1 emulator_quota=60000");
        await tried.Virsh.Do("memtune held --hard-limit 614400");
        Assert.Equal("512", File.ReadAllText($"{cpu}/cpu.shares").Trim());
        Assert.Equal("-1", File.ReadAllText($"{cpu}/vcpu0/cpu.cfs_quota_us").Trim());
        Assert.Equal("60000", File.ReadAllText($"{cpu}/emulator/cpu.cfs_quota_us").Trim());
        Assert.Equal($"{600 << 20}", File.ReadAllText($"{groups.Single(group => group.StartsWith("/sys/fs/cgroup/memory/"))}/memory.limit_in_bytes").Trim());

        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal(groups, Groups(tried));
        Assert.Matches("hard_limit +: 614400", await tried.Virsh.Do("memtune held"));
        await tried.Virsh.Do("destroy held");
        Assert.All(groups, group => Assert.False(Directory.Exists(group), group));
        Assert.False(Directory.Exists(Path.GetDirectoryName(cpu)));
    }

    [Fact]
    public async Task A_limit_that_this_host_has_not_is_refused_in_libvirts_words()
    {
        Assert.SkipUnless(Environment.UserName == "root", "a mount namespace needs root");
        using Workspace at = new();
        // Nothing is mounted where the groups would be.
        var ran = await Ran.Of("unshare", ["--mount", "--propagation", "private", "bash", "-c", $"""
            while umount /sys/fs/cgroup/* /sys/fs/cgroup 2>/dev/null; do :; done
            {Programs.Aerostatd} --root {at["r"]} 2>{at["log"]} & daemon=$!
            virsh="virsh -c qemu:///system?socket={at["r/run/libvirt-sock"]}"
            for i in $(seq 600); do $virsh list >/dev/null 2>&1 && break; sleep .1; done
            $virsh create {at.Write("held.xml", SmallGuest.Xml("held").Replace("<vcpu>", Limits + "<vcpu>"))}
            $virsh create {at.Write("free.xml", SmallGuest.Xml("free"))} && $virsh destroy free
            kill $daemon; wait $daemon
            """]);
        Assert.Contains("unsupported configuration: CPU tuning is not available on this host", ran.Err);
        Assert.Contains("Domain 'free' destroyed", ran.Out);
        Assert.Contains("guests are not put into control groups: this host has none", File.ReadAllText(at["log"]));
    }
}
