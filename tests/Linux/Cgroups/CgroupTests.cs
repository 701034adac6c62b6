using System.Diagnostics;
using Aerostat.Values;

namespace Aerostat.Linux.Tests;

public sealed class CgroupTests
{
    [Fact]
    public void A_group_of_this_host_holds_its_process_and_its_limits()
    {
        var tree = CgroupTree.Read();
        Assert.SkipUnless(Host.IsRoot && tree.IsThere, "needs root and control groups");
        Cgroup group;
        try
        {
            group = tree.Make("aerostat-test-1");
        }
        catch (LinuxException e) when (e.Errno is Errno.EROFS or Errno.EACCES or Errno.EPERM)
        {
            Assert.Skip($"control groups are another's here: {e.Message}");
            return;
        }
        using var sleeper = Process.Start("sleep", "60");
        try
        {
            group.Add(sleeper.Id);
            Assert.False(group.IsEmpty);
            group.SetCpuShares(2048);
            group.SetCpuQuota(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(50));
            group.SetMemoryLimit(Bytes.Mib(512));
            Assert.NotNull(group.CpuTime);
            Assert.Equal(Errno.EBUSY, Assert.Throws<LinuxException>(() => group.Remove()).Errno);
        }
        finally
        {
            sleeper.Kill();
            sleeper.WaitForExit();
            group.Remove();
        }
        Assert.All(group.Folders, folder => Assert.False(Directory.Exists(folder)));
    }

    [Fact]
    public void On_version_2_a_thread_has_a_group_of_its_own()
    {
        var mount = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).FirstOrDefault(words => words[2] == "cgroup2")?[1];
        Assert.SkipUnless(Host.IsRoot && mount is not null, "needs root and version 2");
        var folder = Path.Combine(mount!, $"aerostat-test-{Environment.ProcessId}");
        Files.MakeFolder(folder, 0b111_101_101);
        Cgroup group = new(new Dictionary<string, string> { [""] = folder });
        using var many = Process.Start("/bin/sh", ["-c", "exec sleep 60"]);
        try
        {
            group.Add(many.Id);
            var below = group.MakeBelow("vcpu0");
            below.AddThread(many.Id);
            Assert.Equal($"{many.Id}", File.ReadAllText(Path.Combine(folder, "vcpu0/cgroup.threads")).Trim());
            Assert.Equal("threaded", File.ReadAllText(Path.Combine(folder, "vcpu0/cgroup.type")).Trim());
            group.MakeBelow("vcpu0"); // once more is fine
            // Another cpuset would have it forget where it is bound.
            Assert.DoesNotContain("cpuset", File.ReadAllText(Path.Combine(folder, "cgroup.subtree_control")));
        }
        finally
        {
            many.Kill();
            many.WaitForExit();
            group.Remove();
        }
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void On_version_2_a_group_within_one_that_was_left_to_us_takes_its_process_and_hands_controllers_down()
    {
        var mount = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).FirstOrDefault(words => words[2] == "cgroup2")?[1];
        Assert.SkipUnless(Host.IsRoot && mount is not null, "needs root and version 2");
        var mounts = Path.GetTempFileName();
        File.WriteAllText(mounts, $"none {mount} cgroup2 rw 0 0");
        var tree = CgroupTree.Read(mounts);
        File.Delete(mounts);
        var left = $"aerostat-left-{Environment.ProcessId}.scope";
        var scope = tree.Make(left);
        using var sleeper = Process.Start("sleep", "60");
        try
        {
            scope.Add(sleeper.Id);
            var within = tree.MakeWithin(left, "libvirt", sleeper.Id);
            Assert.Equal($"{left}/libvirt", tree.Of(sleeper.Id));
            Assert.Equal("", File.ReadAllText($"{mount}/{left}/cgroup.procs"));
            Assert.Equal(File.ReadAllText($"{mount}/{left}/cgroup.subtree_control"), File.ReadAllText(within.Folders.Single() + "/cgroup.controllers"));
        }
        finally
        {
            sleeper.Kill();
            sleeper.WaitForExit();
            scope.Remove();
        }
        scope.Remove(); // that it is gone is fine
    }

    [Fact]
    public void A_scope_is_named_as_machined_names_it() =>
        Assert.Equal(@"machine-qemu\x2d1\x2da\x20b.scope", SystemdScope.NameOf(1, "a b"));

    [Theory]
    [InlineData("/machine", "machine.slice")]
    [InlineData("/machine/fast-ones", @"machine-fast\x2dones.slice")]
    [InlineData("/machine.slice", "machine.slice")]
    public void A_partition_is_a_slice(string partition, string slice) => Assert.Equal(slice, SystemdScope.SliceOf(partition));

    [Theory]
    [InlineData("none /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0", true, true)]
    [InlineData("a /sys/fs/cgroup/unified cgroup2 rw 0 0\nb /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0", true, false)]
    [InlineData("tmpfs /sys/fs/cgroup tmpfs rw 0 0", false, false)]
    public void The_mounts_say_which_kind_there_is(string mounts, bool isThere, bool isV2)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, mounts);
        var tree = CgroupTree.Read(file);
        File.Delete(file);
        Assert.Equal((isThere, isV2), (tree.IsThere, tree.IsV2));
    }

    [Fact]
    public void Orders_are_written_as_each_kind_wants_them()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var file in (string[])["cpu.weight", "cpu.max", "memory.max", "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us", "memory.limit_in_bytes"])
            File.WriteAllText(Path.Combine(folder, file), "");

        Cgroup v2 = new(new Dictionary<string, string> { [""] = folder });
        v2.SetCpuShares(null);
        v2.SetCpuQuota(TimeSpan.FromMilliseconds(100), null);
        v2.SetMemoryLimit(null);
        Cgroup v1 = new(new Dictionary<string, string> { ["cpu"] = folder, ["memory"] = folder });
        v1.SetCpuShares(null);
        v1.SetCpuQuota(TimeSpan.FromMilliseconds(100), null);
        v1.SetMemoryLimit(Bytes.Mib(1));

        Assert.Equal(["100", "max 100000", "max", "1024", "100000", "-1", "1048576"],
            ((string[])["cpu.weight", "cpu.max", "memory.max", "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us", "memory.limit_in_bytes"])
                .Select(file => File.ReadAllText(Path.Combine(folder, file))));
        Assert.Throws<LinuxException>(() => v1.SetCpus([0]));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_name_stays_one_part_of_the_path() =>
        Assert.Equal("machine/qemu-7-a_b_c.libvirt-qemu", CgroupTree.PathOf(7, "a/b.c"));
}
