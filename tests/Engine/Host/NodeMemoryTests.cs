using Aerostat.Engine.Host;
using Aerostat.Engine.Statistics;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.Host;

/// <summary>The host's memory is set all of it or none of it; the kernel's files are plain ones here.</summary>
public sealed class NodeMemoryTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void A_pool_of_huge_pages_grows_by_so_many_or_to_so_many()
    {
        var pool = Write("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "3");
        Node node = new(root);

        Assert.Equal(1, node.AllocatePages([(Bytes.Mib(2), 2)], -1, 1, exactly: false));
        Assert.Equal("5", File.ReadAllText(pool));
        Assert.Equal(1, node.AllocatePages([(Bytes.Mib(2), 4)], -1, 1, exactly: true));
        Assert.Equal("4", File.ReadAllText(pool));
    }

    [Fact]
    public void Pages_of_an_unknown_size_and_of_the_usual_one_are_refused()
    {
        Node node = new(root);

        Assert.Equal(ErrorCode.OperationFailed, Refused(() => node.AllocatePages([(Bytes.Mib(3), 2)], -1, 1, exactly: true)));
        Assert.Equal(ErrorCode.OperationUnsupported, Refused(() => node.AllocatePages([(new((ulong)Environment.SystemPageSize), 2)], -1, 1, exactly: true)));
    }

    [Fact]
    public void Knobs_of_page_sharing_are_all_set_or_none()
    {
        var scan = Write("sys/kernel/mm/ksm/pages_to_scan", "100");
        var sleep = Write("sys/kernel/mm/ksm/sleep_millisecs", "20");
        Node node = new(root);

        node.SetPageSharing([new("shm_pages_to_scan", 150u), new("shm_sleep_millisecs", 30u)]);
        Assert.Equal(("150", "30"), (File.ReadAllText(scan)[..3], File.ReadAllText(sleep)));
        Assert.Equal(ErrorCode.OperationInvalid, Refused(() => node.SetPageSharing([new("shm_pages_to_scan", 200u), new("shm_merge_across_nodes", 1u)])));
        Assert.Equal("150", File.ReadAllText(scan)[..3]);
    }

    static ErrorCode Refused(Action order) => Assert.Throws<VirtException>(order).Code;

    string Write(string name, string text)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
