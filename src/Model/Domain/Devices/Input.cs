namespace Aerostat.Model;

/// <summary>A mouse, a keyboard, a tablet; or one of the host's, passed on.</summary>
public sealed record Input : Device, IMapped<Input>
{
    public InputType Type { get; init; }
    public InputBus? Bus { get; init; }
    public VirtioModel? Model { get; init; }

    /// <summary>passthrough, evdev: the host's event file.</summary>
    public string? EventDevice { get; init; }
    public string? Grab { get; init; }
    public bool? Repeat { get; init; }
    public GrabToggle? GrabToggle { get; init; }
    public VirtioOptions Virtio { get; init; }

    public static Input Map(XmlMap x, Input v)
    {
        var type = x.Enum<InputType>("type", v.Type, required: true, word => $"unknown input device type '{word}'") ?? default;
        var bus = x.Enum("bus", v.Bus);
        var source = type is InputType.Evdev ? "dev" : "evdev";
        return Tail(x, v with
        {
            Type = type,
            Bus = bus,
            Model = x.Enum("model", v.Model),
            Virtio = VirtioOptions.Map(x.At("driver"), v.Virtio),
            EventDevice = type is InputType.Evdev or InputType.Passthrough ? x.At("source").Text(source, v.EventDevice, required: x.At("source").Exists) : null,
            Grab = type is InputType.Evdev ? x.At("source").Text("grab", v.Grab) : null,
            GrabToggle = type is InputType.Evdev ? x.At("source").Enum("grabToggle", v.GrabToggle) : null,
            Repeat = type is InputType.Evdev ? x.At("source").OnOff("repeat", v.Repeat) : null,
        });
    }
}

public enum InputType { Mouse, Tablet, Keyboard, Passthrough, Evdev }
public enum InputBus { Ps2, Usb, Xen, Parallels, Virtio, None }
public enum GrabToggle { CtrlCtrl, AltAlt, ShiftShift, MetaMeta, Scrolllock, CtrlScrolllock }
