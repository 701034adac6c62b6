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
        foreach (var channel in devices.Channels)
        {
            if (!Sits(channel) || channel.Address is not (null or VirtioSerialAddress { Port: 0 })) continue;
            var wanted = (channel.Address as VirtioSerialAddress)?.Controller;
            if (Next(devices, taken, wanted) is not { } place)
            {
                devices = devices with { Controllers = devices.Controllers.Add(new() { Type = ControllerType.VirtioSerial, Index = Highest(devices) + 1 }) };
                place = Next(devices, taken, null)!;
            }
            places[channel] = place;
        }
        return devices.At(places);
    }

    static bool Sits(CharDevice device) => device is Channel { TargetType: ChannelTargetType.Virtio } or ConsoleDevice { TargetType: ConsoleTargetType.Virtio };

    static uint Highest(Devices devices) => devices.Controllers.Where(c => c.Type is ControllerType.VirtioSerial).Max(c => c.Index) ?? 0;

    static VirtioSerialAddress? Next(Devices devices, HashSet<(uint, uint)> taken, uint? wanted)
    {
        var controllers = devices.Controllers.Where(c => c.Type is ControllerType.VirtioSerial && (wanted is null || c.Index == wanted));
        foreach (var controller in controllers.OrderBy(c => c.Index))
        {
            for (var port = 1u; port < (controller.Ports ?? UsualPorts); port++)
                if (taken.Add((controller.Index!.Value, port))) return new() { Controller = controller.Index!.Value, Port = port };
        }
        return null;
    }
}
