using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Fills in what a document left open, with the choices that libvirt makes, since a guest can see them.</summary>
/// <remarks>What is filled in once is stored and never changes by itself. Random values (UUID, MAC) come from <see cref="Chance"/>.</remarks>
public static class Complete
{
    /// <summary>The whole definition: identity, machine, processor, devices, controllers, addresses.</summary>
    /// <exception cref="VirtException">What was asked for cannot be placed, or excludes itself.</exception>
    public static DomainDefinition Definition(DomainDefinition definition, Platform platform, Chance? chance = null)
    {
        chance ??= Chance.System;
        var v = CompleteMachine.Of(definition, platform, chance);
        var machine = MachineFamily.Of(v);
        v = v with { Devices = v.Devices with { Controllers = ImplicitControllers.InOrder(v.Devices.Controllers) } };
        v = v with { Devices = DefaultDevices.Add(v, platform) };
        v = v with { Devices = CompleteDevices.All(v, platform, chance) };
        v = v with { Devices = ImplicitControllers.Add(v.Devices, machine) };
        v = v with { Devices = CompleteControllers.Models(v, platform) };
        return v with { Devices = Addresses.Assign(v, platform, PciGrowth.New) };
    }

    /// <summary>The definition with all its cards on taps, placed anew: all that a command line which is only shown can say of them.</summary>
    public static DomainDefinition OnTaps(DomainDefinition definition, Platform platform)
    {
        var machine = MachineFamily.Of(definition);
        var v = definition with
        {
            Devices = definition.Devices with
            {
                Interfaces = definition.Devices.Interfaces.Map(card => CompleteInterfaces.Of(
                    new Interface { Type = InterfaceType.Ethernet, Mac = card.Mac, Model = card.Model, Script = card.Script }, machine, Chance.System)),
            },
        };
        return v with { Devices = Addresses.Assign(v, platform, PciGrowth.New) };
    }

    /// <summary>A definition that has been stored, as libvirt has it after the next change: what the first completion put last stands with its kind.</summary>
    public static DomainDefinition Again(DomainDefinition definition) =>
        definition with { Vcpus = CompleteMachine.Vcpus(definition), Devices = definition.Devices with { Controllers = ControllerOrder.Sorted(definition.Devices.Controllers) } };

    /// <summary>The definition with one device more, which has got its defaults, its address, and its controller where there was none.</summary>
    /// <param name="definition">Complete already.</param>
    /// <param name="device">As its document says.</param>
    /// <param name="platform">The emulator's.</param>
    /// <param name="live">The guest runs: no PCI bus can be added now.</param>
    /// <param name="chance">Null: the system's.</param>
    /// <exception cref="VirtException">No room for it, or its place is another's.</exception>
    public static DomainDefinition Device(DomainDefinition definition, Device device, Platform platform, bool live = false, Chance? chance = null)
    {
        var machine = MachineFamily.Of(definition);
        var complete = CompleteDevices.One(device, definition, platform, chance ?? Chance.System);
        var v = definition with { Devices = definition.Devices.Add(complete) };
        if (complete is MemoryDevice module) v = v.Grown(module);
        v = v with { Devices = v.Devices with { Controllers = ImplicitControllers.Numbered(v.Devices.Controllers) } };
        // A running guest gets a controller like its last one; a saved document gets the machine's usual.
        var scsi = live ? definition.Devices.Controllers.LastOrDefault(controller => controller.Type is ControllerType.Scsi)?.Model : null;
        v = v with { Devices = ImplicitControllers.Add(v.Devices, machine, scsi) };
        v = v with { Devices = CompleteControllers.Models(v, platform) };
        return v with { Devices = Addresses.Assign(v, platform, live ? PciGrowth.None : PciGrowth.AsNeeded) };
    }
}

/// <summary>Where random values come from; a test brings its own.</summary>
public class Chance
{
    public static readonly Chance System = new();

    public virtual Guid Uuid() => Guid.NewGuid();

    /// <summary>QEMU's own range: 52:54:00 and three random bytes.</summary>
    public virtual MacAddress Mac()
    {
        Span<byte> random = stackalloc byte[3];
        Random.Shared.NextBytes(random);
        return new(0x525400UL << 24 | (uint)random[0] << 16 | (uint)random[1] << 8 | random[2]);
    }
}
