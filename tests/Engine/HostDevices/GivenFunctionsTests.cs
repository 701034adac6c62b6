using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.HostDevices;

using static MadeUpHost;

/// <summary>Functions of the host's that guests have: each is one guest's alone, and afterwards as it was before.</summary>
public sealed class GivenFunctionsTests : IDisposable
{
    static readonly Guid One = Guid.NewGuid(), Other = Guid.NewGuid();
    static readonly MacAddress Guest = new(0x5254_0012_3456), Before = new(0x0200_0000_0010);

    readonly MadeUpHost host = new();

    [Fact]
    public async Task A_managed_card_is_taken_with_its_address_and_tag_and_given_back_as_it_was()
    {
        host.Settings[0] = new(new(0x0200_0000_0099), 7);
        var given = host.Daemon();

        await TakeAsync(given, One, Interface(First, "<vlan><tag id='42'/></vlan>"));

        Assert.Equal("vfio-pci", host.DriverOf(First));
        Assert.True(host.HasNode(First));
        Assert.Equal(new(Guest, 42), host.Settings[0]);
        Assert.True(given.IsGiven(First));

        await given.ReturnAllAsync(One);

        Assert.Equal("ixgbevf", host.DriverOf(First));
        Assert.Equal((new FunctionSettings(Before, 7), Before), (host.Settings[0], host.Macs["eth2v0"]));
        Assert.False(given.IsGiven(First));
        Assert.Empty(Directory.EnumerateFiles(host.Run));
    }

    [Fact]
    public async Task What_a_killed_daemon_gave_away_the_next_one_gives_back()
    {
        await TakeAsync(host.Daemon(), One, Interface(First), Interface(Second));
        await TakeAsync(host.Daemon(), Other, Hostdev(Sound));

        // The first guest runs no more; the other one does.
        var next = host.Daemon();
        Assert.EndsWith("domain two", await RefusedAsync(next, One, Hostdev(Sound)), StringComparison.Ordinal);
        await next.SweepAsync((owner, function) => owner == Other && function == Sound);

        Assert.Equal(("ixgbevf", "ixgbevf", "vfio-pci"), (host.DriverOf(First), host.DriverOf(Second), host.DriverOf(Sound)));
        Assert.Equal(Before, host.Settings[0].Mac);
        await host.Daemon().ReturnAllAsync(Other);
        Assert.Equal("snd_hda_intel", host.DriverOf(Sound));
    }

    [Theory]
    [InlineData("driver_override")]
    [InlineData("driver/unbind")]
    [InlineData("drivers_probe")]
    public async Task Where_the_second_cannot_be_had_the_first_is_given_back(string refused)
    {
        var given = host.Daemon();
        await TakeAsync(given, Other, Interface(Third));
        host.Refused = null;

        await Assert.ThrowsAsync<VirtException>(async () =>
        {
            var first = Interface(First);
            var devices = new[] { first, Interface(Second) };
            // The first is through before the kernel refuses.
            await given.TakeAsync([first], One, "one", null);
            host.Refused = refused;
            try { await given.TakeAsync(devices[1..], One, "one", null); }
            finally { await given.ReturnAllAsync(One); }
        });

        Assert.Equal(("ixgbevf", "vfio-pci"), (host.DriverOf(First), host.DriverOf(Third)));
        Assert.Equal((false, false, true), (given.IsGiven(First), given.IsGiven(Second), given.IsGiven(Third)));
        Assert.Single(Directory.EnumerateFiles(host.Run));
    }

    [Fact]
    public async Task Nobody_has_what_another_guest_has_nor_what_cannot_be_kept_apart_from_it()
    {
        var given = host.Daemon();
        await TakeAsync(given, One, Hostdev(Sound));

        Assert.Equal("Requested operation is not valid: PCI device 0000:00:1b.0 is in use by driver QEMU, domain one", await RefusedAsync(given, Other, Hostdev(Sound)));
        Assert.Equal("Requested operation is not valid: PCI device 0000:00:1b.0 is in use by driver QEMU, domain one", await RefusedAsync(given, Other, Hostdev(BesideSound)));
        Assert.Equal("Requested operation is not valid: PCI device 0000:00:1b.0 is in use by driver QEMU, domain one", await RefusedAsync(given, One, Hostdev(Sound)));
        Assert.Equal("vfio-pci", host.DriverOf(Sound));
        await TakeAsync(given, One, Hostdev(BesideSound));
    }

    [Fact]
    public async Task What_is_not_managed_is_the_administrators_to_bind()
    {
        var given = host.Daemon();
        Assert.Equal("Requested operation is not valid: Unmanaged PCI device 0000:00:1b.0 must be manually detached from the host", await RefusedAsync(given, One, Hostdev(Sound, "no")));
        Assert.Equal("snd_hda_intel", host.DriverOf(Sound));

        await TakeAsync(given, Other, Hostdev(Sound));
        await given.ReturnAllAsync(Other);
        var bound = host.Daemon();
        await TakeAsync(bound, One, Hostdev(Sound));
        // Somebody else's binding outlives the guest.
        File.Delete(Directory.EnumerateFiles(host.Run).Single());
        var unmanaged = host.Daemon();
        await TakeAsync(unmanaged, One, Hostdev(Sound, "no"));
        await unmanaged.ReturnAllAsync(One);
        Assert.Equal("vfio-pci", host.DriverOf(Sound));
    }

    [Fact]
    public async Task A_card_is_a_part_of_one_that_is_up()
    {
        var given = host.Daemon();
        Assert.Equal("unsupported configuration: Interface type hostdev is currently supported on SR-IOV Virtual Functions only", await RefusedAsync(given, One, Interface(Sound)));
        host.IsUp = false;
        Assert.StartsWith("internal error: Unable to configure VF 1 of PF 'eth2' because the PF is not online.", await RefusedAsync(given, One, Interface(Second)), StringComparison.Ordinal);
        Assert.Equal("ixgbevf", host.DriverOf(Second));
        Assert.StartsWith("Device 0000:09:00.0 not found: could not access", await RefusedAsync(given, One, Hostdev("0000:09:00.0")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_was_never_set_is_put_back_as_nobodys()
    {
        // As a function is that no driver drove: there is only what the card keeps, and that is nothing.
        host.Macs.Clear();
        var given = host.Daemon();
        await TakeAsync(given, One, Interface(First));
        host.Refused = "zero";
        await given.ReturnAllAsync(One);

        Assert.Equal(new MacAddress(0x0200_0000_0000), host.Settings[0].Mac);
    }

    [Fact]
    public async Task A_tag_that_nobody_asked_for_need_not_be_set()
    {
        var given = host.Daemon();
        host.Refused = "vlan";
        await TakeAsync(given, One, Interface(First));
        host.Refused = "vlan";
        Assert.StartsWith("Cannot set interface vlanid to 42 for ifname eth2 vf 1:", await RefusedAsync(given, Other, Interface(Second, "<vlan><tag id='42'/></vlan>")), StringComparison.Ordinal);
        Assert.Equal("ixgbevf", host.DriverOf(Second));
    }

    [Fact]
    public void A_card_lists_its_functions_in_their_order()
    {
        Assert.Equal([First, Second, Third], host.Daemon().PartsOf("eth2"));
        Assert.Empty(host.Daemon().PartsOf("eth9"));
    }

    [Theory]
    [InlineData("<vlan trunk='yes'><tag id='1'/><tag id='2'/></vlan>", "unsupported configuration: vlan trunking is not supported by SR-IOV network devices")]
    [InlineData("<virtualport type='802.1Qbh'><parameters profileid='x'/></virtualport>", "unsupported configuration: virtualport type 802.1Qbh is currently not supported on interfaces of type hostdev")]
    public void What_such_a_card_cannot_have_is_said_before_anything_is_taken(string more, string said) =>
        Assert.Equal(said, Assert.Throws<VirtException>(() => host.Daemon().Demand(Interface(First, more))).Message);

    static Device Interface(string function, string more = "") =>
        DeviceXml.Read($"<interface type='hostdev' managed='yes'><mac address='{Guest}'/><source>{Source(function, "type='pci' ")}</source>{more}</interface>");

    static Device Hostdev(string function, string managed = "yes") => DeviceXml.Read($"<hostdev mode='subsystem' type='pci' managed='{managed}'><source>{Source(function)}</source></hostdev>");

    static string Source(string function, string type = "")
    {
        var at = HostPci.Parse(function);
        return $"<address {type}domain='0x{at.Domain:x4}' bus='0x{at.Bus:x2}' slot='0x{at.Slot:x2}' function='0x{at.Function:x}'/>";
    }

    static Task TakeAsync(GivenFunctions given, Guid owner, params Device[] devices) => given.TakeAsync(devices, owner, owner == One ? "one" : "two", null);

    static async Task<string> RefusedAsync(GivenFunctions given, Guid owner, Device device) => (await Assert.ThrowsAsync<VirtException>(() => TakeAsync(given, owner, device))).Message;

    public void Dispose() => host.Dispose();
}
