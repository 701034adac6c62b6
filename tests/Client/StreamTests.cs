using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Client.Tests;

public class StreamTests
{
    static readonly DomainRef Guest = new("kvm1", Guid.Empty, 3);

    static async Task<(ScriptedServer Server, VirtStream Stream, Header Call)> OpenAsync(params byte[] early)
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        var opening = client.OpenStreamAsync(Remote.DomainOpenConsole, new DomainOpenConsoleArgs(Guest, null, 0));
        var (call, _) = await server.TakeAsync(Remote.DomainOpenConsole);
        if (early.Length > 0) await server.SendAsync(call.Stream(MessageStatus.Continue), early);
        await server.ReplyAsync(call, default(Nothing));
        return (server, (await opening).Stream, call);
    }

    [Fact]
    public async Task Data_that_overtakes_the_answer_is_kept()
    {
        var (server, stream, call) = await OpenAsync("login"u8.ToArray());
        await server.SendAsync(call.Stream(MessageStatus.Continue), ": "u8.ToArray());
        await server.SendAsync(call.Stream(MessageStatus.Continue), []);
        Assert.Equal("login: ", await new StreamReader(stream).ReadToEndAsync());
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Much_is_sent_in_packets_that_libvirt_takes()
    {
        var (server, stream, call) = await OpenAsync();
        var writing = stream.WriteAsync(new byte[Wire.StreamPacket + 1]);
        var (header, first) = await server.TakeAsync();
        Assert.Equal(call.Stream(MessageStatus.Continue), header);
        Assert.Equal((Wire.StreamPacket, 1), (first.Length, (await server.TakeAsync()).Body.Length));
        await writing;
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Finishing_waits_for_the_servers_word()
    {
        var (server, stream, call) = await OpenAsync();
        var finishing = stream.FinishAsync();
        Assert.Equal(call.Stream(MessageStatus.Ok), (await server.TakeAsync()).Header);
        Assert.False(finishing.IsCompleted);
        await server.SendAsync(call.Stream(MessageStatus.Ok), []);
        await finishing;
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Dropping_an_unfinished_stream_aborts_it_with_an_empty_body()
    {
        var (server, stream, call) = await OpenAsync();
        await stream.DisposeAsync();
        var (header, body) = await server.TakeAsync();
        Assert.Equal(call.Stream(MessageStatus.Error), header);
        Assert.Empty(body);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_failure_of_the_server_reaches_the_reader()
    {
        var (server, stream, call) = await OpenAsync();
        await server.SendAsync(call.Stream(MessageStatus.Error), ErrorRecord.Of(ErrorCode.Rpc, ErrorDomain.Streams, "stream had I/O failure"));
        var error = await Assert.ThrowsAsync<VirtException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Equal(ErrorDomain.Streams, error.Domain);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Holes_are_read_as_zeros_or_as_holes()
    {
        var (server, stream, call) = await OpenAsync();
        var hole = call.Stream(MessageStatus.Continue) with { Type = MessageType.StreamHole };
        await server.SendAsync(hole, new StreamHole(3, 0));
        await server.SendAsync(call.Stream(MessageStatus.Continue), [7]);
        await server.SendAsync(hole, new StreamHole(1L << 40, 0));
        var bytes = new byte[4];
        await stream.ReadExactlyAsync(bytes);
        Assert.Equal([0, 0, 0, 7], bytes);
        Assert.Equal(1L << 40, (await stream.ReadPartAsync())?.Hole);
        await server.DisposeAsync();
    }
}
