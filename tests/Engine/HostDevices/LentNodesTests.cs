using Aerostat.Model;

namespace Aerostat.Engine.Tests.HostDevices;

/// <summary>What QEMU opens by its path is lent to its user, and given back: not disks alone.</summary>
public class LentNodesTests
{
    [Theory]
    [InlineData("<hostdev mode='subsystem' type='usb'><source><address bus='3' device='12'/></source></hostdev>", "/dev/bus/usb/003/012")]
    [InlineData("<input type='evdev'><source dev='/dev/input/event4'/></input>", "/dev/input/event4")]
    [InlineData("<input type='passthrough' bus='virtio'><source evdev='/dev/input/event5'/></input>", "/dev/input/event5")]
    [InlineData("<memory model='nvdimm'><source><path>/srv/nvdimm</path></source><target><size unit='MiB'>128</size><node>0</node></target></memory>", "/srv/nvdimm")]
    [InlineData("<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm1'/></backend></tpm>", "/dev/tpm1")]
    public void A_node_of_the_host_is_lent(string device, string path) => Assert.Equal([(path, true)], Images.Of(DeviceXml.Read(device)));

    [Theory]
    [InlineData("<hostdev mode='subsystem' type='usb'><source startupPolicy='optional' missing='yes'><address bus='3' device='12'/></source></hostdev>")]
    [InlineData("<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0xbeef'/></source></hostdev>")]
    [InlineData("<tpm model='tpm-tis'><backend type='emulator'/></tpm>")]
    [InlineData("<input type='tablet' bus='usb'/>")]
    public void What_is_not_there_yet_is_not(string device) => Assert.Empty(Images.Of(DeviceXml.Read(device, new() { Live = true })));
}
