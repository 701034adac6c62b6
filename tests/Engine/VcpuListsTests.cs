using Aerostat.Engine.Domains;
using Aerostat.Engine.Statistics;
using Aerostat.Model;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Engine.Tests;

public class VcpuListsTests
{
    static readonly DomainDefinition Two = new() { Vcpu = new() { Maximum = 4, Current = 2 } };

    [Fact]
    public void A_plain_count_stays_a_count() => Assert.Equal(Two with { Vcpu = new() { Maximum = 4, Current = 3 } }, Two.WithVcpuCount(3, removable: false));

    [Fact]
    public void Removable_ones_are_listed_and_the_first_ones_are_not_removable()
    {
        var changed = Two.WithVcpuCount(3, removable: true);

        Assert.Equal([(0u, true, false), (1u, true, false), (2u, true, true), (3u, false, null)], changed.Vcpus.Select(v => (v.Id, v.Enabled, v.Hotpluggable)));
        Assert.Equal(3u, changed.Vcpu.Current);
    }

    [Fact]
    public void The_first_is_never_taken() => Assert.Throws<VirtException>(() => Two.WithVcpusSet(new HashSet<int> { 0 }, enabled: false));

    [Fact]
    public void A_lower_maximum_takes_the_last_ones()
    {
        var listed = Two.WithVcpuCount(4, removable: true).WithVcpuMaximum(3);

        Assert.Equal([0u, 1u, 2u], listed.Vcpus.Select(v => v.Id));
        Assert.Null(listed.Vcpu.Current);
    }

    [Fact]
    public void Places_are_counted_in_their_order_whatever_QEMUs()
    {
        var slots = VcpuSlot.Of([Place(2, null), Place(0, "/machine/unattached/device[0]"), Place(1, "/machine/peripheral/vcpu1")]);

        Assert.Equal(["vcpu2"], VcpuSlot.Toward(slots, 3).Select(slot => slot.Alias));
        Assert.Equal(["vcpu1"], VcpuSlot.Toward(slots, 1).Select(slot => slot.Alias));
        Assert.Throws<VirtException>(() => VcpuSlot.Toward([slots[0]], 2));

        static HotpluggableCpu Place(int socket, string? path) => new("max-x86_64-cpu", 1, new() { ["socket-id"] = socket, ["core-id"] = 0 }, path);
    }

    [Fact]
    public void A_limit_of_a_family_lifts_the_others_of_it_and_leaves_the_rest()
    {
        var next = IoTuneField.Merge(new() { TotalBytes = 1000, TotalIops = 10 }, [new("read_bytes_sec", 5ul)]);

        Assert.Equal(new() { ReadBytes = 5, TotalIops = 10 }, next);
    }

    [Theory]
    [InlineData("total_bytes_sec", 10ul, "read_bytes_sec", 5ul)]
    [InlineData("total_bytes_sec", 10ul, "total_bytes_sec_max", 5ul)]
    [InlineData("total_bytes_sec", 0ul, "total_bytes_sec_max", 5ul)]
    [InlineData("total_iops_sec", 2_000_000_000_000_000ul, "size_iops_sec", 5ul)]
    public void Limits_that_contradict_each_other_are_refused(string one, ulong value, string other, ulong second) =>
        Assert.Throws<VirtException>(() => IoTuneField.Merge(new(), [new(one, value), new(other, second)]));

    [Fact]
    public void Zero_takes_a_device_away_from_the_weights()
    {
        var field = BlkioField.All[0];
        var tune = field.Read(new(), "/dev/sda,300,/dev/sdb,400");

        Assert.Equal("/dev/sda,300,/dev/sdb,400", field.Text(tune));
        Assert.Equal("/dev/sdb,400", field.Text(field.Read(tune, "/dev/sda,0")));
        Assert.Throws<VirtException>(() => field.Read(tune, "/dev/sda"));
    }
}
