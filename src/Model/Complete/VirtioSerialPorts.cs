using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Ports for channels and consoles on virtio-serial; port 0 is a console's.</summary>
static class VirtioSerialPorts
{
    const uint UsualPorts = 31;

    public static Devices Assign(Devices devices)
    {
        HashSet<(uint, uint)> taken = [];
        foreach (var device in devices.Consoles.Cast<CharDevice>().Concat(devices.Channels))
            if (device.Address is VirtioSerialAddress { Port: > 0 } at && Sits(device)) taken.Add((at.Controller, at.Port));
        Dictionary<Device, DeviceAddress> places = new(ReferenceEqualityComparer.Instance);
        foreach (var console in devices.Consoles)
            if (Sits(console) && console.Address is null or VirtioSerialAddress { Port: 0 } && console.TargetType is ConsoleTargetType.Virtio)
                places[console] = Next(devices, taken, (console.Address as VirtioSerialAddress)?.Controller, allowZero: true);
        foreach (var channel in devices.Channels)
            if (Sits(channel) && channel.Address is null or VirtioSerialAddress { Port: 0 })
                places[channel] = Next(devices, taken, (channel.Address as VirtioSerialAddress)?.Controller, allowZero: false);
        return devices.At(places);
    }

    static bool Sits(CharDevice device) => device is Channel { TargetType: ChannelTargetType.Virtio } or ConsoleDevice { TargetType: ConsoleTargetType.Virtio };

    static VirtioSerialAddress Next(Devices devices, HashSet<(uint, uint)> taken, uint? wanted, bool allowZero)
    {
        var controllers = devices.Controllers.Where(c => c.Type is ControllerType.VirtioSerial && (wanted is null || c.Index == wanted));
        foreach (var controller in controllers.OrderBy(c => c.Index))
        {
            for (var port = allowZero ? 0u : 1u; port < (controller.Ports ?? UsualPorts); port++)
                if (taken.Add((controller.Index!.Value, port))) return new() { Controller = controller.Index!.Value, Port = port };
        }
        throw new VirtException(ErrorCode.XmlError, "XML error: Unable to find a free virtio-serial port", ErrorDomain.None)
        {
            Hint = "Add a <controller type='virtio-serial'/> with another index.",
        };
    }
}
