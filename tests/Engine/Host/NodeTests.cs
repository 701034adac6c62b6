using Aerostat.Engine.Host;
using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.Host;

// What libvirtd 9.0 says where it is shown the same /proc and /sys.
public class NodeTests
{
    [Fact]
    public void A_regular_machine_is_told_by_nodes_sockets_cores_and_threads()
    {
        using OtherMachine machine = new("x86-2socket-smt");

        Assert.Equal(new(Linux.Host.Architecture, Bytes.Kib(976240), 32, 2300, 2, 1, 8, 2), new Node(machine.Root).Info);
    }

    [Fact]
    public void A_machine_whose_core_numbers_repeat_is_told_as_one_flat_socket()
    {
        using OtherMachine machine = new("arm64-64cpu-8node");

        Assert.Equal(new(Linux.Host.Architecture, Bytes.Kib(2023232), 64, 0, 1, 1, 64, 1), new Node(machine.Root).Info);
    }

    [Fact]
    public void Cells_are_told_from_the_first_asked_for_to_the_last_there_is()
    {
        using OtherMachine machine = new("arm64-64cpu-8node");
        Node node = new(machine.Root);

        Assert.Equal([Bytes.Kib(245152), Bytes.Kib(234304)], node.FreeMemoryOfCells(6, 100));
        Assert.Equal(Bytes.Kib(1849788), node.FreeMemory);
        Assert.Equal("internal error: start cell 8 out of range (0-7)", Assert.Throws<VirtException>(() => node.FreeMemoryOfCells(8, 1)).Message);
    }

    [Fact]
    public void Memory_of_a_cell_is_total_and_free()
    {
        using OtherMachine machine = new("x86-2socket-smt");
        Node node = new(machine.Root);

        Assert.Equal([("total", 510596ul), ("free", 447612ul)], node.MemoryStats(1));
        Assert.Equal(["total", "free", "buffers", "cached"], node.MemoryStats(null).Select(stat => stat.Name));
    }

    [Fact]
    public void Free_pages_are_told_cell_by_cell_and_size_by_size()
    {
        using OtherMachine machine = new("x86-2socket-smt");

        Assert.Equal([97056ul, 0ul, 111903ul, 0ul], new Node(machine.Root).FreePages([Bytes.Kib(4), Bytes.Mib(2)], 0, 2));
    }

    [Fact]
    public void A_processor_that_is_off_counts_in_the_product_but_not_among_those_that_run()
    {
        var cpus = Enumerable.Range(0, 3).Select(number => new HostCpu(number, 0, 0, 0, number, [number]));
        HostTopology topology = new(CpuSet.First(4), CpuSet.First(3), cpus.ToValueList(), []);

        Assert.Equal(new("m", Bytes.Zero, 3, 0, 1, 1, 4, 1), NodeInfo.Of("m", Bytes.Zero, 0, topology));
    }

    [Fact]
    public void The_processors_time_only_grows()
    {
        Node node = new();
        var before = node.CpuStats(null);
        var after = node.CpuStats(null);

        Assert.Equal(["kernel", "user", "idle", "iowait"], before.Select(stat => stat.Name));
        Assert.True(before.Zip(after).All(pair => pair.First.Nanoseconds <= pair.Second.Nanoseconds));
        Assert.Equal(ErrorCode.InvalidArg, Assert.Throws<VirtException>(() => node.CpuStats(9999)).Code);
    }
}
