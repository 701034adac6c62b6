using System.Diagnostics;
using System.Text;

namespace Aerostat.Linux.Tests;

public sealed class TerminalTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/etc/passwd")]
    [InlineData("/dev/fd")]
    public void What_is_no_pseudo_terminal_is_not_opened(string path) =>
        Assert.Contains(Assert.Throws<LinuxException>(() => Terminal.Open(path)).Errno, new[] { Errno.ENOTTY, Errno.ELOOP });

    [Fact]
    public async Task A_terminal_is_read_until_its_other_end_closes()
    {
        // Python holds the master, says the slave's path, writes a line, and goes when it has read one.
        const string script = "import os,pty,sys,tty; m,s=pty.openpty(); tty.setraw(s); print(os.ttyname(s), flush=True); os.write(m,b'login: '); sys.stdin.readline()";
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        using var terminal = Terminal.Open((await python.StandardOutput.ReadLineAsync(Cancel))!);
        var buffer = new byte[64];
        Assert.Equal("login: ", Encoding.ASCII.GetString(buffer, 0, await ReadAsync()));
        Assert.False(Terminal.TryRead(terminal, buffer, out _));
        Assert.True(Terminal.TryWrite(terminal, "root"u8, out var written));
        Assert.Equal(4, written);

        await python.StandardInput.WriteLineAsync();
        await python.WaitForExitAsync(Cancel);
        Assert.Equal(0, await ReadAsync());
        Assert.True(Terminal.TryWrite(terminal, "x"u8, out _));

        async Task<int> ReadAsync()
        {
            while (true)
            {
                if (Terminal.TryRead(terminal, buffer, out var count)) return count;
                await Readiness.ReadableAsync(terminal, Cancel);
            }
        }
    }
}
