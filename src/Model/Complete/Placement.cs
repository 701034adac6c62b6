using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>One round of placing PCI devices: what is given, what the chipset fixes, then the others in order.</summary>
sealed class Placement(Devices devices, MachineFamily machine, PciSpace space)
{
    public Dictionary<Device, DeviceAddress> Places { get; } = new(ReferenceEqualityComparer.Instance);

    static bool IsPlaced(Device device) => device.Address is PciAddress { IsEmpty: false };

    /// <summary>No address, or a PCI one without a place: ours to find.</summary>
    bool IsOpen(Device device) => device.Address is null or PciAddress { IsEmpty: true } && !Places.ContainsKey(device);

    public void Reserve()
    {
        foreach (var device in devices.All.Where(IsPlaced))
        {
            var needs = PciNeeds.Of(device, machine);
            if (device is Hostdev or Interface && needs == PciConnect.None) needs = PciConnect.Pci;
            if (needs == PciConnect.None) continue;
            space.Reserve((PciAddress)device.Address!, needs);
        }
        if (machine.IsPc) Piix3();
        if (machine.IsQ35) Ich9();
    }

    public void Spare(PciConnect wanted) => space.Next(wanted);

    public void PlaceAll()
    {
        foreach (var controller in devices.Controllers)
            if (controller.IsPci) Place(controller);
        foreach (var device in PciAddresses.Order(devices))
        {
            if (device is Controller { Type: ControllerType.Usb } usb && UsbGroup.Function(usb.Model) is { } function) PlaceCompanion(usb, function);
            else Place(device);
        }
        if (devices.Iommu is { } iommu) Place(iommu);
        foreach (var (device, place) in Places.ToList()) Places[device] = Shared((PciAddress)place);
        foreach (var device in devices.All.Where(IsPlaced))
        {
            var shared = Shared((PciAddress)device.Address!);
            if (shared != device.Address) Places[device] = shared;
        }
    }

    /// <summary>Function 0 says whether there are others on its slot.</summary>
    PciAddress Shared(PciAddress at) =>
        at.Function == 0 && at.MultiFunction is null && at.Bus < space.Buses.Count && space.Buses[(int)at.Bus].IsShared(at.Slot) && !IsChipset(at)
            ? at with { MultiFunction = true } : at;

    /// <summary>The chipset's own devices say so themselves.</summary>
    bool IsChipset(PciAddress at) => at.Bus == 0 && (machine.IsPc && at.Slot == 1 || machine.IsQ35 && at.Slot == 0x1f);

    void Place(Device device)
    {
        if (!IsOpen(device)) return;
        var needs = PciNeeds.Of(device, machine);
        if (needs != PciConnect.None) Places[device] = space.Next(needs);
    }

    /// <summary>USB 2 and its companions share a slot, each on the function that is its own.</summary>
    void PlaceCompanion(Controller controller, uint function)
    {
        if (!IsOpen(controller)) return;
        var peer = devices.Controllers
            .Where(c => c.Is(ControllerType.Usb, controller.Index ?? 0) && UsbGroup.Function(c.Model) is not null)
            .Select(c => Places.GetValueOrDefault(c) as PciAddress ?? (IsPlaced(c) ? (PciAddress)c.Address! : null))
            .FirstOrDefault(at => at is not null && space.IsFree(at.Bus, at.Slot, function));
        var slot = peer ?? space.Next(PciNeeds.Of(controller, machine));
        if (peer is null) space.Release(slot);
        space.Reserve(slot with { Function = function, MultiFunction = null }, PciNeeds.Of(controller, machine));
        Places[controller] = slot with { Function = function, MultiFunction = null };
    }

    void Piix3()
    {
        foreach (var controller in devices.Controllers)
        {
            if (controller.Is(ControllerType.Ide, 0)) Fix(controller, 1, "Primary IDE controller must have PCI address 0:0:1.1");
            if (controller.Is(ControllerType.Usb, 0) && controller.Model is ControllerModel.Piix3Uhci or null)
                Fix(controller, 2, "PIIX3 USB controller at index 0 must have PCI address 0:0:1.2");
        }
        for (uint function = 0; function < 4; function++) space.Take(1, function);
        PrimaryVideo(2);
    }

    void Fix(Controller controller, uint function, string otherwise)
    {
        if (IsPlaced(controller))
        {
            if (controller.Address is not PciAddress { Domain: 0, Bus: 0, Slot: 1 } at || at.Function != function)
                throw new VirtException(ErrorCode.XmlError, $"XML error: {otherwise}", ErrorDomain.Qemu);
            return;
        }
        space.Reserve(new() { Slot = 1, Function = function }, PciConnect.Pci);
        Places[controller] = new PciAddress { Slot = 1, Function = function };
    }

    void Ich9()
    {
        foreach (var controller in devices.Controllers.Where(IsOpen).ToList())
        {
            if (controller.Is(ControllerType.Sata, 0))
            {
                space.Take(0x1f, 2);
                Places[controller] = new PciAddress { Slot = 0x1f, Function = 2 };
            }
            else if (controller.Model is ControllerModel.DmiToPciBridge && space.IsSlotFree(0, 0x1e))
            {
                space.Take(0x1e, 0);
                Places[controller] = new PciAddress { Slot = 0x1e };
            }
            else if (controller.Type is ControllerType.Usb && UsbGroup.Function(controller.Model) is { } function) Ich9Usb(controller, function);
        }
        space.Take(0x1f, 0);
        space.Take(0x1f, 3);
        PrimaryVideo(1);
        foreach (var sound in devices.Sounds)
        {
            if (sound.Model is not SoundModel.Ich9 || !IsOpen(sound) || !space.IsSlotFree(0, 0x1b)) continue;
            space.Take(0x1b, 0);
            Places[sound] = new PciAddress { Slot = 0x1b };
        }
    }

    /// <summary>As on a real ICH9: the first group at 1d, the second at 1a.</summary>
    void Ich9Usb(Controller controller, uint function)
    {
        var peer = devices.Controllers
            .Where(c => c.Is(ControllerType.Usb, controller.Index ?? 0) && UsbGroup.Function(c.Model) is not null)
            .Select(c => Places.GetValueOrDefault(c) as PciAddress ?? (IsPlaced(c) ? (PciAddress)c.Address! : null))
            .FirstOrDefault(at => at is not null);
        var slot = peer is not null ? peer.Bus == 0 ? peer.Slot : 0 : space.IsSlotFree(0, 0x1d) ? 0x1d : space.IsSlotFree(0, 0x1a) ? 0x1au : 0;
        if (slot == 0 || !space.IsFree(0, slot, function)) return;
        space.Take(slot, function);
        Places[controller] = new PciAddress { Slot = slot, Function = function };
    }

    /// <summary>Firmware and guests look for the first card where the chipset had it.</summary>
    void PrimaryVideo(uint slot)
    {
        if (devices.Videos is not [var video, ..] || !IsOpen(video) || PciNeeds.Of(video, machine) == PciConnect.None) return;
        if (!space.IsSlotFree(0, slot)) return;
        space.Take(slot, 0);
        Places[video] = new PciAddress { Slot = slot };
    }
}

/// <summary>The ICH9's USB 2 controller and its three companions.</summary>
static class UsbGroup
{
    public static uint? Function(ControllerModel? model) => model switch
    {
        ControllerModel.Ich9Ehci1 => 7,
        ControllerModel.Ich9Uhci1 => 0,
        ControllerModel.Ich9Uhci2 => 1,
        ControllerModel.Ich9Uhci3 => 2,
        _ => null,
    };

    /// <summary>Which of the master's ports a companion begins with.</summary>
    public static uint? StartPort(ControllerModel? model) => model switch
    {
        ControllerModel.Ich9Uhci1 => 0,
        ControllerModel.Ich9Uhci2 => 2,
        ControllerModel.Ich9Uhci3 => 4,
        _ => null,
    };
}
