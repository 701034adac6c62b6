using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Mice, keyboards, tablets. PS/2 ones are the board's own.</summary>
static class InputParts
{
    extension(Input input)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            if (input.Type is InputType.Evdev)
            {
                yield return Part.Object("input-linux", input.Alias!)
                    .With("evdev", input.EventDevice)
                    .With("repeat", input.Repeat)
                    .With("grab_all", input.Grab is "all" ? true : null)
                    .With("grab-toggle", input.GrabToggle?.Word());
                yield break;
            }
            if (input.Bus is InputBus.Virtio)
                yield return Part.Device(Machine.Virtio(input.Type switch
                {
                    InputType.Mouse => "virtio-mouse",
                    InputType.Tablet => "virtio-tablet",
                    InputType.Keyboard => "virtio-keyboard",
                    _ => "virtio-input-host",
                }, input.Address, input.Model))
                    .And(Machine.Options(input.Virtio))
                    .Named(input.Alias)
                    .With("evdev", input.Type is InputType.Passthrough ? input.EventDevice : null)
                    .And(machine.Place(input));
            if (input.Bus is InputBus.Usb)
                yield return Part.Device(input.Type switch
                {
                    InputType.Mouse => "usb-mouse",
                    InputType.Tablet => "usb-tablet",
                    _ => "usb-kbd",
                }, input.Alias).And(machine.Place(input));
        }
    }
}
