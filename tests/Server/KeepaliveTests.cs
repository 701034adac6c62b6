using Aerostat.Protocol;

namespace Aerostat.Server.Tests;

public sealed class KeepaliveTests
{
    [Fact]
    public async Task A_ping_is_answered_even_before_open()
    {
        await using Wires wires = new(Wires.Table());
        await wires.SendAsync(Keepalive.Ping);

        Assert.Equal(Keepalive.Pong, (await wires.MustReceiveAsync()).Header);
    }

    [Fact]
    public async Task A_ping_is_answered_while_five_calls_hang()
    {
        TaskCompletionSource<ConnectGetHostnameRet> hung = new();
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.ConnectGetHostname, _ => hung.Task));
        for (var i = 0u; i < 8; i++) await wires.SendAsync(Wires.CallOf(Remote.ConnectGetHostname, i));
        await wires.SendAsync(Keepalive.Ping);

        Assert.Equal(Keepalive.Pong, (await wires.MustReceiveAsync()).Header);
        hung.SetResult(new("host"));
        for (var i = 0u; i < 8; i++) Assert.Equal(MessageStatus.Ok, (await wires.MustReceiveAsync()).Header.Status);
    }

    [Fact]
    public async Task A_ping_is_answered_while_a_large_document_keeps_a_thread_busy()
    {
        using ManualResetEventSlim read = new();
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainDefineXml, (args, _) =>
        {
            read.Wait(TestContext.Current.CancellationToken); // as one whose devices take long to place
            return new DomainDefineXmlRet(new("large", default, -1));
        }));
        await wires.SendAsync(Wires.CallOf(Remote.DomainDefineXml, 7), new DomainDefineXmlArgs(new string('x', 100_000)));
        await wires.SendAsync(Keepalive.Ping);

        Assert.Equal(Keepalive.Pong, (await wires.MustReceiveAsync()).Header);
        read.Set();
        Assert.Equal(7u, (await wires.MustReceiveAsync()).Header.Serial);
    }

    [Fact]
    public async Task A_silent_client_that_said_it_answers_is_asked_five_times_and_dropped()
    {
        ManualTime time = new();
        await using var wires = await Wires.OpenAsync(Wires.Table(), time: time);
        await wires.CallAsync(Remote.ConnectSupportsFeature, new((int)Feature.Keepalive));
        // The reply comes before the call is counted out, and a client whose call is in hand is not asked.
        Assert.True(SpinWait.SpinUntil(() => !wires.Session.IsHeld, TimeSpan.FromSeconds(10)));
        time.Advance(TimeSpan.FromSeconds(40));

        for (var i = 0; i < 5; i++) Assert.Equal(Keepalive.Ping, (await wires.MustReceiveAsync()).Header);
        Assert.Null(await wires.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_did_not_ask_is_never_asked()
    {
        ManualTime time = new();
        await using var wires = await Wires.OpenAsync(Wires.Table(), time: time);
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("QEMU", (await wires.CallAsync(Remote.ConnectGetType)).Type);
    }
}
