using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Ports for USB devices; hubs come first, for they have ports themselves, and are added where the ports run out.</summary>
static class UsbPorts
{
    public static Devices Assign(Devices devices)
    {
        Dictionary<uint, Bus> buses = [];
        foreach (var controller in devices.Controllers)
        {
            if (controller.Type is not ControllerType.Usb || controller.Model is ControllerModel.None || controller.MasterPort is not null) continue;
            if (Ports(controller) is { } ports) buses[controller.Index!.Value] = new(ports);
        }
        if (buses.Count == 0) return devices;
        var users = Users(devices).ToList();
        foreach (var hub in devices.Hubs) if (hub.Address is UsbAddress { Port: not null } at) Occupy(buses, at, isHub: true);
        foreach (var user in users)
            if (user is not Hub && user.Address is UsbAddress { Port: not null } at) Occupy(buses, at, isHub: false);
        Dictionary<Device, DeviceAddress> places = new(ReferenceEqualityComparer.Instance);
        // Where there are more devices than ports, libvirt adds hubs, each of 8 ports for one; and reckons one port more than it needs.
        var all = devices.Controllers.Where(controller => controller.Type is ControllerType.Usb).Sum(controller => Ports(controller) ?? 0) + devices.Hubs.Count * 8;
        if (users.Count > all)
            devices = devices with { Hubs = [.. devices.Hubs, .. Enumerable.Range(0, (int)(users.Count - all + 7) / 7).Select(_ => new Hub { Type = HubType.Usb })] };
        foreach (var user in devices.Hubs.Cast<Device>().Concat(users.Where(user => user is not Hub)))
        {
            if (user.Address is not (null or UsbAddress { Port: null })) continue;
            places[user] = Next(buses, user.Address as UsbAddress, user is Hub);
        }
        return devices.At(places);
    }

    static uint? Ports(Controller controller) => controller.Model switch
    {
        ControllerModel.Piix3Uhci or ControllerModel.Piix4Uhci or ControllerModel.Vt82c686bUhci => 2,
        ControllerModel.Ehci or ControllerModel.Ich9Ehci1 => 6,
        ControllerModel.Ich9Uhci1 or ControllerModel.Ich9Uhci2 or ControllerModel.Ich9Uhci3 => null,
        ControllerModel.PciOhci => 3,
        ControllerModel.NecXhci or ControllerModel.QemuXhci => controller.Ports ?? 4,
        _ => null,
    };

    static IEnumerable<Device> Users(Devices d) =>
    [
        .. d.Hubs,
        .. d.Hostdevs.Where(hostdev => hostdev.Type is HostdevType.Usb),
        .. d.Disks.Where(disk => disk.Bus is DiskBus.Usb),
        .. d.Controllers.Where(c => c.Type is ControllerType.Ccid),
        .. d.Inputs.Where(input => input.Bus is InputBus.Usb),
        .. d.Serials.Where(serial => serial.TargetType is SerialTargetType.UsbSerial),
        .. d.Sounds.Where(sound => sound.Model is SoundModel.Usb),
        .. d.Redirdevs,
        // libvirt has no place for these.
        .. d.Interfaces.Where(nic => nic.Model is "usb-net"),
    ];

    static void Occupy(Dictionary<uint, Bus> buses, UsbAddress at, bool isHub)
    {
        if (!buses.TryGetValue(at.Bus, out var bus)) throw NoBus(at);
        if (bus.Missing(at) is { } missing) throw new VirtException(ErrorCode.XmlError, $"XML error: {missing}", ErrorDomain.Domain);
        if (!bus.Take(at.Port!)) throw new VirtException(ErrorCode.XmlError, $"XML error: Duplicate USB address bus {at.Bus} port {at.Port}", ErrorDomain.Domain);
        if (isHub) bus.AddHub(at.Port!);
    }

    static VirtException NoBus(UsbAddress at) => new(ErrorCode.XmlError, $"XML error: USB bus {at.Bus} requested but no controller with that index is present", ErrorDomain.Domain);

    static UsbAddress Next(Dictionary<uint, Bus> buses, UsbAddress? wanted, bool isHub)
    {
        if (wanted is not null && !buses.ContainsKey(wanted.Bus)) throw NoBus(wanted);
        foreach (var (index, bus) in buses.OrderBy(pair => pair.Key))
        {
            if (wanted is not null && wanted.Bus != index || bus.Next() is not { } port) continue;
            if (isHub) bus.AddHub(port);
            return new() { Bus = index, Port = port };
        }
        throw new VirtException(ErrorCode.InternalError, "internal error: No free USB ports", ErrorDomain.None)
        {
            Hint = "Add a <controller type='usb' model='qemu-xhci' ports='15'/> or a <hub type='usb'/>.",
        };
    }

    /// <summary>The ports of one controller, or of a hub on it, and the hubs on those.</summary>
    sealed class Bus(uint ports, string prefix = "", int depth = 1)
    {
        /// <summary>Ports are named by so many numbers at most, libvirt's <c>VIR_DOMAIN_DEVICE_USB_MAX_PORT_DEPTH</c>.</summary>
        const int Deepest = 4;

        readonly uint ports = ports;
        readonly HashSet<uint> taken = [];
        readonly SortedDictionary<uint, Bus> hubs = [];
        uint lowest = 1;
        bool isFull;

        public bool Take(string port) => Of(port) is var (bus, number) && bus.taken.Add(number);

        /// <param name="port">There it is: its place was looked at before.</param>
        public void AddHub(string port) => AddHub(port.Split('.'));

        void AddHub(ReadOnlySpan<string> path)
        {
            isFull = false;
            var number = uint.Parse(path[0], CultureInfo.InvariantCulture);
            if (path.Length > 1) hubs[number].AddHub(path[1..]);
            else hubs[number] = new(8, $"{prefix}{number}.", depth + 1);
        }

        /// <summary>What there is not of an address that a document names.</summary>
        public string? Missing(UsbAddress at)
        {
            if (Of(at.Port!) is not var (bus, port)) return $"there is no hub at port {at.Port!.Split('.')[0]} in USB address bus: {at.Bus} port: {at.Port}";
            return port >= 1 && port <= bus.ports ? null : $"requested USB port {at.Port} not present on USB bus {at.Bus}";
        }

        /// <summary>The controller or hub that a port is of, and its number there; 0: it is no number.</summary>
        (Bus Bus, uint Port)? Of(string port)
        {
            var (bus, numbers) = (this, port.Split('.'));
            foreach (var number in numbers[..^1])
                if (!uint.TryParse(number, out var at) || !bus.hubs.TryGetValue(at, out bus!)) return null;
            return (bus, uint.TryParse(numbers[^1], out var last) ? last : 0);
        }

        /// <summary>A hub's own ports first; then those of the hubs on it, before its neighbour's.</summary>
        public string? Next()
        {
            if (isFull) return null;
            for (; lowest <= ports; lowest++)
                if (taken.Add(lowest)) return prefix + lowest;
            if (depth < Deepest)
            {
                foreach (var hub in hubs.Values)
                    if (hub.Next() is { } port) return port;
            }
            isFull = true;
            return null;
        }
    }
}
