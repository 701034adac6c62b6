using System.Globalization;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.HostDevices;

/// <summary>USB devices of the host, found by what a document says of them.</summary>
/// <remarks>Source: <c>/sys/bus/usb/devices</c>: busnum, devnum (decimal), idVendor, idProduct (hexadecimal).</remarks>
static class UsbDevices
{
    /// <summary>Where the device is: QEMU, told nothing of that, would take whatever is plugged in.</summary>
    /// <returns>With bus and number; marked as missing where the document lets it be.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it is not there. <see cref="ErrorCode.OperationFailed"/>: there are several.</exception>
    public static HostdevSource Locate(HostdevSource wanted, string root = "/")
    {
        var folder = Path.Combine(root, "sys/bus/usb/devices");
        if (!Directory.Exists(folder)) return Absent(wanted, new(ErrorCode.SystemError, "cannot open directory '/sys/bus/usb/devices': No such file or directory", ErrorDomain.None) { Hint = "This host has no USB." });
        var found = Directory.EnumerateFileSystemEntries(folder).Select(Read).Where(device => device is { Bus: not null, Number: not null }
            && (wanted.Vendor is null || wanted.Vendor == device.Vendor) && (wanted.Product is null || wanted.Product == device.Product)
            && (wanted.UsbBus is null || wanted.UsbBus == device.Bus) && (wanted.UsbDevice is null || wanted.UsbDevice == device.Number)).ToList();
        return found switch
        {
            [var one] => wanted with { UsbBus = one.Bus, UsbDevice = one.Number, Missing = null },
            [] => Absent(wanted, new(ErrorCode.InternalError, $"internal error: Did not find USB device {Words(wanted)}", ErrorDomain.None) { Hint = "'lsusb' lists those that are there." }),
            _ => throw new VirtException(ErrorCode.OperationFailed, $"operation failed: Multiple USB devices for {Words(wanted)}, use <address> to specify one", ErrorDomain.None),
        };
    }

    static HostdevSource Absent(HostdevSource wanted, VirtException why) => wanted.StartupPolicy is StartupPolicy.Optional ? wanted with { Missing = true } : throw why;

    static string Words(HostdevSource wanted) => wanted.Vendor is { } vendor
        ? string.Create(CultureInfo.InvariantCulture, $"{vendor:x4}:{wanted.Product ?? 0:x4}")
        : string.Create(CultureInfo.InvariantCulture, $"bus:{wanted.UsbBus ?? 0} device:{wanted.UsbDevice ?? 0}");

    static (uint? Bus, uint? Number, uint? Vendor, uint? Product) Read(string path)
    {
        uint? Said(string name, NumberStyles style) => uint.TryParse(ProcFile.TryReadLine(Path.Combine(path, name)), style, CultureInfo.InvariantCulture, out var value) ? value : null;
        return (Said("busnum", NumberStyles.None), Said("devnum", NumberStyles.None), Said("idVendor", NumberStyles.AllowHexSpecifier), Said("idProduct", NumberStyles.AllowHexSpecifier));
    }
}
