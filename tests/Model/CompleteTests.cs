using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Model.Tests;

public sealed class CompleteTests
{
    static Disk Disk(string xml) => (Disk)DeviceXml.Read(xml);

    [Fact]
    public void A_plugged_scsi_disk_gets_its_controller_by_itself()
    {
        var v = Platforms.Define(Platforms.Domain(""));

        var after = Complete.Device(v, Disk("<disk type='file'><source file='/a'/><target dev='sdb' bus='scsi'/></disk>"), Platforms.X86);

        Assert.Equal(new DriveAddress { Unit = 1 }, after.Devices.Disks[0].Address);
        Assert.Contains(after.Devices.Controllers, c => c.Is(ControllerType.Scsi, 0) && c.Address is PciAddress { IsEmpty: false });
    }

    [Fact]
    public void Plugging_moves_nothing_that_has_a_place()
    {
        var v = Platforms.Define(Platforms.Domain("<rng model='virtio'><backend model='random'/></rng>"));

        var after = Complete.Device(v, DeviceXml.Read("<interface type='user'><model type='virtio'/></interface>"), Platforms.X86);

        foreach (var device in v.Devices.All) Assert.Contains(after.Devices.All, other => other.GetType() == device.GetType() && other.Address == device.Address);
        Assert.NotNull(after.Devices.Interfaces[0].Mac);
    }

    [Fact]
    public void A_running_machine_gets_no_more_buses()
    {
        var v = Platforms.Define(Platforms.Domain(""));
        var card = DeviceXml.Read("<interface type='user'><model type='virtio'/></interface>");

        // One port is spare.
        v = Complete.Device(v, card, Platforms.X86, live: true);

        Assert.Equal("internal error: No more available PCI slots", Assert.Throws<VirtException>(() => Complete.Device(v, card, Platforms.X86, live: true)).Message);
        Assert.Equal(v.Devices.Controllers.Count + 1, Complete.Device(v, card, Platforms.X86).Devices.Controllers.Count);
    }

    [Fact]
    public void Names_are_libvirts()
    {
        var v = Aliases.Assign(Platforms.Define(Platforms.Domain("""
            <disk type='file'><source file='/a'/><target dev='vdb'/></disk>
            <controller type='scsi' model='virtio-scsi'/>
            <disk type='file'><source file='/b'/><target dev='sdb' bus='scsi'/></disk>
            <interface type='user'/><serial type='pty'/><console type='pty'/>
            """)));

        Assert.Equal(["virtio-disk1", "scsi0-0-0-1"], v.Devices.Disks.Select(d => d.Alias));
        Assert.Equal("net0", v.Devices.Interfaces[0].Alias);
        Assert.Equal(("serial0", "serial0"), (v.Devices.Serials[0].Alias, v.Devices.Consoles[0].Alias));
        Assert.Contains("pci.1", v.Devices.Controllers.Select(c => c.Alias));
        Assert.Contains("pcie.0", v.Devices.Controllers.Select(c => c.Alias));
        Assert.Equal("balloon0", v.Devices.Memballoon!.Alias);
    }

    [Fact]
    public void What_was_only_live_is_not_stored()
    {
        const string xml = """
            <domain type='qemu' id='7'><name>a</name><memory>1024</memory><os><type>hvm</type></os><devices>
            <interface type='user'><mac address='52:54:00:00:00:01'/><target dev='vnet7'/><alias name='net0'/></interface>
            <interface type='user'><mac address='52:54:00:00:00:02'/><target dev='mytap'/><alias name='ua-mine'/></interface>
            <serial type='pty'><source path='/dev/pts/3'/><alias name='serial0'/></serial>
            <graphics type='vnc' port='5903' autoport='yes'/></devices></domain>
            """;

        var (stored, live) = (DomainXml.Read(xml), DomainXml.Read(xml, new() { Live = true }));

        Assert.Equal((null, null, null, null), (stored.Id, stored.Devices.Interfaces[0].Target, stored.Devices.Interfaces[0].Alias, stored.Devices.Serials[0].Backend.Path));
        Assert.Equal(("mytap", "ua-mine"), (stored.Devices.Interfaces[1].Target, stored.Devices.Interfaces[1].Alias));
        Assert.Null(stored.Devices.Graphics[0].Port);
        Assert.Equal((7, "vnet7", "net0", "/dev/pts/3"), (live.Id, live.Devices.Interfaces[0].Target, live.Devices.Interfaces[0].Alias, live.Devices.Serials[0].Backend.Path));
        Assert.Equal(5903, live.Devices.Graphics[0].Port);
        Assert.Contains("<alias name='net0'/>", DomainXml.Write(live));
        Assert.DoesNotContain("net0", DomainXml.Write(live, new() { Inactive = true }));
    }

    [Fact]
    public void A_password_is_written_to_those_who_may_see_it()
    {
        var v = DomainXml.Read(Platforms.Domain("<graphics type='vnc' passwd='hidden'/>"));

        Assert.DoesNotContain("hidden", DomainXml.Write(v));
        Assert.Contains("passwd='hidden'", DomainXml.Write(v, new() { Secure = true }));
    }
}
