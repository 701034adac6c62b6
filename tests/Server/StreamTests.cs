using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server.Tests;

public sealed class StreamTests
{
    static readonly DomainOpenConsoleArgs console = new(new("kvm1", Guid.NewGuid(), 3), null, 0);
    static readonly Header call = Wires.CallOf(Remote.DomainOpenConsole, 9);
    static readonly Header data = call.Stream(MessageStatus.Continue), finish = call.Stream(MessageStatus.Ok), abort = call.Stream(MessageStatus.Error);

    [Fact]
    public async Task The_reply_comes_first_then_data_then_an_empty_packet_and_the_clients_finish_is_answered()
    {
        await using var wires = await OpenAsync((stream, cancel) => stream.WriteAsync("hello"u8.ToArray(), cancel));

        Assert.Equal(call.Reply(MessageStatus.Ok), (await wires.MustReceiveAsync()).Header);
        var (header, body) = await wires.MustReceiveAsync();
        Assert.Equal((data, "hello"), (header, System.Text.Encoding.UTF8.GetString(body)));
        (header, body) = await wires.MustReceiveAsync();
        Assert.Equal((data, 0), (header, body.Length));
        await wires.SendAsync(finish);
        Assert.Equal(finish, (await wires.MustReceiveAsync()).Header);
    }

    [Fact]
    public async Task What_the_client_sends_is_read_until_it_finishes_and_the_finish_waits_for_the_pump()
    {
        TaskCompletionSource saved = new();
        MemoryStream file = new();
        await using var wires = await OpenAsync(async (stream, cancel) =>
        {
            var buffer = new byte[3];
            while (await stream.ReadAsync(buffer, cancel) is > 0 and var count) file.Write(buffer, 0, count);
            await saved.Task;
        });
        await wires.MustReceiveAsync();
        await wires.SendAsync(data, "hel"u8.ToArray());
        await wires.SendAsync(data with { Type = MessageType.StreamHole }, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0);
        await wires.SendAsync(data, "lo"u8.ToArray());
        await wires.SendAsync(finish);
        await wires.SendAsync(Keepalive.Ping);

        Assert.Equal(Keepalive.Pong, (await wires.MustReceiveAsync()).Header);
        saved.SetResult();
        Assert.Equal(finish, (await wires.MustReceiveAsync()).Header);
        Assert.Equal("hel\0\0\0\0lo"u8, file.ToArray());
    }

    [Fact]
    public async Task An_abort_ends_the_pump_and_is_answered()
    {
        await using var wires = await OpenAsync((_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await wires.MustReceiveAsync();
        await wires.SendAsync(abort);

        Assert.Equal(finish, (await wires.MustReceiveAsync()).Header);
    }

    [Fact]
    public async Task A_failure_of_the_pump_is_the_last_that_the_client_hears()
    {
        await using var wires = await OpenAsync((_, _) => throw new VirtException(ErrorCode.Rpc, "stream had I/O failure", ErrorDomain.Streams));
        await wires.MustReceiveAsync();

        var (header, body) = await wires.MustReceiveAsync();

        Assert.Equal(abort, header);
        var error = Wires.Read<ErrorRecord>(body);
        Assert.Equal((39, 38, "stream had I/O failure"), (error.Code, error.Domain, error.Message));
        await wires.SendAsync(data, 1);
        await wires.SendAsync(finish);
        Assert.Equal("QEMU", (await wires.CallAsync(Remote.ConnectGetType)).Type);
    }

    [Fact]
    public async Task A_call_that_fails_opens_no_stream()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainOpenConsole, OpenAndFail));
        await wires.SendAsync(call, console);

        Assert.Equal(call.Reply(MessageStatus.Error), (await wires.MustReceiveAsync()).Header);
        Assert.Equal("QEMU", (await wires.CallAsync(Remote.ConnectGetType)).Type);

        static void OpenAndFail(DomainOpenConsoleArgs args, Call call)
        {
            call.Stream((_, _) => Task.CompletedTask);
            throw new VirtException(ErrorCode.OperationFailed, "Active console session exists for this domain");
        }
    }

    [Fact]
    public async Task Much_data_goes_in_packets_as_large_as_libvirts()
    {
        await using var wires = await OpenAsync((stream, cancel) => stream.WriteAsync(new byte[600_000], cancel));
        await wires.MustReceiveAsync();

        foreach (var size in new[] { 262_120, 262_120, 75_760 }) Assert.Equal(size, (await wires.MustReceiveAsync()).Body.Length);
    }

    [Fact]
    public async Task A_writer_waits_for_a_reader_that_is_slow()
    {
        var written = 0;
        await using var wires = await OpenAsync(async (stream, cancel) =>
        {
            for (; written < 100; written++) await stream.WriteAsync(new byte[Wire.StreamPacket], cancel);
        });
        await wires.MustReceiveAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.InRange(written, 0, 10);
        for (var i = 0; i < 100; i++) await wires.MustReceiveAsync();
        Assert.Empty((await wires.MustReceiveAsync()).Body);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_the_pump()
    {
        TaskCompletionSource ended = new();
        var wires = await OpenAsync(async (_, cancel) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                ended.SetResult();
            }
        });
        await wires.MustReceiveAsync();
        await wires.DisposeAsync();

        await ended.Task;
    }

    static async Task<Wires> OpenAsync(Func<ServerStream, CancellationToken, Task> pump)
    {
        var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainOpenConsole, (_, call) => { call.Stream(pump); }));
        await wires.SendAsync(call, console);
        return wires;
    }
}
