using Aerostat.Linux;
using Aerostat.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aerostat.Server.Tests;

public sealed class LoadTests
{
    [Fact]
    public async Task Five_calls_are_worked_on_at_once_and_the_sixth_waits()
    {
        var started = 0;
        TaskCompletionSource<ConnectGetHostnameRet> hung = new();
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.ConnectGetHostname, _ =>
        {
            Interlocked.Increment(ref started);
            return hung.Task;
        }));
        for (var i = 0u; i < 7; i++) await wires.SendAsync(Wires.CallOf(Remote.ConnectGetHostname, i));
        await wires.SendAsync(Keepalive.Ping);
        await wires.MustReceiveAsync();

        Assert.Equal(5, started);
        hung.SetResult(new("host"));
        for (var i = 0u; i < 7; i++) await wires.MustReceiveAsync();
        Assert.Equal(7, started);
    }

    [Fact]
    public async Task A_client_that_sends_without_end_is_not_read_without_end()
    {
        TaskCompletionSource<ConnectGetHostnameRet> hung = new();
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.ConnectGetHostname, _ => hung.Task));
        var sent = 0;
        async Task Flood()
        {
            for (; sent < 1000; sent++) await wires.SendAsync(Wires.CallOf(Remote.ConnectGetHostname, 1), new byte[65536]);
        }
        var flood = Flood();
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.InRange(sent, 10, 200);
        hung.SetResult(new("host"));
        for (var i = 0; i < 1000; i++) await wires.MustReceiveAsync();
        await flood;
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_events_is_dropped()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table(), options: new() { MaxQueuedBytes = 100_000, StopTimeout = TimeSpan.FromSeconds(1) });
        for (var i = 0; i < 5000; i++) wires.Session.SendEvent(Remote.DomainEventCallbackReboot, new(i, new(new("kvm1", Guid.NewGuid(), 3))));

        while (await wires.ReceiveAsync() is not null) { }
        Assert.True(wires.Session.Closing.IsCancellationRequested);
    }

    [Fact]
    public async Task Of_those_who_together_hold_too_much_the_one_with_most_is_dropped()
    {
        await using RpcServer server = new(Wires.Table(), new() { MaxHeldBytes = 1_000_000 }, TimeProvider.System, NullLogger.Instance);
        var (modest, greedy) = (Serve(server), Serve(server));
        byte[] half = [1, 255, 255, 255, .. new byte[300_000]];
        await modest.Client.SendAsync(half.AsMemory(0, 100_000), TestContext.Current.CancellationToken);
        TaskCompletionSource dropped = new();
        greedy.Session.Closing.Register(() => dropped.TrySetResult());
        try
        {
            for (var i = 0; i < 4; i++) await greedy.Client.SendAsync(half, TestContext.Current.CancellationToken);
        }
        catch (LinuxException)
        {
            // It has been sent away amid them.
        }
        await dropped.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(modest.Session.Closing.IsCancellationRequested);
        modest.Client.Dispose();
        greedy.Client.Dispose();
    }

    static (UnixChannel Client, Session Session) Serve(RpcServer server)
    {
        var (client, theirs) = UnixChannel.Pair();
        return (client, server.Serve(theirs, readOnly: false));
    }

    [Fact]
    public async Task A_stop_answers_the_calls_in_hand()
    {
        TaskCompletionSource<ConnectGetHostnameRet> slow = new();
        var folder = Directory.CreateTempSubdirectory("aerostat");
        var path = Path.Combine(folder.FullName, "sock");
        RpcServer server = new(Wires.Table().On(Remote.ConnectGetHostname, _ => slow.Task), new(), TimeProvider.System, NullLogger.Instance);
        server.Listen(UnixListener.Listen(path, mode: 0b110_000_000), readOnly: false);
        using var client = await UnixChannel.ConnectAsync(path, TestContext.Current.CancellationToken);
        await client.SendAsync(Wires.Bytes(Wires.CallOf(Remote.ConnectOpen, 0), new ConnectOpenArgs("qemu:///system", 0)), TestContext.Current.CancellationToken);
        await client.SendAsync(Wires.Bytes(Wires.CallOf(Remote.ConnectGetHostname, 1), default(Nothing)), TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        Assert.Equal(28, await client.ReceiveAsync(buffer, null, TestContext.Current.CancellationToken));

        await Task.Delay(50, TestContext.Current.CancellationToken);
        var stop = server.DisposeAsync().AsTask();
        slow.SetResult(new("host"));
        await stop;

        Assert.Equal(36, await client.ReceiveAsync(buffer, null, TestContext.Current.CancellationToken));
        Assert.Equal(0, await client.ReceiveAsync(buffer, null, TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);
    }
}
