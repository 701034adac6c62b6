using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Devices that a machine of its family has, asked for or not.</summary>
static class DefaultDevices
{
    public static Devices Add(DomainDefinition v, Platform platform)
    {
        var machine = MachineFamily.Of(v);
        var devices = Roots(v.Devices, machine, platform);
        if (devices.Memballoon is null) devices = devices with { Memballoon = Balloon(machine) };
        if (devices.Videos.IsEmpty && !devices.Graphics.IsEmpty)
            devices = devices with { Videos = [new Video { Model = new() { Type = VideoType.Default } }] };
        if (machine.IsX86) devices = devices with { Inputs = Ps2(Ps2(devices.Inputs, InputType.Mouse), InputType.Keyboard) };
        if (devices.Audios.IsEmpty) devices = devices with { Audios = Audio(devices) };
        return devices with { Consoles = Consoles(devices, machine), Serials = devices.Serials.IsEmpty ? SerialOfConsole(devices, machine) : devices.Serials };
    }

    static Devices Roots(Devices devices, MachineFamily machine, Platform platform)
    {
        var controllers = devices.Controllers;
        if (machine.IsX86 && !machine.IsMicrovm && !controllers.Any(c => c.Type is ControllerType.Usb))
        {
            ControllerModel? model = machine.IsQ35 ? ControllerModel.QemuXhci : null;
            controllers = controllers.Add(new() { Type = ControllerType.Usb, Index = 0, Model = model });
        }
        if (machine.IsQ35) controllers = ControllerOrder.Ensure(controllers, ControllerType.Sata, 0);
        if (machine.HasPci)
        {
            var root = machine.HasPciExpressRoot ? ControllerModel.PcieRoot : ControllerModel.PciRoot;
            if (controllers.FirstOrDefault(c => c.Is(ControllerType.Pci, 0)) is not { } first)
                controllers = ControllerOrder.Ensure(controllers, ControllerType.Pci, 0, root);
            else if (first.Model != root)
                throw new VirtException(ErrorCode.XmlError, $"XML error: The PCI controller with index='0' must be model='{root.Word()}' for this machine type, but model='{first.Model?.Word()}' was found instead");
        }
        return devices with { Controllers = controllers };
    }

    static Memballoon? Balloon(MachineFamily machine) => machine.IsX86 && machine.HasPci ? new() { Model = BalloonModel.Virtio } : null;

    static ValueList<Input> Ps2(ValueList<Input> inputs, InputType type) =>
        inputs.Any(input => input.Type == type && input.Bus is InputBus.Ps2 or null) ? inputs : inputs.Add(new() { Type = type, Bus = InputBus.Ps2 });

    /// <summary>Sound goes where the screen goes.</summary>
    public static ValueList<Audio> Audio(Devices devices)
    {
        if (devices.Graphics.Any(g => g.Type is GraphicsType.Spice)) return [new Audio { Id = 1, Type = AudioType.Spice }];
        // The screens that are left play by themselves.
        if (!devices.Graphics.IsEmpty && !devices.Graphics.Any(g => g.Type is GraphicsType.Vnc)) return [];
        return [new Audio { Id = 1, Type = AudioType.None }];
    }

    /// <summary>The first console is the first serial port under its other name.</summary>
    static ValueList<ConsoleDevice> Consoles(Devices devices, MachineFamily machine)
    {
        var consoles = devices.Consoles.Select((console, i) => console with { TargetType = console.TargetType ?? ConsoleTargetType.Serial, Port = (uint)i }).ToValueList();
        if (consoles is [{ TargetType: ConsoleTargetType.Serial } first, ..])
        {
            var backend = devices.Serials is [var line, ..] ? line.Backend : first.Backend;
            return consoles.With(0, first with { Backend = backend, Address = null, Port = devices.Serials is [{ Port: { } port }, ..] ? port : 0 });
        }
        if (devices.Serials.IsEmpty || !consoles.IsEmpty && consoles[0].TargetType is ConsoleTargetType.Serial) return consoles;
        var serial = devices.Serials[0];
        if (serial.TargetType is SerialTargetType.PciSerial or SerialTargetType.UsbSerial or SerialTargetType.IsaDebug) return consoles;
        return consoles.Insert(0, new() { Backend = serial.Backend, TargetType = ConsoleTargetType.Serial });
    }

    static ValueList<Serial> SerialOfConsole(Devices devices, MachineFamily machine) =>
        devices.Consoles is [{ TargetType: null or ConsoleTargetType.Serial } console, ..] ? [new Serial { Backend = console.Backend, Port = 0 }] : [];
}
