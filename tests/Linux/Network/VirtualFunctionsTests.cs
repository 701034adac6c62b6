using Aerostat.Values;

namespace Aerostat.Linux.Tests;

/// <summary>Settings of virtual functions, as the kernel writes and reads them.</summary>
public sealed class VirtualFunctionsTests
{
    static readonly MacAddress Guest = new(0x5254_0012_3456);

    [Fact]
    public void An_address_is_the_function_and_32_octets() =>
        Assert.Equal([3, 0, 0, 0, 0x52, 0x54, 0, 0x12, 0x34, 0x56, .. new byte[26]], VirtualFunctions.MacOf(3, Guest));

    [Fact]
    public void A_tag_is_the_function_the_number_and_no_priority() => Assert.Equal([1, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0], VirtualFunctions.VlanOf(1, 42));

    [Fact]
    public void What_a_card_tells_of_its_functions_is_found_by_number()
    {
        const ushort list = 22, info = 1, mac = 1, vlan = 2, name = 3;
        byte[] link =
        [
            .. RouteSocket.Attribute(name, "eth2"),
            .. RouteSocket.Attribute(list,
            [
                .. RouteSocket.Attribute(info, [.. RouteSocket.Attribute(mac, VirtualFunctions.MacOf(0, default)), .. RouteSocket.Attribute(vlan, VirtualFunctions.VlanOf(0, 0))]),
                .. RouteSocket.Attribute(info, [.. RouteSocket.Attribute(mac, VirtualFunctions.MacOf(1, Guest)), .. RouteSocket.Attribute(vlan, VirtualFunctions.VlanOf(1, 7))]),
            ]),
        ];

        Assert.Equal(new(default, 0), VirtualFunctions.Find(link, 0));
        Assert.Equal(new(Guest, 7), VirtualFunctions.Find(link, 1));
        Assert.Null(VirtualFunctions.Find(link, 2));
        for (var length = 0; length < link.Length; length++) _ = VirtualFunctions.Find(link[..length], 1);
    }

    [Fact]
    public void The_kernel_understands_the_question_and_the_order()
    {
        Assert.SkipUnless(Host.IsRoot, "needs root");

        // A card without such functions: it is asked and says that it has none, rather than that it does not understand.
        Assert.Null(VirtualFunctions.Get("lo", 0));
        Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<LinuxException>(() => VirtualFunctions.SetMac("lo", 0, Guest)).Errno);
        Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<LinuxException>(() => VirtualFunctions.SetVlan("lo", 0, 42)).Errno);
        Assert.Equal(Errno.ENODEV, Assert.Throws<LinuxException>(() => VirtualFunctions.Get("nosuchcard", 0)).Errno);
    }
}
