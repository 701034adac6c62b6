using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server.Tests;

public sealed class OpeningTests
{
    [Fact]
    public async Task Nothing_is_answered_before_open_but_who_one_is_and_keepalive()
    {
        await using Wires wires = new(Wires.Table());

        var error = await Assert.ThrowsAsync<VirtException>(() => wires.CallAsync(Remote.ConnectGetType));
        Assert.Equal((ErrorCode.InternalError, ErrorDomain.Rpc), (error.Code, error.Domain));
        Assert.EndsWith("hypervisor connection not open", error.Message);

        await Assert.ThrowsAsync<VirtException>(() => wires.CallAsync(Remote.ConnectSupportsFeature, new((int)Feature.EventCallbackIds)));
        Assert.True((await wires.CallAsync(Remote.ConnectSupportsFeature, new((int)Feature.Keepalive))).Supported);
        Assert.Equal([AuthType.None], (await wires.CallAsync(Remote.AuthList)).Types);
        await wires.CallAsync(Remote.ConnectOpen, new("qemu:///system", 0));
        Assert.Equal("QEMU", (await wires.CallAsync(Remote.ConnectGetType)).Type);
    }

    [Fact]
    public async Task A_second_open_is_refused()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());

        var error = await Assert.ThrowsAsync<VirtException>(() => wires.CallAsync(Remote.ConnectOpen, new("qemu:///system", 0)));

        Assert.Equal("internal error: connection already open", error.Message);
    }

    [Fact]
    public async Task Close_is_answered_and_then_the_socket_is_closed()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.CallAsync(Remote.ConnectClose);

        Assert.Null(await wires.ReceiveAsync());
    }

    [Fact]
    public async Task The_end_of_a_connection_is_known_to_who_asked_for_it()
    {
        var wires = await Wires.OpenAsync(Wires.Table());
        TaskCompletionSource ended = new();
        wires.Session.Closing.Register(ended.SetResult);
        await wires.DisposeAsync();

        await ended.Task;
    }

    [Fact]
    public async Task Who_is_at_the_other_end_is_known()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());

        Assert.Equal(Environment.ProcessId, wires.Session.Peer.Pid);
    }

    [Fact]
    public async Task A_connection_that_is_never_opened_is_dropped()
    {
        ManualTime time = new();
        await using Wires wires = new(Wires.Table(), time: time);
        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Null(await wires.ReceiveAsync());
    }
}
