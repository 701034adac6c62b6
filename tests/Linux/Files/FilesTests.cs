namespace Aerostat.Linux.Tests;

public sealed class FilesTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string At(string name) => Path.Combine(folder, name);

    [Fact]
    public void A_file_is_replaced_whole_and_nothing_is_left_beside()
    {
        AtomicFile.Write(At("a.xml"), "old"u8, durable: true);
        AtomicFile.Write(At("a.xml"), "new"u8, durable: false, mode: 0b110_100_100);
        Assert.Equal("new", File.ReadAllText(At("a.xml")));
        Assert.Equal(0b110_100_100u, FileStatus.Of(At("a.xml")).Mode);
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_other()
    {
        Directory.CreateDirectory(At("taken"));
        Assert.Throws<LinuxException>(() => AtomicFile.Write(At("taken"), "x"u8, durable: false));
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void What_a_killed_writer_left_is_swept()
    {
        File.WriteAllText(At(".a.xml.new"), "half");
        File.WriteAllText(At("b.xml"), "whole");
        AtomicFile.Sweep(folder);
        Assert.Equal([At("b.xml")], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_second_holder_of_a_lock_is_told_of_the_first()
    {
        using (LockFile.Take(At("lock")))
        {
            var error = Assert.Throws<LinuxException>(() => LockFile.Take(At("lock")));
            Assert.Contains($"held by process {Environment.ProcessId} (", error.Message, StringComparison.Ordinal);
        }
        // A program that another test is starting holds what is open here until its exec.
        Assert.True(SpinWait.SpinUntil(IsFree, TimeSpan.FromMinutes(1)));

        bool IsFree()
        {
            try
            {
                LockFile.Take(At("lock")).Dispose();
                return true;
            }
            catch (LinuxException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_link_is_not_followed_to_open_or_to_change_what_it_leads_to()
    {
        File.WriteAllText(At("target"), "");
        Files.SetMode(At("target"), 0b110_000_000);
        File.CreateSymbolicLink(At("link"), At("target"));
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => Files.OpenRead(At("link"))).Errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => Files.OpenAppend(At("link"))).Errno);
        Assert.Throws<LinuxException>(() => Files.SetMode(At("link"), 0b111_111_111));
        Files.SetOwner(At("link"), 1234, 1234);
        Assert.Equal((0u, 0b110_000_000u), (FileStatus.Of(At("target")).User, FileStatus.Of(At("target")).Mode));
    }

    [Fact]
    public void An_attribute_is_kept_and_removed()
    {
        File.WriteAllText(At("disk"), "");
        using var file = Files.OpenPath(At("disk"));
        const string name = "trusted.libvirt.security.dac";
        Assert.Null(Xattr.Get(file, name));
        Xattr.Set(file, name, "+0:+0");
        Assert.Equal("+0:+0", Xattr.Get(file, name));
        Xattr.Set(file, name, null);
        Xattr.Set(file, name, null);
        Assert.Null(Xattr.Get(file, name));
    }

    [Fact]
    public void A_process_name_may_hold_brackets_and_spaces()
    {
        var line = "7 (a) (b c) D 1 " + string.Join(' ', Enumerable.Range(5, 48));
        var stat = ProcessStat.TryParse(line)!.Value;
        Assert.Equal(("a) (b c", 'D', 1), (stat.Name, stat.State, stat.Parent));
        Assert.Equal((140.0, 150.0, 22ul), (stat.User.TotalMilliseconds, stat.System.TotalMilliseconds, stat.StartTime));
        Assert.Null(ProcessStat.TryParse("7 (a) R 1"));
    }
}
