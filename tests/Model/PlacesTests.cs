using Aerostat.Values;

namespace Aerostat.Model.Tests;

/// <summary>Numbers and places that documents leave open are those which libvirt 9.0 gives.</summary>
public sealed class PlacesTests
{
    static string Unit(string adapter, string address = "") =>
        $"<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host{adapter}'/><address bus='0' target='0' unit='0'/></source>{address}</hostdev>";

    [Fact]
    public void A_SCSI_device_of_the_hosts_gets_the_first_free_unit_and_a_controller_of_the_same_model()
    {
        var v = Platforms.Define(Platforms.Domain("<controller type='scsi' index='0' model='virtio-scsi'/>"
            + "<disk type='file'><source file='/a'/><target dev='sdb' bus='scsi'/></disk>" + string.Concat(Enumerable.Range(0, 7).Select(each => Unit($"{each}")))));

        Assert.Equal([(0u, 0u), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 0)], v.Devices.Hostdevs.Select(device => (DriveAddress)device.Address!).Select(at => (at.Controller, at.Unit)));
        Assert.Equal([ControllerModel.VirtioScsi, ControllerModel.VirtioScsi], v.Devices.Controllers.Where(each => each.Type is ControllerType.Scsi).Select(each => each.Model!.Value));
    }

    [Theory]
    [InlineData(true, ControllerModel.VirtioScsi)]
    [InlineData(false, ControllerModel.LsiLogic)]
    public void A_disk_on_a_controller_more_gets_one_like_the_others_in_a_running_guest_and_the_machines_usual_in_a_document(bool live, ControllerModel model)
    {
        var v = Platforms.Define(Platforms.Domain("<controller type='scsi' index='0' model='virtio-scsi'/>", machine: "pc"));
        var disk = DeviceXml.Read("<disk type='file'><source file='/a'/><target dev='sdb' bus='scsi'/><address type='drive' controller='1' bus='0' target='0' unit='3'/></disk>");

        Assert.Equal(model, Complete.Device(v, disk, Platforms.X86, live).Devices.Controllers.Single(each => each is { Type: ControllerType.Scsi, Index: 1 }).Model);
    }

    [Fact]
    public void Controllers_of_USB_2_belong_together_until_a_kind_comes_twice()
    {
        var models = (string[])["ich9-ehci1", "ich9-uhci1", "ich9-ehci1", "ich9-uhci1", "nec-xhci", "ich9-ehci1"];
        var v = Platforms.Define(Platforms.Domain(string.Concat(models.Select(model => $"<controller type='usb' model='{model}'/>"))));

        Assert.Equal(
            [(ControllerModel.Ich9Ehci1, 0u), (ControllerModel.Ich9Uhci1, 0), (ControllerModel.Ich9Ehci1, 1), (ControllerModel.Ich9Uhci1, 1), (ControllerModel.NecXhci, 2), (ControllerModel.Ich9Ehci1, 3)],
            v.Devices.Controllers.Where(each => each.Type is ControllerType.Usb).Select(each => (each.Model!.Value, each.Index!.Value)));
    }

    [Fact]
    public void Hubs_come_where_ports_run_out_and_are_filled_one_after_the_other()
    {
        var v = Platforms.Define(Platforms.Domain("<controller type='usb' index='0' model='piix3-uhci'/>" + string.Concat(Enumerable.Repeat("<input type='tablet' bus='usb'/>", 16)), machine: "pc"));

        Assert.Equal(["1", "2", "1.1"], v.Devices.Hubs.Select(hub => ((UsbAddress)hub.Address!).Port));
        Assert.Equal(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8", "2.1"],
            v.Devices.Inputs.Where(input => input.Bus is InputBus.Usb).Select(input => ((UsbAddress)input.Address!).Port));
    }

    [Fact]
    public void A_bridge_for_plain_PCI_brings_a_port_also_where_one_is_free()
    {
        var v = Platforms.Define(Platforms.Domain("<controller type='pci' index='0' model='pcie-root'/><controller type='pci' index='1' model='pcie-root-port'/>"
            + "<controller type='pci' index='2' model='pcie-root-port'/><controller type='usb' model='none'/><memballoon model='none'/><watchdog model='i6300esb'/>"));

        Assert.Equal([(1u, ControllerModel.PcieRootPort), (2, ControllerModel.PcieRootPort), (3, ControllerModel.PcieRootPort), (4, ControllerModel.PcieToPciBridge)],
            v.Devices.Controllers.Where(each => each is { Type: ControllerType.Pci, Index: > 0 }).OrderBy(each => each.Index).Select(each => (each.Index!.Value, each.Model!.Value)));
        Assert.Equal(1u, ((PciAddress)v.Devices.Controllers.Single(each => each.Model is ControllerModel.PcieToPciBridge).Address!).Bus);
    }

    [Fact]
    public void The_console_tells_the_port_of_the_line_that_it_is()
    {
        var v = Platforms.Define(Platforms.Domain("<serial type='pty'/><serial type='null'><target port='0'/></serial>"));

        Assert.Equal(1u, v.Devices.Serials[0].Port);
        Assert.Equal(1u, v.Devices.Consoles[0].Port);
    }

    [Theory]
    [InlineData("<input type='tablet' bus='usb'><address type='usb' bus='3'/></input>", "q35", ErrorCode.XmlError, "XML error: USB bus 3 requested but no controller with that index is present")]
    [InlineData("<controller type='pci' index='1' model='pcie-root-port'/>", "pc", ErrorCode.InternalError,
        "internal error: a PCI slot is needed to connect a PCI controller model='pcie-root-port', but none is available, and it cannot be automatically added")]
    [InlineData("<controller type='pci' index='1' model='pcie-expander-bus'/>", "pc", ErrorCode.ConfigUnsupported, "unsupported configuration: pcie-expander-bus controllers are not supported with this machine type")]
    [InlineData("<shmem name='a'><model type='ivshmem'/><size unit='M'>4</size><msi enabled='on'/></shmem>", "pc", ErrorCode.XmlError, "XML error: msi option is only supported with a server")]
    public void What_has_no_place_is_refused_by_its_name(string device, string machine, ErrorCode code, string message)
    {
        var error = Assert.Throws<VirtException>(() => Platforms.Define(Platforms.Domain(device, machine)));

        Assert.Equal((code, message), (error.Code, error.Message));
    }
}
