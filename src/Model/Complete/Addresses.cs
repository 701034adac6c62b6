using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Gives each device a place on its bus.</summary>
static class Addresses
{
    public static Devices Assign(DomainDefinition v, Platform platform, PciGrowth growth)
    {
        var machine = MachineFamily.Of(v);
        var devices = VirtioSerialPorts.Assign(v.Devices);
        devices = Ccid(devices);
        devices = VirtioMmio(devices, machine, platform);
        devices = PciAddresses.Assign(devices, machine, growth);
        devices = UsbPorts.Assign(devices);
        devices = MemorySlots(devices, v);
        // The first console is the serial port itself, wherever that is.
        return devices is { Consoles: [{ TargetType: ConsoleTargetType.Serial } console, ..], Serials: [var serial, ..] }
            ? devices with { Consoles = devices.Consoles.With(0, console with { Address = serial.Address, Alias = serial.HasUserAlias ? serial.Alias : console.Alias }) } : devices;
    }

    static Devices Ccid(Devices devices)
    {
        var taken = devices.Smartcards.Select(card => card.Address).OfType<CcidAddress>().ToHashSet();
        return devices with
        {
            Smartcards = devices.Smartcards.Map(card =>
            {
                if (card.Address is not null) return card;
                CcidAddress at = new();
                while (!taken.Add(at)) at = at with { Slot = at.Slot + 1 };
                return card with { Address = at };
            }),
        };
    }

    /// <summary>Arm boards without PCI take virtio devices on their own bus; so does one on which some already are.</summary>
    static Devices VirtioMmio(Devices devices, MachineFamily machine, Platform platform) =>
        !machine.IsArm || machine.HasPci && !devices.All.Any(device => device.Address is VirtioMmioAddress) ? devices : devices.Change(device => device.Address is null && device is
            Disk { Bus: DiskBus.Virtio } or Interface { Model: "virtio" } or Memballoon { Model: BalloonModel.Virtio } or Rng
            or Controller { Type: ControllerType.VirtioSerial } or Controller { Type: ControllerType.Scsi, Model: ControllerModel.VirtioScsi } or Filesystem
            or Input { Bus: InputBus.Virtio }
                ? device with { Address = VirtioMmioAddress.Instance } : device);

    static Devices MemorySlots(Devices devices, DomainDefinition v)
    {
        if (v.MaxMemory is not { Slots: > 0 }) return devices;
        var taken = devices.Memories.Select(m => (m.Address as DimmAddress)?.Slot).OfType<uint>().ToHashSet();
        return devices with
        {
            Memories = devices.Memories.Map(memory =>
            {
                if (memory.Model is not (MemoryModel.Dimm or MemoryModel.Nvdimm) || memory.Address is DimmAddress { Slot: not null } or not (null or DimmAddress)) return memory;
                uint slot = 0;
                while (!taken.Add(slot)) slot++;
                if (slot >= v.MaxMemory.Slots)
                    throw new VirtException(ErrorCode.InternalError, "internal error: failed to find an empty memory slot") { Hint = $"Raise <maxMemory slots='{v.MaxMemory.Slots}'>." };
                return memory with { Address = (memory.Address as DimmAddress ?? new()) with { Slot = slot } };
            }),
        };
    }
}
