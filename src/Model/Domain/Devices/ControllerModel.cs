namespace Aerostat.Model;

/// <summary>Every controller's model, whichever type it is for.</summary>
public enum ControllerModel
{
    // scsi
    Auto, BusLogic, LsiLogic, LsiSas1068, VmPvScsi, IbmVscsi, VirtioScsi, LsiSas1078, VirtioTransitional, VirtioNonTransitional, Ncr53c90, Dc390, Am53c974,
    // usb
    Piix3Uhci, Piix4Uhci, Ehci, Ich9Ehci1, Ich9Uhci1, Ich9Uhci2, Ich9Uhci3, Vt82c686bUhci, PciOhci, NecXhci, QemuXhci, Qusb1, Qusb2, None,
    // pci
    PciRoot, PcieRoot, PciBridge, DmiToPciBridge, PcieToPciBridge, PcieRootPort, PcieSwitchUpstreamPort, PcieSwitchDownstreamPort, PciExpanderBus, PcieExpanderBus,
    // ide
    Piix3, Piix4, Ich6,
    // virtio-serial
    Virtio,
}

static class ControllerModels
{
    static readonly ControllerModel[] Scsi =
    [
        ControllerModel.Auto, ControllerModel.BusLogic, ControllerModel.LsiLogic, ControllerModel.LsiSas1068, ControllerModel.VmPvScsi,
        ControllerModel.IbmVscsi, ControllerModel.VirtioScsi, ControllerModel.LsiSas1078, ControllerModel.VirtioTransitional,
        ControllerModel.VirtioNonTransitional, ControllerModel.Ncr53c90, ControllerModel.Dc390, ControllerModel.Am53c974,
    ];

    static readonly ControllerModel[] Usb =
    [
        ControllerModel.Piix3Uhci, ControllerModel.Piix4Uhci, ControllerModel.Ehci, ControllerModel.Ich9Ehci1, ControllerModel.Ich9Uhci1,
        ControllerModel.Ich9Uhci2, ControllerModel.Ich9Uhci3, ControllerModel.Vt82c686bUhci, ControllerModel.PciOhci, ControllerModel.NecXhci,
        ControllerModel.Qusb1, ControllerModel.Qusb2, ControllerModel.QemuXhci, ControllerModel.None,
    ];

    static readonly ControllerModel[] Pci =
    [
        ControllerModel.PciRoot, ControllerModel.PcieRoot, ControllerModel.PciBridge, ControllerModel.DmiToPciBridge,
        ControllerModel.PcieToPciBridge, ControllerModel.PcieRootPort, ControllerModel.PcieSwitchUpstreamPort,
        ControllerModel.PcieSwitchDownstreamPort, ControllerModel.PciExpanderBus, ControllerModel.PcieExpanderBus,
    ];

    static readonly ControllerModel[] Ide = [ControllerModel.Piix3, ControllerModel.Piix4, ControllerModel.Ich6];

    static readonly ControllerModel[] VirtioSerial = [ControllerModel.Virtio, ControllerModel.VirtioTransitional, ControllerModel.VirtioNonTransitional];

    /// <summary>Which models a type has; one that another type has is as unknown as any other.</summary>
    internal static ReadOnlySpan<ControllerModel> Of(ControllerType type) => type switch
    {
        ControllerType.Scsi => Scsi,
        ControllerType.Usb => Usb,
        ControllerType.Pci => Pci,
        ControllerType.Ide => Ide,
        ControllerType.VirtioSerial => VirtioSerial,
        _ => [],
    };

    internal static ControllerModel? Map(XmlMap x, ControllerType type, ControllerModel? model)
    {
        if (!x.Reading) return x.Enum("model", model);
        if (x.Text("model", null) is not { } word) return null;
        return Spelling<ControllerModel>.Parse(word) is { } known && Of(type).Contains(known) ? known
            : throw x.Unsupported($"Unknown model type '{word}'");
    }
}
