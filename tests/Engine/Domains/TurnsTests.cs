using Aerostat.Engine.Domains;
using Aerostat.Engine.Store;
using Aerostat.Model;

namespace Aerostat.Engine.Tests.Domains;

/// <summary>What a turn shows, and when its file says so.</summary>
public class TurnsTests
{
    static DomainState Guest { get; } = new("guest", Guid.NewGuid(), null, new()
    {
        Id = 1,
        Live = DomainXml.Read("<domain type='qemu'><name>guest</name><memory>32768</memory><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>", new() { Live = true }),
        Process = new(1234, 5678, "boot"),
        Emulator = "/usr/bin/qemu-system-x86_64",
        Folder = "/run/guest",
    }, new(RunPhase.Running, 1), false);

    static DomainState Next { get; } = Guest with { Running = Guest.Running! with { LastBlockIndex = 7 } };

    [Fact]
    public async Task Who_asked_is_answered_before_the_file_follows()
    {
        using SemaphoreSlim disk = new(0);
        TaskCompletionSource<DomainState> written = new();
        Turns turns = new(Guest, (_, _) => throw new InvalidOperationException("it was to follow later"), state =>
        {
            disk.Wait(); // a disk that takes its time
            written.SetResult(state);
            return true;
        }, TimeProvider.System);

        await turns.TakeAsync("plug", turn =>
        {
            turn.BecomeSoon(Next);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);

        Assert.Same(Next, turns.Published);
        Assert.False(written.Task.IsCompleted);
        disk.Release();
        Assert.Same(Next, await written.Task);
        await turns.EndAsync();
        Assert.Equal(0, disk.CurrentCount);
    }

    [Fact]
    public async Task A_turn_that_writes_all_has_written_what_was_to_follow()
    {
        var kept = 0;
        Turns turns = new(Guest, (_, _) => ValueTask.FromResult(Kept.Whole), _ => ++kept > 0, TimeProvider.System);
        await turns.TakeAsync("plug", async turn =>
        {
            turn.BecomeSoon(Next);
            await turn.BecomeAsync(Next with { Running = Next.Running! with { LastBlockIndex = 8 } });
        }, TestContext.Current.CancellationToken);
        await turns.EndAsync();
        Assert.Equal(0, kept);
    }

    [Fact]
    public async Task A_daemon_that_ends_leaves_nothing_owed()
    {
        List<DomainState> written = [];
        TaskCompletionSource full = new();
        Turns turns = new(Guest, (_, _) => ValueTask.FromResult(Kept.Owed), state =>
        {
            written.Add(state);
            full.TrySetResult();
            return written.Count > 1;
        }, TimeProvider.System);
        await turns.TakeAsync("plug", turn =>
        {
            turn.BecomeSoon(Next);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        await full.Task;
        await turns.EndAsync();
        Assert.Equal([Next, Next], written);
    }
}
