using Aerostat.Engine.HostDevices;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.HostDevices;

public sealed class UsbDevicesTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("usb-").FullName;

    public UsbDevicesTests()
    {
        Add("usb1", 1, 1, "1d6b", "0002");
        Add("1-1", 1, 4, "0781", "5567");
        Add("1-2", 1, 5, "0781", "5567");
        Add("2-1", 2, 2, "046d", "c52b");
        Directory.CreateDirectory(Path.Combine(root, "sys/bus/usb/devices/1-0:1.0"));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    void Add(string name, int bus, int number, string vendor, string product)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "sys/bus/usb/devices", name)).FullName;
        foreach (var (file, text) in new[] { ("busnum", $"{bus}"), ("devnum", $"{number}"), ("idVendor", vendor), ("idProduct", product) })
            File.WriteAllText(Path.Combine(folder, file), text + "\n");
    }

    [Fact]
    public void A_device_that_is_named_by_its_maker_gets_its_place()
    {
        var found = UsbDevices.Locate(new() { Vendor = 0x046d, Product = 0xc52b }, root);
        Assert.Equal((2u, 2u), (found.UsbBus, found.UsbDevice));
    }

    [Fact]
    public void One_of_two_alike_must_be_named_by_its_place()
    {
        Assert.Contains("Multiple USB devices for 0781:5567", Assert.Throws<VirtException>(() => UsbDevices.Locate(new() { Vendor = 0x0781, Product = 0x5567 }, root)).Message, StringComparison.Ordinal);
        Assert.Equal(5u, UsbDevices.Locate(new() { Vendor = 0x0781, Product = 0x5567, UsbBus = 1, UsbDevice = 5 }, root).UsbDevice);
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_unless_it_may_be_missing()
    {
        HostdevSource wanted = new() { Vendor = 0x1234, Product = 0xbeef };
        Assert.Contains("Did not find USB device 1234:beef", Assert.Throws<VirtException>(() => UsbDevices.Locate(wanted, root)).Message, StringComparison.Ordinal);
        Assert.True(UsbDevices.Locate(wanted with { StartupPolicy = StartupPolicy.Optional }, root).Missing);
        Assert.Contains("bus:9 device:9", Assert.Throws<VirtException>(() => UsbDevices.Locate(new() { UsbBus = 9, UsbDevice = 9 }, root)).Message, StringComparison.Ordinal);
    }
}
