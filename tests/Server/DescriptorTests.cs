using Aerostat.Linux;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server.Tests;

public sealed class DescriptorTests
{
    static readonly DomainRef domain = new("kvm1", Guid.NewGuid(), 3);

    [Fact]
    public async Task A_reply_carries_descriptors_behind_itself()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainOpenGraphicsFd, (_, call) =>
        {
            call.Attach(File.OpenHandle("/dev/null"));
            call.Attach(File.OpenHandle("/dev/zero"));
        }));
        await wires.SendAsync(Wires.CallOf(Remote.DomainOpenGraphicsFd, 1), new DomainOpenGraphicsFdArgs(domain, 0, 0));

        var (header, body) = await wires.MustReceiveAsync();
        Assert.Equal((MessageType.ReplyWithDescriptors, "00000002"), (header.Type, Convert.ToHexString(body)));
        while (wires.Passed.Count < 2) await wires.Client.ReceiveAsync(new byte[1], wires.Passed, TestContext.Current.CancellationToken);
        Assert.Equal(["/dev/null", "/dev/zero"], wires.Passed.Select(Target));
    }

    [Fact]
    public async Task A_call_brings_descriptors_and_the_next_call_is_read_behind_them()
    {
        List<string> seen = [];
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainReset, (_, call) =>
        {
            seen.AddRange(call.ReceivedDescriptors.Select(Target));
            call.ReceivedDescriptor(2);
        }));
        using var zero = File.OpenHandle("/dev/zero");
        XdrWriter writer = new(64);
        Frame.Write(ref writer, Wires.CallOf(Remote.DomainReset, 1) with { Type = MessageType.CallWithDescriptors }, new DomainResetArgs(domain, 0), 2);
        await wires.SendAsync(writer.Written.ToArray());
        await wires.Client.SendAsync(new byte[1], zero, TestContext.Current.CancellationToken);
        await wires.Client.SendAsync(new byte[1], zero, TestContext.Current.CancellationToken);

        var error = Wires.Read<ErrorRecord>((await wires.MustReceiveAsync()).Body);
        Assert.Equal((1, 7, "internal error: No FD available at slot 2"), (error.Code, error.Domain, error.Message));
        Assert.Equal(["/dev/zero", "/dev/zero"], seen);
        Assert.Equal("QEMU", (await wires.CallAsync(Remote.ConnectGetType)).Type);
    }

    [Fact]
    public async Task More_descriptors_than_a_message_may_have_end_the_connection()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 1) with { Type = MessageType.CallWithDescriptors }, 0, 0, 0, 33);

        Assert.Null(await wires.ReceiveAsync());
    }

    [Fact]
    public async Task Bytes_where_descriptors_should_be_end_the_connection()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 1) with { Type = MessageType.CallWithDescriptors }, 0, 0, 0, 1);
        await wires.SendAsync([0]);

        Assert.Null(await wires.ReceiveAsync());
    }

    static string Target(Microsoft.Win32.SafeHandles.SafeFileHandle handle) =>
        new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget!;
}
