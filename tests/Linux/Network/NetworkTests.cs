using Aerostat.Values;

namespace Aerostat.Linux.Tests;

public sealed class NetworkTests
{
    [Fact]
    public void A_tap_of_two_queues_joins_a_bridge_and_goes_with_its_descriptors()
    {
        Assert.SkipUnless(Host.IsRoot && File.Exists("/dev/net/tun"), "needs root and /dev/net/tun");
        const string bridge = "aerotestbr";
        Tools.Run("ip", "link", "add", bridge, "mtu", "1400", "type", "bridge");
        try
        {
            MacAddress guest = new(0x5254_0012_3456);
            string name;
            using (var tap = Tap.Create(queues: 2))
            {
                name = tap.Name;
                tap.Connect(bridge, guest);
                Assert.StartsWith("vnet", name, StringComparison.Ordinal);
                Assert.Equal(2, tap.Queues.Count);
                Assert.Equal(("fe:54:00:12:34:56", 1400, bridge), (NetworkInterface.Mac(name).ToString(), NetworkInterface.Mtu(name), NetworkInterface.BridgeOf(name)));
                Assert.True(NetworkInterface.IsUp(name));
                Assert.True(NetworkInterface.IsBridge(bridge));
                Assert.NotNull(InterfaceStats.TryRead(name));
                Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => Tap.Create(name)).Errno);
            }
            // The kernel lets go in its own time.
            Assert.True(SpinWait.SpinUntil(() => !NetworkInterface.Exists(name), TimeSpan.FromSeconds(10)));
        }
        finally
        {
            Tools.Run("ip", "link", "del", bridge);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc")]
    [InlineData("a name")]
    [InlineData("sixteen-letters!")]
    public void A_name_that_no_interface_can_have_reaches_no_path(string name) =>
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => NetworkInterface.Exists(name)).Errno);

    [Fact]
    public void What_the_tap_received_the_guest_has_sent()
    {
        var stats = InterfaceStats.Parse("Inter-|   Receive\n face |bytes\n  a:b: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n")["a:b"];
        Assert.Equal(new(1, 2, 3, 4, 5, 6, 7, 8), stats);
        Assert.Equal(new(5, 6, 7, 8, 1, 2, 3, 4), stats.Swapped);
    }

    [Fact]
    public void Only_neighbours_that_answered_are_told_of()
    {
        const string table = """
            IP address       HW type     Flags       HW address            Mask     Device
            192.168.1.7      0x1         0x2         52:54:00:12:34:56     *        br0
            192.168.1.8      0x1         0x0         00:00:00:00:00:00     *        br0
            """;
        var (address, mac, name) = Assert.Single(ArpTable.Parse(table));
        Assert.Equal("192.168.1.7 52:54:00:12:34:56 br0", $"{address} {mac} {name}");
    }
}
