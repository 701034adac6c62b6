using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Which of a domain's devices a client means by a document of its own.</summary>
public static class DeviceMatch
{
    /// <summary>What libvirt says of most kinds that a saved domain lacks.</summary>
    const string Absent = "device not present in domain configuration";

    /// <param name="live">A running guest's: libvirt has other words, and for some kinds a closer look, than for a saved domain.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.DeviceMissing"/> mostly: none fits; <see cref="ErrorCode.OperationFailed"/>: several do.</exception>
    public static Device Find(DomainDefinition definition, Device wanted, bool live)
    {
        var d = definition.Devices;
        return wanted switch
        {
            Disk disk => d.Disks.FirstOrDefault(other => other.Target == disk.Target) ?? throw Missing(live ? $"disk {disk.Target} not found" : $"no target device {disk.Target}"),
            Interface card => Find(d.Interfaces, card),
            Controller controller => One(d.Controllers, other => other.Type == controller.Type && other.Index == controller.Index, live ? $"controller {controller.Type.Word()}:{controller.Index} not found" : Absent),
            Hostdev hostdev => One(d.Hostdevs, other => other.Type == hostdev.Type && Same(other.Source, hostdev.Source), live ? Named(hostdev) : Absent),
            Redirdev redirdev => d.Redirdevs.FirstOrDefault(other => Fits(other, redirdev) && other.Backend.Type == redirdev.Backend.Type)
                ?? throw (live ? new(ErrorCode.OperationInvalid, "Requested operation is not valid: no matching redirdev was not found") : Missing("no matching redirdev was not found")),
            Shmem shmem => One(d.Shmems, other => other.Name == shmem.Name && Fits(other, shmem),
                live ? $"model '{(shmem.Model ?? ShmemModel.Ivshmem).Word()}' shmem device not present in domain configuration" : "matching shmem device was not found"),
            Watchdog watchdog => Find(d.Watchdogs, watchdog, live),
            Sound sound => One(d.Sounds, other => other.Model == sound.Model && Fits(other, sound), Absent),
            Input input => One(d.Inputs, other => other.Type == input.Type && (input.Bus is null || other.Bus == input.Bus) && Fits(other, input), "matching input device not found"),
            Channel channel => Line(d.Channels, channel, other => channel.TargetName is null || other.TargetName == channel.TargetName, live),
            Serial serial => Line(d.Serials, serial, other => serial.Port is null || other.Port == serial.Port, live),
            Parallel parallel => Line(d.Parallels, parallel, other => parallel.Port is null || other.Port == parallel.Port, live),
            ConsoleDevice console => Line(d.Consoles, console, other => other.TargetType == console.TargetType && (console.Port is null || other.Port == console.Port), live),
            Rng rng => One(d.Rngs, other => other.Model == rng.Model && other.Backend == rng.Backend && Fits(other, rng),
                live ? "model 'random' RNG device not present in domain configuration" : "no matching RNG device was found"),
            MemoryDevice memory => One(d.Memories, other => other.Model == memory.Model && Same(other.Target, memory.Target) && Fits(other, memory),
                live ? $"model '{memory.Model.Word()}' memory device not present in the domain configuration" : "matching memory device was not found"),
            Filesystem shared => One(d.Filesystems, other => other.Target == shared.Target && Fits(other, shared), live ? "matching filesystem not found" : "no matching filesystem device was found"),
            Vsock vsock => d.Vsock is { } other && Fits(other, vsock) ? other
                : throw (live ? Missing("matching vsock device not found") : new(ErrorCode.OperationFailed, "operation failed: matching vsock device not found")),
            Graphics graphics => d.Graphics.FirstOrDefault(other => other.Type == graphics.Type)
                ?? throw (live ? Missing($"cannot find existing graphics device to modify of type '{graphics.Type.Word()}'")
                    : new(ErrorCode.InvalidArg, $"invalid argument: cannot find existing graphics type '{graphics.Type.Word()}' device to modify")),
            Memballoon => d.Memballoon ?? throw Missing("no memory balloon"),
            _ => One(d.All.Where(other => other.GetType() == wanted.GetType()), other => Fits(other, wanted), $"no matching {DeviceXml.Name(wanted)} device was found"),
        };
    }

    /// <summary>A serial port, a parallel one, a console or a channel.</summary>
    static T Line<T>(ValueList<T> lines, T wanted, Func<T, bool> fits, bool live) where T : CharDevice => lines.FirstOrDefault(other => Fits(other, wanted) && fits(other))
        ?? throw (live ? Missing($"chr type '{DeviceXml.Name(wanted)}' {Absent}") : new(ErrorCode.InvalidArg, $"invalid argument: {Absent}"));

    /// <summary>A saved domain has one, whatever it is; a running one's has to be meant.</summary>
    static Watchdog Find(ValueList<Watchdog> dogs, Watchdog wanted, bool live)
    {
        if (dogs.IsEmpty) throw Missing($"watchdog {Absent}");
        if (!live) return dogs[0];
        return dogs.FirstOrDefault(other => other.Model == wanted.Model && (other.Action ?? WatchdogAction.Reset) == (wanted.Action ?? WatchdogAction.Reset) && Fits(other, wanted))
            ?? throw Missing($"model '{dogs[0].Model.Word()}' watchdog {Absent}");
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
                && (wanted.Target is null || card.Target == wanted.Target)),
        ];
        return found switch
        {
            [var only] => only,
            [] => throw new VirtException(ErrorCode.DeviceMissing,
                $"device not found: no device found at address '{Or(wanted.Address is PciAddress at ? $"{at}" : null)}' matching MAC address '{Or($"{wanted.Mac}")}' and alias '{Or(wanted.Alias)}'", ErrorDomain.Domain),
            _ => throw Several("multiple devices", wanted),
        };
    }

    static string Or(string? text) => string.IsNullOrEmpty(text) ? "(<null>)" : text;

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

    /// <summary>Alias and address, where the document has them.</summary>
    static bool Fits(Device device, Device wanted) =>
        (wanted.Alias is null || device.Alias == wanted.Alias)
        && (wanted.Address is null || device.Address == wanted.Address
            || wanted.Address is PciAddress at && device.Address is PciAddress own && at with { MultiFunction = null } == own with { MultiFunction = null });

    static bool Same(MemoryTarget a, MemoryTarget b) => a.Size == b.Size && a.Node == b.Node && a.BlockSize == b.BlockSize && (a.Requested ?? default) == (b.Requested ?? default);

    static bool Same(HostdevSource a, HostdevSource b) =>
        a.Pci == b.Pci && a.MdevUuid == b.MdevUuid && a.Adapter == b.Adapter && a.Unit == b.Unit && a.Wwpn == b.Wwpn && a.Name == b.Name
        && (b.Vendor is null || a.Vendor == b.Vendor && a.Product == b.Product) && (b.UsbBus is null || a.UsbBus == b.UsbBus && a.UsbDevice == b.UsbDevice);

    static T One<T>(IEnumerable<T> devices, Func<T, bool> fits, string otherwise) where T : Device => devices.FirstOrDefault(fits) ?? throw Missing(otherwise);

    static string Named(Hostdev wanted) => wanted.Source switch
    {
        { UsbBus: { } bus, UsbDevice: { } device } when wanted.Type is HostdevType.Usb => $"host usb device {bus:d3}.{device:d3} not found",
        { Vendor: { } vendor, Product: { } product } when wanted.Type is HostdevType.Usb => $"host usb device vendor=0x{vendor:x4} product=0x{product:x4} not found",
        { Pci: { } pci } when wanted.Type is HostdevType.Pci => $"host pci device {pci} not found",
        _ => "host device not found",
    };

    static VirtException Missing(string message) => new(ErrorCode.DeviceMissing, $"device not found: {message}");
}
