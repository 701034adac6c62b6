namespace Aerostat.Linux.Tests;

public sealed class BoundedLogTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("log").FullName;

    string Log => Path.Combine(folder, "log");

    [Fact]
    public void Old_parts_move_on_and_the_oldest_goes()
    {
        using var open = Files.OpenAppend(Log);
        Assert.False(BoundedLog.Turn(Log, 10, 2));
        foreach (var word in new[] { "first-----", "second----", "third-----", "now" })
        {
            Files.Write(open, System.Text.Encoding.ASCII.GetBytes(word));
            Assert.Equal(word.Length == 10, BoundedLog.Turn(Log, 10, 2));
        }
        Assert.Equal("now", File.ReadAllText(Log));
        Assert.Equal("third-----", File.ReadAllText($"{Log}.0"));
        Assert.Equal("second----", File.ReadAllText($"{Log}.1"));
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void A_flood_leaves_its_end()
    {
        File.WriteAllText(Log, new string('a', 1_000_000) + new string('z', 1000));
        Assert.True(BoundedLog.Turn(Log, 1000, 3));
        var kept = File.ReadAllText($"{Log}.0");
        Assert.EndsWith(new string('z', 1000), kept);
        Assert.InRange(kept.Length, 1000, 200_000);
        Assert.Equal(0, new FileInfo(Log).Length);
    }

    [Fact]
    public void A_file_with_another_name_is_left_alone()
    {
        File.WriteAllText(Path.Combine(folder, "other"), new string('a', 5000));
        Assert.Equal(0, System.Diagnostics.Process.Start("ln", [Path.Combine(folder, "other"), Log]) is { } ln ? Wait(ln) : 1);
        Assert.False(BoundedLog.Turn(Log, 1000, 3));
        File.Delete(Log);
        File.CreateSymbolicLink(Log, Path.Combine(folder, "other"));
        Assert.Throws<LinuxException>(() => BoundedLog.Turn(Log, 1000, 3));
        Assert.Equal(5000, new FileInfo(Path.Combine(folder, "other")).Length);

        static int Wait(System.Diagnostics.Process process)
        {
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    [Fact]
    public async Task A_write_is_told()
    {
        using var watch = FileWatch.Open();
        await File.WriteAllTextAsync(Log, "");
        var written = watch.WrittenAsync(Log);
        Assert.False(written.IsCompleted);
        await File.AppendAllTextAsync(Log, "now");
        await written;
        var again = watch.WrittenAsync(Log);
        Assert.False(again.IsCompleted);
        File.Delete(Log);
        await again;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
