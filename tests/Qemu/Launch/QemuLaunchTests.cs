using Aerostat.Linux;
using Aerostat.Qemu.Launch;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

public sealed class QemuLaunchTests : IDisposable
{
    const string Emulator = "/usr/bin/qemu-system-x86_64";
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    async Task<LaunchedQemu> StartAsync(string machine, Func<ProcessIdentity, Task> recorded)
    {
        using var listener = UnixListener.Listen(QemuLaunch.MonitorOf(folder), 0b111_000_000);
        using var socket = listener.Detach();
        string[] words = ["-no-user-config", "-nodefaults", "-display", "none", "-S", "-M", machine,
            "-chardev", $"socket,id=charmonitor,fd={Launcher.FirstDescriptor},server=on,wait=off", "-mon", "chardev=charmonitor,id=monitor,mode=control"];
        return await QemuLaunch.StartAsync(new(Emulator, words, folder, Path.Combine(folder, "log"), [socket], null), recorded, Cancel);
    }

    [Fact]
    public async Task What_was_recorded_first_is_what_runs_and_is_found_again()
    {
        ProcessIdentity? recorded = null;
        var (process, monitor) = await StartAsync("none", identity =>
        {
            Assert.DoesNotContain("qemu", ProcFile.TryReadLine($"/proc/{identity.Pid}/comm"), StringComparison.Ordinal);
            recorded = identity;
            return Task.CompletedTask;
        });
        using var _ = process;
        Assert.Equal(7, (await monitor.ExecuteAsync(new QueryVersion(), Cancel)).Qemu.Major);
        Assert.Equal("0", ProcFile.TryReadLine($"/proc/{recorded!.Value.Pid}/oom_score_adj"));
        await monitor.DisposeAsync();

        using var found = recorded.Value.TryOpen();
        Assert.NotNull(found);
        await using var again = await QemuLaunch.ReconnectAsync(folder, TimeSpan.FromSeconds(5), TimeProvider.System, Cancel);
        await again.ExecuteAsync(new Quit(), Cancel);
        Assert.Equal(new ExitStatus(0, null), await process.Exited);
        Assert.Null(recorded.Value.TryOpen());
    }

    [Fact]
    public async Task A_start_that_fails_carries_the_last_words_of_QEMU()
    {
        var error = await Assert.ThrowsAsync<VirtException>(() => StartAsync("no-such-machine", _ => Task.CompletedTask));
        Assert.Equal(ErrorCode.InternalError, error.Code);
        Assert.StartsWith("internal error: process exited while connecting to monitor: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("unsupported machine type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_recorded_does_not_run()
    {
        ProcessIdentity? identity = null;
        await Assert.ThrowsAsync<IOException>(() => StartAsync("none", process =>
        {
            identity = process;
            throw new IOException("No space left on device");
        }));
        Assert.Null(identity!.Value.TryOpen());
    }
}
