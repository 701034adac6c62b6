using Aerostat.Engine.Host;
using Aerostat.Engine.HostDevices;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.HostDevices;

/// <summary>A made-up host: a SATA controller with a drive, a card with its interface, a loop device and a bridge of the kernel's own.</summary>
public sealed class NodeDevicesTests : IDisposable
{
    const string Sata = "sys/devices/pci0000:00/0000:00:1f.2", Card = "sys/devices/pci0000:00/0000:00:03.0";
    readonly string root = Directory.CreateTempSubdirectory("aerostat-devices-").FullName;

    public NodeDevicesTests()
    {
        Put($"{Sata}/vendor", "0x8086");
        Put($"{Sata}/device", "0x2922");
        Put($"{Sata}/class", "0x010601");
        Put($"{Sata}/numa_node", "1");
        Put($"{Sata}/ata1/block/sda/dev", "8:0");
        Put($"{Sata}/ata1/block/sda/size", "2048");
        Put($"{Sata}/ata1/block/sda/removable", "0");
        Put($"{Sata}/ata1/block/sda/queue/logical_block_size", "4096");
        Put($"{Sata}/ata1/block/sda/device/vendor", "ATA     ");
        Put("run/udev/data/b8:0", "I:123\nE:ID_SERIAL=Disk_XYZ-1\nE:ID_BUS=ata\nG:systemd\n");
        Put($"{Card}/vendor", "0x1af4");
        Put($"{Card}/device", "0x1041");
        Put($"{Card}/class", "0x020000");
        Put($"{Card}/net/eth0/address", "02:fc:00:00:00:01");
        Put($"{Card}/net/eth0/operstate", "up");
        Put($"{Card}/net/eth0/speed", "-1");
        Put("sys/devices/virtual/block/loop0/dev", "7:0");
        Put("sys/devices/virtual/net/br0/address", "52:54:00:00:00:01");
        Put("usr/share/misc/pci.ids", "# comment\n1af4  Red Hat, Inc.\n\t1041  Virtio 1.0 network device\n\t\t1af4 1100  none of ours\n8086  Intel Corporation\n\t2922  82801 SATA\n");
        Link("bus/pci/devices/0000:00:1f.2", Sata);
        Link("bus/pci/devices/0000:00:03.0", Card);
        Link("class/block/sda", $"{Sata}/ata1/block/sda");
        Link("class/block/loop0", "sys/devices/virtual/block/loop0");
        Link("class/net/eth0", $"{Card}/net/eth0");
        Link("class/net/br0", "sys/devices/virtual/net/br0");
    }

    [Fact]
    public void Devices_hang_at_the_nearest_that_is_listed() => Assert.Equal(
        [
            "computer <", "pci_0000_00_03_0 < computer", "pci_0000_00_1f_2 < computer", "net_eth0_02_fc_00_00_00_01 < pci_0000_00_03_0",
            "net_br0_52_54_00_00_00_01 < computer", "block_sda_Disk_XYZ_1 < pci_0000_00_1f_2",
        ],
        new NodeDevices(root).All.Select(device => $"{device.Name} < {device.Parent}".TrimEnd()));

    [Fact]
    public void A_function_is_named_by_the_list_of_names() => Assert.Equal($"""
        <device>
          <name>pci_0000_00_1f_2</name>
          <path>{root}/{Sata}</path>
          <parent>computer</parent>
          <capability type='pci'>
            <class>0x010601</class>
            <domain>0</domain>
            <bus>0</bus>
            <slot>31</slot>
            <function>2</function>
            <product id='0x2922'>82801 SATA</product>
            <vendor id='0x8086'>Intel Corporation</vendor>
            <numa node='1'/>
          </capability>
        </device>

        """, new NodeDevices(root).Xml("pci_0000_00_1f_2"));

    [Fact]
    public void A_drive_is_told_as_kernel_and_udev_know_it() => Assert.Equal($"""
        <device>
          <name>block_sda_Disk_XYZ_1</name>
          <path>{root}/{Sata}/ata1/block/sda</path>
          <devnode type='dev'>/dev/sda</devnode>
          <parent>pci_0000_00_1f_2</parent>
          <capability type='storage'>
            <block>/dev/sda</block>
            <drive_type>disk</drive_type>
            <bus>ata</bus>
            <vendor>ATA</vendor>
            <serial>Disk_XYZ-1</serial>
            <size>1048576</size>
            <logical_block_size>4096</logical_block_size>
            <num_blocks>256</num_blocks>
          </capability>
        </device>

        """, new NodeDevices(root).Xml("block_sda_Disk_XYZ_1"));

    [Fact]
    public void What_is_not_there_is_not_found() =>
        Assert.Equal(ErrorCode.NoNodeDevice, Assert.Throws<VirtException>(() => new NodeDevices(root).Xml("pci_0000_00_1f_3")).Code);

    [Fact]
    public void The_firmware_is_told_where_it_says_something()
    {
        Assert.Equal(ErrorCode.ConfigUnsupported, Assert.Throws<VirtException>(() => SystemInfo.Xml(root)).Code);
        Put("sys/class/dmi/id/bios_vendor", "SeaBIOS");
        Put("sys/class/dmi/id/product_name", "A <b> & c");
        Put("sys/class/dmi/id/product_serial", "   ");
        Assert.Equal("""
            <sysinfo type='smbios'>
              <bios>
                <entry name='vendor'>SeaBIOS</entry>
              </bios>
              <system>
                <entry name='product'>A &lt;b&gt; &amp; c</entry>
              </system>
            </sysinfo>

            """, SystemInfo.Xml(root));
    }

    void Put(string path, string text)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text + "\n");
    }

    void Link(string at, string to)
    {
        var full = Path.Combine(root, "sys", at);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, Path.Combine(root, to));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
