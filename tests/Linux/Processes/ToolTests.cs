namespace Aerostat.Linux.Tests;

public sealed class ToolTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_is_heard_on_both_streams_and_its_end_is_told()
    {
        var result = await Tool.RunAsync("sh", ["-c", "head -c 300000 /dev/zero | tr '\\0' x; echo no >&2; exit 3"], Cancel);
        Assert.Equal((new ExitStatus(3, null), 300000, "no\n", false), (result.Status, result.Output.Length, result.Errors, result.Succeeded));
    }

    [Fact]
    public async Task A_tool_nobody_waits_for_any_more_is_killed()
    {
        using CancellationTokenSource stop = new(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tool.RunAsync("sleep", ["60"], stop.Token));
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_named() =>
        Assert.Equal("posix_spawn(no-such-tool): No such file or directory", (await Assert.ThrowsAsync<LinuxException>(() => Tool.RunAsync("no-such-tool", [], Cancel))).Message);
}
