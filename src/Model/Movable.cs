using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A definition as it goes along with a guest's memory, to another daemon, perhaps an older one.</summary>
/// <remarks>Source: documents of libvirtd with <c>VIR_DOMAIN_XML_MIGRATABLE</c>: what every daemon adds by itself is left out.</remarks>
public static class Movable
{
    extension(DomainDefinition v)
    {
        /// <summary>Without what this host alone has given it: labels, addresses of displays, implied devices.</summary>
        public DomainDefinition ForElsewhere => v with
        {
            Seclabels = [.. v.Seclabels.Where(label => label is not { Type: SeclabelType.Dynamic, Model: "dac" })],
            Devices = v.Devices with
            {
                Controllers = Asked(v.Devices.Controllers, MachineFamily.Of(v)),
                Disks = v.Devices.Disks.Map(disk => disk is { IsEmpty: true, Driver: { Format: null } driver } ? disk with { Driver = driver with { Format = StorageFormat.Raw } } : disk),
                Inputs = v.Devices.Inputs.Where(input => input is not { Type: InputType.Keyboard, Bus: InputBus.Ps2 }),
                Audios = v.Devices.Audios == DefaultDevices.Audio(v.Devices) ? [] : v.Devices.Audios,
            },
        };

        /// <summary>Where it was found that nothing lies below an image, that is told; what was found below one is not.</summary>
        public DomainDefinition WithEndsTold => v with
        {
            Devices = v.Devices with { Disks = v.Devices.Disks.Map(disk => disk.BackingStore is { IsFound: true, Type: null } end ? disk with { BackingStore = end with { IsFound = false } } : disk) },
        };
    }

    static ValueList<Controller> Asked(ValueList<Controller> all, MachineFamily machine)
    {
        return all.Where(controller => !(IsAlone(controller) && IsImplied(controller)));

        bool IsAlone(Controller one) => one is { Index: 0, HasUserAlias: false } && all.Count(other => other.Type == one.Type) == 1;

        bool IsImplied(Controller one) => one is { Type: ControllerType.Usb, Model: null or ControllerModel.Piix3Uhci } && machine.IsPc
            || one is { Type: ControllerType.Pci, Model: ControllerModel.PciRoot, PciHole64: null };
    }
}
