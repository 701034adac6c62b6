using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class ConsoleTests
{
    [Fact]
    public async Task A_console_has_one_reader_until_another_takes_it_by_force()
    {
        await using var tried = await Tried.StartAsync();
        await tried.Virsh.Do($"create {tried.Daemon.At.Write("one.xml", SmallGuest.Xml("one", "<serial type='pty'/>"))}");

        // Each has a terminal of its own, whose keyboard stays still; --foreground: whatever shell there is between, virsh may set its terminal.
        var ran = await Ran.Shell($$"""
            mkfifo keyboard; exec 9<>keyboard
            console() { exec script -qfec "timeout --foreground 300 virsh -c '{{tried.Daemon.Uri}}' console one $2" "$1" <&9 >/dev/null; }
            connected() { for i in $(seq 600); do grep -q Connected "$1" 2>/dev/null && return; sleep .1; done; }
            ended() { for i in $(seq 600); do grep -q COMMAND_EXIT_CODE "$1" 2>/dev/null && return; sleep .1; done; }
            console first & connected first
            console second & ended second; grep error second
            grep -c COMMAND_EXIT_CODE first
            console third --force & connected third; ended first; grep error first
            grep -c COMMAND_EXIT_CODE third
            kill $(jobs -p); wait
            """, tried.Daemon.At.Path);

        Assert.Equal(["error: operation failed: Active console session exists for this domain", "0", "error: stream had I/O failure", "0"],
            ran.Out.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
