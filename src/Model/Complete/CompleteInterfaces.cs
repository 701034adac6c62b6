namespace Aerostat.Model;

/// <summary>A card's model and address.</summary>
static class CompleteInterfaces
{
    public static Interface Of(Interface card, MachineFamily machine, Chance chance) => card with
    {
        // Queues and descriptors of their own are virtio's.
        Driver = card.Driver is { Queues: 1 } driver ? driver with { Queues = null } : card.Driver,
        Mac = card.Mac ?? chance.Mac(),
        Model = Known(card.Model) ?? (card.Type is InterfaceType.Hostdev ? null : Default(card, machine)),
        Source = card.Type is InterfaceType.Direct && card.Source is { Mode: null } source ? source with { Mode = MacvtapMode.Vepa } : card.Source,
    };

    static readonly string[] KnownModels =
        ["virtio", "virtio-transitional", "virtio-non-transitional", "e1000", "e1000e", "igb", "rtl8139", "vmxnet3", "ne2k_pci", "pcnet", "usb-net", "i82551", "i82557b", "i82559er"];

    /// <summary>A model that is known by another case of its letters is that model.</summary>
    static string? Known(string? model) => model is null ? null
        : Array.Find(KnownModels, known => known.Equals(model, StringComparison.OrdinalIgnoreCase)) ?? model;

    static string Default(Interface card, MachineFamily machine) =>
        card.Type is InterfaceType.Vdpa ? "virtio"
        : machine.IsX86 ? "rtl8139"
        : machine.Machine is "versatilepb" ? "smc91c111"
        : machine.IsVirt || !machine.IsArm ? "virtio"
        : "lan9118";
}
