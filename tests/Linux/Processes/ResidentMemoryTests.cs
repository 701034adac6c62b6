using System.Diagnostics;
using Aerostat.Values;

namespace Aerostat.Linux.Tests.Processes;

public class ResidentMemoryTests
{
    [Fact]
    public void It_follows_what_the_kernel_says_in_full()
    {
        using ResidentMemory memory = new(Environment.ProcessId);
        List<byte[]> held = [];
        for (var look = 0; look < 40; look++)
        {
            var block = new byte[1 << 20];
            Random.Shared.NextBytes(block);
            held.Add(block);
            var (quick, full) = (memory.TryRead(), ProcessMemory.TryRead(Environment.ProcessId));
            // The runtime goes on meanwhile, and maps code of files.
            Assert.True(Bytes.Distance(quick!.Value, full!.Value.Held) < Bytes.Mib(24), $"look {look}: {quick} beside {full.Value.Held}");
        }
        GC.KeepAlive(held);
    }

    [Fact]
    public async Task A_process_that_has_ended_holds_nothing()
    {
        using var child = Process.Start("sleep", "1000");
        using ResidentMemory memory = new(child.Id);
        Assert.NotNull(memory.TryRead());
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Null(memory.TryRead());
        using ResidentMemory never = new(child.Id);
        Assert.Null(never.TryRead());
    }
}
