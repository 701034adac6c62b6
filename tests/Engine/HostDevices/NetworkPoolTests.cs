using Aerostat.Engine.Networks;
using Aerostat.Model;
using Aerostat.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aerostat.Engine.Tests.HostDevices;

using static MadeUpHost;

/// <summary>Networks that give each guest a function of a card of its own.</summary>
public sealed class NetworkPoolTests : IDisposable
{
    static readonly Guid One = Guid.NewGuid(), Other = Guid.NewGuid();

    readonly MadeUpHost host = new();
    readonly string root = Directory.CreateTempSubdirectory("aerostat-pool-").FullName;

    async Task<NetworkSet> DaemonAsync()
    {
        NetworkSet networks = new(Folders.Under(root), new(new(Path.Combine(root, "hooks"), NullLogger.Instance, TimeProvider.System)), host.Daemon(), NullLogger.Instance, TimeProvider.System);
        await networks.LoadAsync();
        return networks;
    }

    static Interface Card(string more = "") => (Interface)DeviceXml.Read($"<interface type='network'><mac address='52:54:00:00:00:01'/><source network='pool'/>{more}<model type='virtio'/></interface>");

    [Fact]
    public async Task Each_guest_has_the_first_that_is_free_and_gives_it_back()
    {
        var networks = await DaemonAsync();
        var network = await networks.DefineAsync("<network><name>pool</name><forward mode='hostdev' managed='yes'><pf dev='eth2'/></forward><vlan><tag id='4'/></vlan></network>", false, CancellationToken.None);
        await network.StartAsync(CancellationToken.None);
        Assert.DoesNotContain("<address", network.Xml(inactive: true), StringComparison.Ordinal);
        Assert.Equal([First, Second, Third], network.State.Definition.Forward!.Devices.Select(device => device.Address.ToString()));

        var card = networks.Plugged(Card(), One, "one", []);
        Assert.Equal((InterfaceType.Hostdev, First, "pool", true, 4u), (card.Type, card.Given?.ToString(), card.Source?.Network, card.Managed, card.Vlan?.Tags[0].Id));
        Assert.Equal(Second, networks.Plugged(Card(), Other, "other", []).Given?.ToString());
        Assert.Equal(9u, networks.Plugged(Card("<vlan><tag id='9'/></vlan>"), Other, "other", []).Vlan?.Tags[0].Id);
        Assert.Equal("internal error: network 'pool' requires exclusive access to interfaces, but none are available", Assert.Throws<VirtException>(() => networks.Plugged(Card(), One, "one", [])).Message);

        await networks.Given.ReturnAllAsync(Other);
        Assert.Equal(Second, networks.Plugged(Card(), One, "one", []).Given?.ToString());
    }

    [Fact]
    public async Task Two_cards_of_one_guest_have_a_card_of_the_hosts_each()
    {
        var networks = await DaemonAsync();
        await (await networks.DefineAsync("<network><name>pool</name><forward mode='passthrough'><interface dev='eth2'/><interface dev='eth3'/></forward></network>", false, CancellationToken.None)).StartAsync(CancellationToken.None);
        List<string> taken = [];
        Assert.Equal("eth2", networks.Plugged(Card(), One, "one", taken).Source?.Device);
        Assert.Equal("eth3", networks.Plugged(Card(), One, "one", taken).Source?.Device);
        Assert.Equal("internal error: network 'pool' requires exclusive access to interfaces, but none are available", Assert.Throws<VirtException>(() => networks.Plugged(Card(), One, "one", taken)).Message);
    }

    [Fact]
    public async Task A_killed_daemon_leaves_the_network_and_what_it_gave()
    {
        var networks = await DaemonAsync();
        await (await networks.DefineAsync("<network><name>pool</name><forward mode='hostdev'><pf dev='eth2'/></forward></network>", false, CancellationToken.None)).StartAsync(CancellationToken.None);
        await networks.Given.TakeAsync([networks.Plugged(Card(), One, "one", []) with { Managed = true }], One, "one", null);

        networks = await DaemonAsync();

        Assert.True(networks["pool"].State.IsActive);
        Assert.Null(networks["pool"].State.Next);
        Assert.Equal(Second, networks.Plugged(Card(), Other, "other", []).Given?.ToString());
    }

    [Fact]
    public async Task Who_runs_is_told_what_the_card_is_and_the_status_remembers_the_network()
    {
        var networks = await DaemonAsync();
        await networks.CreateAsync("<network><name>pool</name><forward mode='hostdev'><driver name='vfio'/><address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x2'/></forward></network>", false, CancellationToken.None);
        var card = networks.Plugged(Card(), One, "one", []);

        var told = DeviceXml.Write(card);
        Assert.StartsWith("<interface type='hostdev'>", told, StringComparison.Ordinal);
        Assert.DoesNotContain("pool", told, StringComparison.Ordinal);
        Assert.Equal(card, DeviceXml.Read(DeviceXml.Write(card, WriteOptions.Status), new() { Live = true }));
    }

    [Fact]
    public async Task Only_parts_of_cards_can_be_given()
    {
        var networks = await DaemonAsync();
        Assert.Equal("unsupported configuration: device '/sys/bus/pci/devices/0000:00:1b.0' in network 'pool' is not an SR-IOV Virtual Function",
            (await Assert.ThrowsAsync<VirtException>(() => networks.DefineAsync("<network><name>pool</name><forward mode='hostdev'><address type='pci' domain='0x0000' bus='0x00' slot='0x1b' function='0x0'/></forward></network>", false, CancellationToken.None))).Message);
        var network = await networks.DefineAsync("<network><name>pool</name><forward mode='hostdev'><pf dev='lo'/></forward></network>", false, CancellationToken.None);
        Assert.Equal("internal error: No usable Vf's present on SRIOV PF lo", (await Assert.ThrowsAsync<VirtException>(() => network.StartAsync(CancellationToken.None))).Message);
        Assert.False(network.State.IsActive);
    }

    public void Dispose()
    {
        host.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
