using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>What other devices sit on; those that a machine has by itself are no parts.</summary>
static class ControllerParts
{
    /// <summary>libvirt's order: a bus before what sits on it.</summary>
    public static readonly ControllerType[] Order =
    [
        ControllerType.Pci, ControllerType.Usb, ControllerType.Scsi, ControllerType.Ide, ControllerType.Sata, ControllerType.VirtioSerial,
    ];

    extension(Controller controller)
    {
        public IEnumerable<Part> Parts(Machine machine) => controller.Device(machine) is { } part ? [part.And(machine.Place(controller))] : [];

        Part? Device(Machine machine) => controller.Type switch
        {
            ControllerType.Pci => controller.Pci(),
            ControllerType.Usb => controller.Usb(machine),
            ControllerType.Scsi => controller.Scsi(),
            ControllerType.Ide => null,
            ControllerType.Sata => machine.IsQ35 && controller.Index == 0 ? null : Part.Device("ahci", controller.Alias),
            ControllerType.VirtioSerial => controller.Virtio("virtio-serial")
                .Named(controller.Alias)
                .With("max_ports", controller.Ports)
                .With("vectors", controller.Vectors),
            ControllerType.Ccid => Part.Device("usb-ccid", controller.Alias),
            _ => null,
        };

        Part Virtio(string driver) => Part.Device(Machine.Virtio(driver, controller.Address, controller.Model switch
        {
            ControllerModel.VirtioTransitional => VirtioModel.VirtioTransitional,
            ControllerModel.VirtioNonTransitional => VirtioModel.VirtioNonTransitional,
            _ => null,
        })).And(Machine.Options(controller.Driver?.Virtio ?? default));

        Part? Pci() => controller.Model switch
        {
            null or ControllerModel.PciRoot or ControllerModel.PcieRoot => null,
            ControllerModel.PciBridge => Part.Device("pci-bridge").With("chassis_nr", controller.Target?.ChassisNr).Named(controller.Alias),
            ControllerModel.PciExpanderBus => controller.Expander("pxb"),
            ControllerModel.PcieExpanderBus => controller.Expander("pxb-pcie"),
            ControllerModel.PcieRootPort => controller.Port(controller.PciModel is PciControllerModel.Ioh3420 ? "ioh3420" : "pcie-root-port"),
            ControllerModel.PcieSwitchDownstreamPort => controller.Port("xio3130-downstream"),
            ControllerModel.PcieSwitchUpstreamPort => Part.Device("x3130-upstream", controller.Alias),
            ControllerModel.DmiToPciBridge => Part.Device("i82801b11-bridge", controller.Alias),
            ControllerModel.PcieToPciBridge => Part.Device("pcie-pci-bridge", controller.Alias),
            { } model => throw Machine.Unsupported($"PCI controller model '{model.Word()}' is not supported"),
        };

        Part Expander(string driver) => Part.Device(driver)
            .With("bus_nr", controller.Target?.BusNr)
            .Named(controller.Alias)
            .With("numa_node", controller.Target?.Node);

        Part Port(string driver) => Part.Device(driver)
            .With("port", controller.Target?.Port)
            .With("chassis", controller.Target?.Chassis)
            .Named(controller.Alias)
            .With("hotplug", controller.Target?.Hotplug);

        Part? Usb(Machine machine)
        {
            if (controller.Model is ControllerModel.None) return null;
            var part = Part.Device(controller.Model switch
            {
                null => "piix3-usb-uhci",
                ControllerModel.Piix3Uhci => "piix3-usb-uhci",
                ControllerModel.Piix4Uhci => "piix4-usb-uhci",
                ControllerModel.Ehci => "usb-ehci",
                ControllerModel.Ich9Ehci1 => "ich9-usb-ehci1",
                ControllerModel.Ich9Uhci1 => "ich9-usb-uhci1",
                ControllerModel.Ich9Uhci2 => "ich9-usb-uhci2",
                ControllerModel.Ich9Uhci3 => "ich9-usb-uhci3",
                ControllerModel.Vt82c686bUhci => "vt82c686b-usb-uhci",
                ControllerModel.PciOhci => "pci-ohci",
                ControllerModel.NecXhci => "nec-usb-xhci",
                ControllerModel.QemuXhci => "qemu-xhci",
                { } model => throw Machine.Unsupported($"USB controller model '{model.Word()}' is not supported in this QEMU binary"),
            });
            // A companion serves the slow devices on its master's ports, and is no bus of its own.
            return controller.MasterPort is { } port
                ? part.With("masterbus", $"{machine.ControllerName(ControllerType.Usb, controller.Index ?? 0)}.0").With("firstport", port)
                : part.With("p2", controller.Ports).With("p3", controller.Ports).Named(controller.Alias);
        }

        Part Scsi() => controller.Model switch
        {
            ControllerModel.VirtioScsi or ControllerModel.VirtioTransitional or ControllerModel.VirtioNonTransitional => controller.Virtio("virtio-scsi")
                .With("iothread", controller.Driver?.IoThread is { } thread ? $"iothread{thread}" : null)
                .Named(controller.Alias)
                .With("num_queues", controller.Driver?.Queues)
                .With("cmd_per_lun", controller.Driver?.CmdPerLun)
                .With("max_sectors", controller.Driver?.MaxSectors)
                .With("ioeventfd", controller.Driver?.IoEventFd),
            ControllerModel.LsiLogic => Part.Device("lsi", controller.Alias),
            ControllerModel.LsiSas1068 => Part.Device("mptsas1068", controller.Alias),
            ControllerModel.LsiSas1078 => Part.Device("megasas", controller.Alias),
            ControllerModel.VmPvScsi => Part.Device("pvscsi", controller.Alias),
            ControllerModel.Am53c974 => Part.Device("am53c974", controller.Alias),
            ControllerModel.Dc390 => Part.Device("dc-390", controller.Alias),
            var model => throw Machine.Unsupported($"SCSI controller model '{model?.Word()}' is not supported"),
        };
    }
}
