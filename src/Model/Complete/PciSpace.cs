using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>All PCI buses of a machine while its devices are being placed. In a trial it grows the controllers that are missing.</summary>
sealed class PciSpace(bool grows)
{
    readonly List<PciBus> buses = [];

    public IReadOnlyList<PciBus> Buses => buses;

    public static PciSpace Of(IEnumerable<Controller> controllers, bool grows)
    {
        PciSpace space = new(grows);
        foreach (var controller in controllers.Where(c => c.IsPci).OrderBy(c => c.Index))
        {
            if (controller.Model is not { } model) throw Wrong("PCI controller model was not set correctly");
            while (space.buses.Count <= controller.Index) space.buses.Add(new(space.buses.Count == controller.Index ? model : space.Filler));
        }
        return space;
    }

    ControllerModel Filler => buses.Count > 0 && buses[0].Model is ControllerModel.PcieRoot ? ControllerModel.PcieRootPort : ControllerModel.PciBridge;

    public bool IsFull => buses.TrueForAll(bus => bus.IsFull);

    /// <summary>Takes the place that the document names.</summary>
    /// <exception cref="VirtException">It is another's, or there is no such bus.</exception>
    public void Reserve(PciAddress at, PciConnect wanted)
    {
        if (at.Domain != 0) throw Wrong($"Invalid PCI address {at}. Only PCI domain 0 is available");
        if (at.Bus >= buses.Count)
        {
            if (!grows || buses.Count == 0)
                throw Wrong($"Invalid PCI address {at}. Only PCI buses up to {buses.Count - 1} are available");
            while (buses.Count <= at.Bus)
            {
                var connects = at.Bus == buses.Count ? wanted : PciConnect.None;
                if (!Grow(connects)) throw NoPlace(connects);
            }
        }
        var bus = buses[(int)at.Bus];
        if ((bus.Offers & wanted & PciConnect.Kind) == 0 && !Tolerated(bus, wanted))
            throw Wrong($"The device at PCI address {at} cannot be plugged into the PCI controller with index='{at.Bus}'. It requires a controller that accepts a {Name(wanted)}.");
        if (at.Slot < bus.First)
            throw Wrong(at.Slot == 0 && bus.First == 1
                ? $"Invalid PCI address {at}. slot must be >= {bus.First}"
                : $"Invalid PCI address {at}. slot must be >= {bus.First}");
        if (at.Slot > bus.Last) throw Wrong($"Invalid PCI address {at}. slot must be <= {bus.Last}");
        if (bus.IsTaken(at.Slot, at.Function)) throw Wrong($"Attempted double use of PCI Address {at}");
        bus.Take(at.Slot, at.Function, wanted.HasFlag(PciConnect.Aggregate));
    }

    /// <summary>Of a device that the user placed, conventional and express are one: a slot is a slot.</summary>
    static bool Tolerated(PciBus bus, PciConnect wanted) =>
        (wanted & (PciConnect.Pci | PciConnect.Pcie)) != 0 && (bus.Offers & (PciConnect.Pci | PciConnect.Pcie)) != 0;

    public bool IsFree(uint bus, uint slot, uint function) => bus < buses.Count && !buses[(int)bus].IsTaken(slot, function);
    public bool IsSlotFree(uint bus, uint slot) => bus < buses.Count && buses[(int)bus].IsSlotFree((int)slot);

    public void Take(uint slot, uint function)
    {
        if (!buses[0].IsTaken(slot, function)) buses[0].Take(slot, function);
    }

    public void Release(PciAddress at) => buses[(int)at.Bus].Release(at.Slot, at.Function);

    static VirtException NoPlace(PciConnect wanted) => Controller(wanted) is { } model
        ? new(ErrorCode.InternalError, $"internal error: a PCI slot is needed to connect a PCI controller model='{model.Word()}', but none is available, and it cannot be automatically added", ErrorDomain.Domain)
        : new(ErrorCode.InternalError, $"internal error: Cannot automatically add a new PCI bus for a device with connect flags {(int)wanted:x2}", ErrorDomain.None);

    static ControllerModel? Controller(PciConnect wanted) => (wanted & PciConnect.Kind) switch
    {
        PciConnect.RootPort => ControllerModel.PcieRootPort,
        PciConnect.UpstreamPort => ControllerModel.PcieSwitchUpstreamPort,
        PciConnect.DownstreamPort => ControllerModel.PcieSwitchDownstreamPort,
        PciConnect.DmiBridge => ControllerModel.DmiToPciBridge,
        PciConnect.PciBridge => ControllerModel.PciBridge,
        PciConnect.PciExpander => ControllerModel.PciExpanderBus,
        PciConnect.PcieExpander => ControllerModel.PcieExpanderBus,
        PciConnect.PcieToPciBridge => ControllerModel.PcieToPciBridge,
        _ => null,
    };

    /// <summary>The next free place that fits.</summary>
    /// <exception cref="VirtException">No slot is left, and no bus may be added.</exception>
    public PciAddress Next(PciConnect wanted)
    {
        for (var i = 0; ; i++)
        {
            if (i == buses.Count)
            {
                if (!grows) throw new VirtException(ErrorCode.InternalError, "internal error: No more available PCI slots", ErrorDomain.Domain)
                {
                    Hint = "Add a <controller type='pci' model='pcie-root-port'/> (or a pci-bridge) for each device to be plugged.",
                };
                if (!Grow(wanted)) throw NoPlace(wanted);
            }
            var bus = buses[i];
            if (!bus.Accepts(wanted) || bus.Free(wanted) is not { } place) continue;
            bus.Take(place.Slot, place.Function, wanted.HasFlag(PciConnect.Aggregate));
            return new() { Bus = (uint)i, Slot = place.Slot, Function = place.Function };
        }
    }

    /// <summary>Adds the bus that a device of this kind can sit on, and whatever that itself needs.</summary>
    bool Grow(PciConnect wanted)
    {
        if (buses.Count > 255) throw Wrong("too many PCI buses");
        var express = buses[0].Model is ControllerModel.PcieRoot;
        ControllerModel? model = null;
        if (wanted == PciConnect.None) model = express ? ControllerModel.PcieRootPort : ControllerModel.PciBridge;
        else if ((wanted & (PciConnect.Pci | PciConnect.PciBridge)) != 0)
        {
            if (!express) model = ControllerModel.PciBridge;
            else
            {
                if (buses.Exists(bus => bus.Offers.HasFlag(PciConnect.PciBridge))) model = ControllerModel.PciBridge;
                else
                {
                    // The first bridge brings a port of its own, whatever ports are free, and nobody else may count on that one.
                    PciBus port = new(ControllerModel.PcieRootPort);
                    port.Take(0, 0);
                    buses.Add(port);
                    model = ControllerModel.PcieToPciBridge;
                }
            }
        }
        else if ((wanted & (PciConnect.Pcie | PciConnect.UpstreamPort | PciConnect.PcieToPciBridge)) != 0) model = ControllerModel.PcieRootPort;
        else if ((wanted & PciConnect.DownstreamPort) != 0) model = ControllerModel.PcieSwitchUpstreamPort;
        if (model is not { } known || known is ControllerModel.PcieRootPort && !express) return false;
        buses.Add(new(known));
        return true;
    }

    static string Name(PciConnect wanted) => (wanted & PciConnect.Kind) switch
    {
        PciConnect.RootPort => "pcie-root-port",
        PciConnect.UpstreamPort => "pcie-switch-upstream-port",
        PciConnect.DownstreamPort => "pcie-switch-downstream-port",
        PciConnect.DmiBridge => "dmi-to-pci-bridge",
        PciConnect.PcieToPciBridge => "pcie-to-pci-bridge",
        PciConnect.PciBridge => "pci-bridge",
        PciConnect.PciExpander => "pci-expander-bus",
        PciConnect.PcieExpander => "pcie-expander-bus",
        PciConnect.Pcie => "PCI Express device",
        _ => "standard PCI device",
    };

    static VirtException Wrong(string message) => new(ErrorCode.XmlError, $"XML error: {message}", ErrorDomain.Domain);
}
