namespace Aerostat.Model;

/// <summary>Which devices sit on PCI, and what they want of their bus.</summary>
static class PciNeeds
{
    const PciConnect Conventional = PciConnect.Pci | PciConnect.Hotplug;
    const PciConnect Express = PciConnect.Pcie | PciConnect.Hotplug;

    /// <summary>None: the device is not a PCI device.</summary>
    public static PciConnect Of(Device device, MachineFamily machine)
    {
        // virtio is express where the machine is, and conventional elsewhere.
        var virtio = machine.HasPciExpressRoot ? Express : Conventional;
        return device switch
        {
            Controller controller => Of(controller, virtio),
            Disk { Bus: DiskBus.Virtio, Model: VirtioModel.VirtioTransitional } => Conventional,
            Disk { Bus: DiskBus.Virtio } => virtio,
            Filesystem { Model: "virtio-transitional" } => Conventional,
            Filesystem => virtio,
            Interface { Type: InterfaceType.Hostdev } => machine.HasPciExpressRoot ? Express : Conventional,
            Interface { Model: "virtio-transitional" } => Conventional,
            Interface { Model: "virtio" or "virtio-non-transitional" } => virtio,
            Interface { Model: "e1000e" } => machine.HasPciExpressRoot ? Express : Conventional,
            Interface { Model: "usb-net" or "lan9118" or "smc91c111" or "spapr-vlan" or "etsec" or "ne2k_isa" or "i82551x" } => PciConnect.None,
            Interface { Model: "rtl8139" or "e1000" or "vmxnet3" or "netfront" or "vlance" or "vmxnet" or "vmxnet2" or "Am79C970A" or "Am79C973" or "82540EM" or "82545EM" or "82543GC" or null } => Conventional,
            // A model that libvirt does not know by name is taken for a modern card, be it old as pcnet.
            Interface => machine.HasPciExpressRoot ? Express : Conventional,
            Sound { Model: SoundModel.Ich6 or SoundModel.Ich9 or SoundModel.Es1370 or SoundModel.Ac97 or SoundModel.Ich7 } => Conventional,
            Video video => Of(video, virtio),
            Hostdev { Type: HostdevType.ScsiHost, Model: MdevModel.VirtioTransitional } => Conventional,
            Hostdev { Type: HostdevType.ScsiHost } => virtio,
            Hostdev { Type: HostdevType.Pci, Address: not UnassignedAddress } => machine.HasPciExpressRoot ? Express : Conventional,
            Hostdev { Type: HostdevType.Mdev, Model: MdevModel.VfioPci or null } => machine.HasPciExpressRoot ? Express : Conventional,
            Memballoon { Model: BalloonModel.VirtioTransitional } => Conventional,
            Memballoon { Model: BalloonModel.Virtio or BalloonModel.VirtioNonTransitional } => virtio,
            Rng { Model: VirtioModel.VirtioTransitional } => Conventional,
            Rng => virtio,
            Watchdog { Model: WatchdogModel.I6300esb } => Conventional,
            Shmem => Conventional,
            Input { Bus: InputBus.Virtio, Model: VirtioModel.VirtioTransitional } => Conventional,
            Input { Bus: InputBus.Virtio } => virtio,
            Serial { TargetType: SerialTargetType.PciSerial } => Conventional,
            Vsock { Model: VirtioModel.VirtioTransitional } => Conventional,
            Vsock => virtio,
            MemoryDevice { Model: MemoryModel.VirtioMem or MemoryModel.VirtioPmem } => virtio,
            Crypto => virtio,
            Panic { Model: PanicModel.Pvpanic } => Conventional,
            Iommu { Model: IommuModel.Virtio } => machine.HasPciExpressRoot ? PciConnect.Pcie : PciConnect.Pci,
            _ => PciConnect.None,
        };
    }

    static PciConnect Of(Controller controller, PciConnect virtio) => controller.Type switch
    {
        ControllerType.Pci => controller.Model switch
        {
            ControllerModel.PciBridge => PciConnect.PciBridge,
            ControllerModel.PciExpanderBus => PciConnect.PciExpander,
            ControllerModel.PcieExpanderBus => PciConnect.PcieExpander,
            ControllerModel.DmiToPciBridge => PciConnect.DmiBridge,
            ControllerModel.PcieToPciBridge => PciConnect.PcieToPciBridge,
            ControllerModel.PcieRootPort => PciConnect.RootPort | PciConnect.Aggregate,
            ControllerModel.PcieSwitchUpstreamPort => PciConnect.UpstreamPort,
            ControllerModel.PcieSwitchDownstreamPort => PciConnect.DownstreamPort,
            _ => PciConnect.None,
        },
        ControllerType.Usb => controller.Model switch
        {
            ControllerModel.NecXhci or ControllerModel.QemuXhci => virtio,
            ControllerModel.None => PciConnect.None,
            _ => Conventional,
        },
        ControllerType.Scsi => controller.Model switch
        {
            ControllerModel.VirtioScsi or ControllerModel.VirtioNonTransitional => virtio,
            ControllerModel.IbmVscsi or ControllerModel.Ncr53c90 or null => PciConnect.None,
            ControllerModel.LsiSas1068 or ControllerModel.VmPvScsi when virtio.HasFlag(PciConnect.Pcie) => Conventional,
            _ => Conventional,
        },
        ControllerType.VirtioSerial => controller.Model is ControllerModel.VirtioTransitional ? Conventional : virtio,
        ControllerType.Ide or ControllerType.Sata => Conventional,
        _ => PciConnect.None,
    };

    static PciConnect Of(Video video, PciConnect virtio) => video.Model.Type switch
    {
        VideoType.Virtio => virtio,
        VideoType.Vga or VideoType.Cirrus or VideoType.Vmvga or VideoType.Qxl => PciConnect.Pci,
        VideoType.Bochs => virtio,
        _ => PciConnect.None,
    };
}
