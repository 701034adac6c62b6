namespace Aerostat.Model;

/// <summary>A card's model and address.</summary>
static class CompleteInterfaces
{
    public static Interface Of(Interface card, MachineFamily machine, Chance chance) => card with
    {
        Mac = card.Mac ?? chance.Mac(),
        Model = card.Model ?? (card.Type is InterfaceType.Hostdev ? null : Default(card, machine)),
        Source = card.Type is InterfaceType.Direct && card.Source is { Mode: null } source ? source with { Mode = MacvtapMode.Vepa } : card.Source,
    };

    static string Default(Interface card, MachineFamily machine) =>
        card.Type is InterfaceType.Vdpa ? "virtio"
        : machine.IsX86 ? "rtl8139"
        : machine.Machine is "versatilepb" ? "smc91c111"
        : machine.IsVirt || !machine.IsArm ? "virtio"
        : "lan9118";
}
