using System.Runtime.InteropServices;

namespace Aerostat.Linux.Tests;

public sealed class LauncherTests : IDisposable
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    async Task<string> OutputOf(LaunchSpec spec, params SafeHandle[] descriptors)
    {
        using var output = Files.OpenAppend(path);
        using var process = Launcher.Start(spec, output, descriptors);
        await process.GoAsync(Cancel);
        Assert.Equal(new ExitStatus(0, null), await process.Handle.Exited);
        return await File.ReadAllTextAsync(path, Cancel);
    }

    static LaunchSpec Shell(string script) => new("/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin", "A=b"]);

    [Fact]
    public async Task What_is_launched_is_as_it_was_asked_for()
    {
        var output = await OutputOf(Shell("id -u; id -g; id -G; umask; pwd; ulimit -n; ulimit -c; cat /proc/self/oom_score_adj; taskset -cp $$ | sed 's/.*: //'; echo $A") with
        {
            User = new(65534, 65533, [65532]),
            Umask = 0b000_010_111,
            WorkingDirectory = "/usr",
            Limits = [new(Resource.OpenFiles, 512, 1024), new(Resource.Core, 0, 0)],
            OomScoreAdjust = 7,
            Affinity = "1",
        });
        Assert.Equal("65534 65533 65533 65532 0027 /usr 512 0 7 1 b", string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task What_is_confined_has_no_rights_and_gains_none()
    {
        // Root again: what it may not do is for want of capabilities alone.
        var output = await OutputOf(Shell("grep -E 'NoNewPrivs|CapEff|CapBnd' /proc/self/status | tr -d '\\n'") with { Confined = true });
        if (Host.IsRoot) Assert.Equal("CapEff:\t0000000000000000CapBnd:\t0000000000000000NoNewPrivs:\t1", output);
        else Assert.EndsWith("NoNewPrivs:\t1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_the_descriptors_it_was_given_and_no_others()
    {
        using var file = File.OpenHandle("/proc/self/status");
        var output = await OutputOf(Shell("exec ls /proc/self/fd"), file, file);
        // The sixth is that of ls itself, which reads the folder.
        Assert.Equal("0 1 2 3 4 5", string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Signals_are_as_a_program_expects_them()
    {
        // 32 and 33 are the C library's own, and stay as its first process found them.
        const ulong Known = 0x7fffffff;
        var output = await OutputOf(Shell("grep -E 'SigBlk|SigIgn' /proc/self/status"));
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(0ul, Convert.ToUInt64(line.Split('\t')[1], 16) & Known));
    }

    [Fact]
    public async Task Nothing_runs_before_go()
    {
        using var process = Launcher.Start(Shell("exit 0"), null, []);
        await Task.Delay(150, Cancel);
        Assert.True(process.Handle.IsAlive);
        Assert.DoesNotContain("sh", ProcFile.TryReadLine($"/proc/{process.Identity.Pid}/comm"), StringComparison.Ordinal);
        await process.AbortAsync();
        Assert.False(process.Handle.IsAlive);
    }

    [Fact]
    public async Task The_end_of_the_daemon_ends_the_launcher()
    {
        var process = Launcher.Start(Shell("exit 7"), null, []);
        process.Dispose(); // closes the pipe as the kernel would
        Assert.Equal(new ExitStatus(0, null), await process.Handle.Exited);
    }

    [Theory]
    [InlineData("/nowhere/qemu", "/", "execve(/nowhere/qemu): No such file or directory")]
    [InlineData("/bin/sh", "/nowhere", "chdir(/nowhere): No such file or directory")]
    public async Task A_step_that_fails_is_named(string executable, string folder, string message)
    {
        using var process = Launcher.Start(new(executable, ["x"], []) { WorkingDirectory = folder }, null, []);
        var error = await Assert.ThrowsAsync<LinuxException>(() => process.GoAsync(Cancel));
        Assert.Equal((message, Errno.ENOENT), (error.Message, error.Errno));
        Assert.False(process.Handle.IsAlive);
    }

    [Fact]
    public async Task A_recorded_identity_finds_the_process_and_no_other()
    {
        using var process = Launcher.Start(Shell("exec sleep 60"), null, []);
        await process.GoAsync(Cancel);
        var identity = process.Identity;
        using (var found = identity.TryOpen()) Assert.True(found?.IsAlive);
        Assert.Null((identity with { StartTime = identity.StartTime + 1 }).TryOpen());
        Assert.Null((identity with { BootId = "another" }).TryOpen());

        process.Handle.Signal(Signal.Kill);
        Assert.Equal(new ExitStatus(null, Signal.Kill), await process.Handle.Exited);
        Assert.Null(identity.TryOpen());
        Assert.False(process.Handle.Signal(Signal.Term));
    }
}
