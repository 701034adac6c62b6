namespace Aerostat.Model;

/// <summary>What a device wants of the bus it is on, and what a bus offers.</summary>
[Flags]
enum PciConnect
{
    None = 0,
    Pci = 1,
    Pcie = 2,
    RootPort = 4,
    UpstreamPort = 8,
    DownstreamPort = 16,
    DmiBridge = 32,
    PciBridge = 64,
    PciExpander = 128,
    PcieExpander = 256,
    PcieToPciBridge = 512,

    /// <summary>Any of the above: the device's own kind.</summary>
    Kind = 1023,
    Hotplug = 1024,

    /// <summary>Several may share a slot, a function each: root ports.</summary>
    Aggregate = 2048,
}

/// <summary>A PCI bus with its slots, as libvirt counts them, so that a guest finds its devices where libvirt would have put them.</summary>
sealed class PciBus(ControllerModel model)
{
    readonly byte[] functions = new byte[32];
    readonly bool[] aggregated = new bool[32];

    public ControllerModel Model => model;

    public PciConnect Offers { get; } = model switch
    {
        ControllerModel.PciRoot => PciConnect.Hotplug | PciConnect.Pci | PciConnect.PciBridge | PciConnect.PciExpander,
        ControllerModel.PciBridge => PciConnect.Hotplug | PciConnect.Pci | PciConnect.PciBridge,
        ControllerModel.PciExpanderBus => PciConnect.Hotplug | PciConnect.Pci | PciConnect.PciBridge,
        ControllerModel.PcieRoot => PciConnect.Pcie | PciConnect.RootPort | PciConnect.DmiBridge | PciConnect.PcieExpander,
        ControllerModel.DmiToPciBridge => PciConnect.Pci | PciConnect.PciBridge,
        ControllerModel.PcieToPciBridge => PciConnect.Hotplug | PciConnect.Pci | PciConnect.PciBridge,
        ControllerModel.PcieRootPort or ControllerModel.PcieSwitchDownstreamPort =>
            PciConnect.Hotplug | PciConnect.Pcie | PciConnect.UpstreamPort | PciConnect.PcieToPciBridge,
        ControllerModel.PcieSwitchUpstreamPort => PciConnect.DownstreamPort,
        ControllerModel.PcieExpanderBus => PciConnect.RootPort | PciConnect.DmiBridge | PciConnect.Pcie,
        _ => PciConnect.None,
    };

    public int First => model is ControllerModel.PcieRootPort or ControllerModel.PcieSwitchDownstreamPort or ControllerModel.PcieSwitchUpstreamPort
        or ControllerModel.DmiToPciBridge or ControllerModel.PciExpanderBus or ControllerModel.PcieExpanderBus ? 0 : 1;

    public int Last => model is ControllerModel.PcieRootPort or ControllerModel.PcieSwitchDownstreamPort ? 0 : 31;

    public bool IsFull
    {
        get
        {
            for (var slot = First; slot <= Last; slot++)
                if (functions[slot] == 0) return false;
            return true;
        }
    }

    public bool IsSlotFree(int slot) => functions[slot] == 0;
    public bool IsTaken(uint slot, uint function) => (functions[slot] >> (int)function & 1) == 1;
    public bool IsShared(uint slot) => (functions[slot] & ~1) != 0;

    public void Take(uint slot, uint function, bool aggregate = false)
    {
        if (functions[slot] == 0 && aggregate) aggregated[slot] = true;
        else if (!aggregate) aggregated[slot] = false;
        functions[slot] |= (byte)(1 << (int)function);
    }

    public void Release(uint slot, uint function) => functions[slot] &= (byte)~(1 << (int)function);

    /// <summary>The first place for a device; null: none left.</summary>
    public (uint Slot, uint Function)? Free(PciConnect wanted)
    {
        for (var slot = First; slot <= Last; slot++)
        {
            if (functions[slot] == 0) return ((uint)slot, 0);
            if (!wanted.HasFlag(PciConnect.Aggregate) || !aggregated[slot]) continue;
            for (var function = 0; function < 8; function++)
                if ((functions[slot] >> function & 1) == 0) return ((uint)slot, (uint)function);
        }
        return null;
    }

    /// <summary>Whether a device that is placed by us may sit here: its kind fits, and it can be unplugged if it should be.</summary>
    public bool Accepts(PciConnect wanted) =>
        (Offers & wanted & PciConnect.Kind) != 0 && (!wanted.HasFlag(PciConnect.Hotplug) || Offers.HasFlag(PciConnect.Hotplug));
}
