using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Which of a domain's devices a client means by a document of its own.</summary>
public static class DeviceMatch
{
    /// <exception cref="VirtException"><see cref="ErrorCode.DeviceMissing"/>: none fits; <see cref="ErrorCode.OperationFailed"/>: several do.</exception>
    /// <param name="live">Of a running guest; libvirt has other words for the saved document.</param>
    public static Device Find(DomainDefinition definition, Device wanted, bool live = true)
    {
        var d = definition.Devices;
        return wanted switch
        {
            Disk disk => d.Disks.FirstOrDefault(other => other.Target == disk.Target)
                ?? throw Missing(live ? $"disk {disk.Target} not found" : $"no target device {disk.Target}"),
            Interface card => Find(d.Interfaces, card),
            Controller controller => d.Controllers.FirstOrDefault(other => other.Type == controller.Type && other.Index == controller.Index)
                ?? throw new VirtException(ErrorCode.DeviceMissing, $"device not found: controller {controller.Type.Word()}:{controller.Index} not found"),
            Hostdev hostdev => One(d.Hostdevs, other => other.Type == hostdev.Type && Same(other.Source, hostdev.Source), Named(hostdev)),
            Redirdev redirdev => One(d.Redirdevs, other => Fits(other, redirdev) && other.Backend.Type == redirdev.Backend.Type, "no matching redirdev was not found"),
            Shmem shmem => One(d.Shmems, other => other.Name == shmem.Name && Fits(other, shmem), $"model of shmem device '{shmem.Name}' not present in domain configuration"),
            Watchdog watchdog => One(d.Watchdogs, other => other.Model == watchdog.Model && Fits(other, watchdog), "watchdog device not present in domain configuration"),
            Input input => One(d.Inputs, other => other.Type == input.Type && (input.Bus is null || other.Bus == input.Bus) && Fits(other, input), "matching input device not found"),
            Channel channel => One(d.Channels, other => Fits(other, channel) && (channel.TargetName is null || other.TargetName == channel.TargetName), "channel device not found"),
            Serial serial => One(d.Serials, other => Fits(other, serial) && (serial.Port is null || other.Port == serial.Port), "device not present in domain configuration"),
            Rng rng => One(d.Rngs, other => other.Model == rng.Model && other.Backend.Model == rng.Backend.Model && Fits(other, rng), live ? "model 'random' RNG device not present in domain configuration" : "no matching RNG device was found"),
            MemoryDevice memory => One(d.Memories, other => other.Model == memory.Model && Same(other.Target, memory.Target) && Fits(other, memory), "matching memory device was not found"),
            Filesystem shared => One(d.Filesystems, other => other.Target == shared.Target && Fits(other, shared), "matching filesystem not found"),
            Vsock vsock => d.Vsock is { } other && Fits(other, vsock) ? other : throw Missing("matching vsock device not found"),
            Graphics graphics => d.Graphics.FirstOrDefault(other => other.Type == graphics.Type) ?? throw Missing($"cannot find existing graphics device to modify of type '{graphics.Type.Word()}'"),
            Memballoon => d.Memballoon ?? throw Missing("no memory balloon"),
            _ => One(d.All.Where(other => other.GetType() == wanted.GetType()), other => Fits(other, wanted), $"no matching {DeviceXml.Name(wanted)} device was found"),
        };
    }

    public static Device? ByAlias(DomainDefinition definition, string alias) => definition.Devices.All.FirstOrDefault(device => device.Alias == alias);

    /// <summary>By hardware address, alias, place: whatever the document names must agree, and one card alone may.</summary>
    static Interface Find(ValueList<Interface> cards, Interface wanted)
    {
        if (wanted.Mac is null && wanted.Address is null && wanted.Alias is null && cards.Count > 1 && wanted.Target is null)
            throw Several("multiple devices", wanted);
        List<Interface> found =
        [
            .. cards.Where(card => (wanted.Mac is null || card.Mac == wanted.Mac)
                && Fits(card, wanted)
                && (wanted.Target is null || card.Target == wanted.Target)
                && (wanted.Mac is not null || Linked(card.Source, wanted.Source))),
        ];
        return found switch
        {
            [var only] => only,
            [] when wanted.Mac is not null => throw new VirtException(ErrorCode.DeviceMissing,
                $"device not found: no device found at address '{Place(wanted)}' matching MAC address '{wanted.Mac}' and alias '{wanted.Alias ?? "(<null>)"}'", ErrorDomain.Domain),
            [] => throw new VirtException(ErrorCode.DeviceMissing, $"device not found: no device {Describe(wanted)} found", ErrorDomain.Domain),
            _ => throw Several("multiple devices", wanted),
        };
    }

    static VirtException Several(string message, Interface wanted) => new(ErrorCode.OperationFailed, $"operation failed: {message} {Describe(wanted)} found")
    {
        Hint = "Name the one by its <mac address=…/>, or its <address …/>.",
    };

    static string Describe(Interface wanted) => "matching " + string.Join(" and ", ((IEnumerable<string?>)
    [
        wanted.Mac is { } mac ? $"MAC address {mac}" : null,
        wanted.Address is PciAddress pci ? $"PCI address {pci}" : null,
        wanted.Alias is { } alias ? $"alias {alias}" : null,
    ]).OfType<string>().DefaultIfEmpty("MAC address"));

    static string Place(Interface wanted) => wanted.Address is PciAddress at ? at.ToString() : "(<null>)";

    static string Named(Hostdev wanted) => wanted is { Type: HostdevType.Usb, Source: { UsbBus: { } bus, UsbDevice: { } device } } ? $"host usb device {bus:d3}.{device:d3} not found" : "host device not found";

    static bool Linked(InterfaceSource? card, InterfaceSource? wanted) =>
        wanted is null || (wanted.Bridge is null || card?.Bridge == wanted.Bridge) && (wanted.Network is null || card?.Network == wanted.Network);

    /// <summary>Alias and address, where the document has them.</summary>
    static bool Fits(Device device, Device wanted) =>
        (wanted.Alias is null || device.Alias == wanted.Alias)
        && (wanted.Address is null || device.Address == wanted.Address
            || wanted.Address is PciAddress at && device.Address is PciAddress own && at with { MultiFunction = null } == own with { MultiFunction = null });

    static bool Same(MemoryTarget a, MemoryTarget b) => a.Size == b.Size && a.Node == b.Node && a.BlockSize == b.BlockSize && (a.Requested ?? default) == (b.Requested ?? default);

    static bool Same(HostdevSource a, HostdevSource b) =>
        a.Pci == b.Pci && a.MdevUuid == b.MdevUuid && a.Adapter == b.Adapter && a.Unit == b.Unit && a.Wwpn == b.Wwpn && a.Name == b.Name
        && (b.Vendor is null || a.Vendor == b.Vendor && a.Product == b.Product) && (b.UsbBus is null || a.UsbBus == b.UsbBus && a.UsbDevice == b.UsbDevice);

    static Device One<T>(IEnumerable<T> devices, Func<T, bool> fits, string otherwise) where T : Device => devices.FirstOrDefault(fits) ?? throw Missing(otherwise);

    static VirtException Missing(string message) => new(ErrorCode.DeviceMissing, $"device not found: {message}");
}
