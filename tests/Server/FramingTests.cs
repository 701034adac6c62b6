using System.Buffers.Binary;
using Aerostat.Linux;
using Aerostat.Protocol;

namespace Aerostat.Server.Tests;

/// <remarks>Alone: one test measures what the process allocates.</remarks>
[Collection(nameof(FramingTests)), CollectionDefinition(nameof(FramingTests), DisableParallelization = true)]
public sealed class FramingTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(27u)]
    [InlineData(33_554_437u)]
    [InlineData(uint.MaxValue)]
    public async Task A_length_that_no_message_has_ends_the_connection(uint length)
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        var bytes = new byte[28];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        await wires.SendAsync(bytes);

        Assert.Null(await wires.ReceiveAsync());
    }

    [Fact]
    public async Task The_longest_message_is_read()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 1), new byte[Wire.MaxMessage - Wire.MinMessage]);

        Assert.Equal(MessageStatus.Ok, (await wires.MustReceiveAsync()).Header.Status);
    }

    [Fact]
    public async Task A_length_that_lies_costs_no_memory()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        var before = GC.GetTotalAllocatedBytes();
        await wires.SendAsync([1, 255, 255, 255, .. new byte[100]]);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1_000_000);
    }

    [Fact]
    public async Task Messages_may_come_in_any_pieces() => await Gen.Int[1, 40].List[1, 12].SampleAsync(async cuts =>
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        byte[] bytes = [.. Enumerable.Range(0, 5).SelectMany(i => Wires.Bytes(Wires.CallOf(Remote.ConnectGetType, (uint)i), default(Nothing)))];
        for (int at = 0, i = 0; at < bytes.Length; at += cuts[i++ % cuts.Count])
            await wires.SendAsync(bytes[at..Math.Min(bytes.Length, at + cuts[i % cuts.Count])]);

        for (var serial = 0u; serial < 5; serial++) Assert.Equal(serial, (await wires.MustReceiveAsync()).Header.Serial);
    }, iter: 30, threads: 1);

    [Fact]
    public async Task Any_bytes_are_answered_or_end_the_connection() =>
        await Gen.Select(Gen.UInt, Gen.Int[-2, 460], Gen.Int[0, 7], Gen.Int[0, 3], Gen.Byte.Array[0, 200]).Array[1, 6].SampleAsync(async calls =>
        {
            await using var wires = await Wires.OpenAsync(Wires.Table());
            try
            {
                foreach (var (serial, procedure, type, status, body) in calls)
                    await wires.SendAsync(new(Remote.Program, 1, procedure, (MessageType)type, serial, (MessageStatus)status), body);
            }
            catch (LinuxException)
            {
                return; // it has been ended already
            }
            wires.Client.Shutdown();
            while (await wires.ReceiveAsync() is not null) { }
        }, iter: 300, threads: 1);
}
