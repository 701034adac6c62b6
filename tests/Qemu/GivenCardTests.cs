using Aerostat.Model;

namespace Aerostat.Qemu.Tests;

/// <summary>Cards of the host's own: what libvirt's tests expect of net-hostdev, and the order among devices that are given away.</summary>
public sealed class GivenCardTests
{
    static EmulatorCapabilities Captured { get; } = EmulatorCapabilities.FromJson(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "capabilities", "qemu-7.2-x86_64.json")))!;

    static string Card(int function, string more = "") =>
        $"<interface type='hostdev'><mac address='00:11:22:33:44:{function:x2}'/><source><address type='pci' domain='0xffff' bus='0x03' slot='0x07' function='0x{function}'/></source>{more}</interface>";

    static IEnumerable<string> Devices(string devices, Func<Interface, Interface>? plugged = null)
    {
        var live = Guests.Live($"""
            <domain type='qemu'><name>a</name><uuid>5566064e-5845-48ad-b0e6-65b19290d923</uuid><memory unit='MiB'>64</memory>
            <os><type arch='x86_64' machine='pc'>hvm</type></os><devices>{devices}<memballoon model='none'/></devices></domain>
            """, Captured);
        if (plugged is not null) live = live with { Devices = live.Devices with { Interfaces = live.Devices.Interfaces.Map(plugged) } };
        var words = CommandLine.Build(live, Captured, LaunchPlan.Empty with { Folder = "/run" });
        return words.Index().Where(word => words[Math.Max(0, word.Index - 1)] is "-device" && word.Item.Contains("vfio-pci", StringComparison.Ordinal)).Select(word => word.Item);
    }

    [Fact]
    public void A_card_is_a_function_with_no_far_end() => Assert.Equal(
        ["""{"driver":"vfio-pci","host":"ffff:03:07.1","id":"hostdev0","bootindex":1,"bus":"pci.0","addr":"0x2"}"""],
        Devices(Card(1, "<vlan><tag id='42'/></vlan><virtualport type='802.1Qbg'><parameters managerid='11' typeid='1193047' typeidversion='2' instanceid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f'/></virtualport><boot order='1'/>")));

    [Fact]
    public void Those_of_a_network_come_behind_all_others()
    {
        const string Sound = "<hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x06' slot='0x12' function='0x5'/></source></hostdev>";
        Assert.Equal(
            ["ffff:03:07.2", "0000:06:12.5", "ffff:03:07.1"],
            Devices(Card(1) + "<interface type='user'><mac address='00:11:22:33:44:99'/><model type='virtio'/></interface>" + Card(2) + Sound,
                card => card.Given is { Function: 1 } ? card with { Source = card.Source! with { Network = "pool" } } : card)
            .Select(word => word[(word.IndexOf("\"host\":\"", StringComparison.Ordinal) + 8)..][..12]));
    }

    [Fact]
    public void A_transient_partner_is_paired() =>
        Assert.Contains("\"failover_pair_id\":\"ua-backup0\"", Devices(Card(1, "<teaming type='transient' persistent='ua-backup0'/>")).Single(), StringComparison.Ordinal);
}
