using Aerostat.Values;

namespace Aerostat.Model.Tests;

/// <summary>What modules of memory may be, and what a guest's memory becomes by them.</summary>
public class MemoryModuleTests
{
    static readonly DomainDefinition Guest = new()
    {
        Name = "g",
        Memory = Bytes.Mib(64),
        CurrentMemory = Bytes.Mib(60),
        MaxMemory = new() { Slots = 2, Size = Bytes.Mib(512) },
        Cpu = new() { Numa = new() { Cells = [new() { Id = 0, Memory = Bytes.Mib(64) }] } },
    };

    [Fact]
    public void What_comes_with_a_module_goes_with_it()
    {
        var module = Module(MemoryModel.Dimm, 128);
        var grown = Guest.Grown(module) with { Devices = Guest.Devices.Add(module) };

        Assert.Equal((Bytes.Mib(192), Bytes.Mib(188)), (grown.Memory, grown.CurrentMemory!.Value));
        Assert.Equal(Guest, grown.Without(module));
    }

    [Fact]
    public void A_balloon_cannot_leave_what_virtio_mem_may_add()
    {
        var module = Module(MemoryModel.VirtioMem, 256) with { Target = new() { Size = Bytes.Mib(256), Node = 0, BlockSize = Bytes.Mib(2), Current = Bytes.Mib(10) } };
        var grown = Guest.Grown(module) with { Devices = Guest.Devices.Add(module) };

        Assert.Equal((Bytes.Mib(64), Bytes.Mib(10)), (grown.BalloonMaximum, grown.Elastic));
    }

    [Theory]
    [InlineData(449UL, 0u, ErrorCode.ConfigUnsupported, "would exceed")]
    [InlineData(128UL, 7u, ErrorCode.XmlDetail, "guest node '7'")]
    [InlineData(128UL, null, ErrorCode.ConfigUnsupported, "NUMA node needs to be specified")]
    public void A_module_without_room_or_node_is_refused(ulong mib, uint? node, ErrorCode code, string says)
    {
        var refused = Assert.Throws<VirtException>(() => MemoryModules.CheckRoom(Guest, Module(MemoryModel.Dimm, mib, node), live: true));

        Assert.Equal(code, refused.Code);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_size_that_a_stranger_writes_overflows()
    {
        Assert.Equal(ErrorCode.ConfigUnsupported, Assert.Throws<VirtException>(() =>
            MemoryModules.CheckRoom(Guest, Module(MemoryModel.Dimm, 1) with { Target = new() { Size = new(ulong.MaxValue), Node = 0 } }, live: false)).Code);
    }

    static MemoryDevice Module(MemoryModel model, ulong mib, uint? node = 0) => new() { Model = model, Target = new() { Size = Bytes.Mib(mib), Node = node } };
}
