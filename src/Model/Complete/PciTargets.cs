using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Numbers of PCI controllers that a guest sees: chassis, port. Given once, they stay.</summary>
static class PciTargets
{
    public static Controller WithModel(Controller controller) => controller.IsPci && controller.PciModel is null
        ? controller with
        {
            PciModel = controller.Model switch
            {
                ControllerModel.PciBridge => PciControllerModel.PciBridge,
                ControllerModel.DmiToPciBridge => PciControllerModel.I82801b11Bridge,
                ControllerModel.PcieToPciBridge => PciControllerModel.PciePciBridge,
                ControllerModel.PcieRootPort => PciControllerModel.PcieRootPort,
                ControllerModel.PcieSwitchUpstreamPort => PciControllerModel.X3130Upstream,
                ControllerModel.PcieSwitchDownstreamPort => PciControllerModel.Xio3130Downstream,
                ControllerModel.PciExpanderBus => PciControllerModel.Pxb,
                ControllerModel.PcieExpanderBus => PciControllerModel.PxbPcie,
                _ => null,
            },
        }
        : controller;

    public static ValueList<Controller> Number(ValueList<Controller> controllers) => controllers.Map(controller =>
    {
        if (!controller.IsPci) return controller;
        var at = controller.Address as PciAddress;
        if (at is not null && at.Bus >= controller.Index && controller.Model is not (ControllerModel.PciRoot or ControllerModel.PcieRoot))
            throw new VirtException(ErrorCode.XmlError, $"XML error: The PCI controller with index={controller.Index} must have an address with bus < {controller.Index}, not {at.Bus}", ErrorDomain.Qemu);
        var target = controller.Target ?? new();
        PciControllerTarget? numbered = controller.Model switch
        {
            ControllerModel.PciBridge => target with { ChassisNr = target.ChassisNr ?? controller.Index },
            ControllerModel.PcieRootPort => target with { Chassis = target.Chassis ?? controller.Index, Port = target.Port ?? Port(at) },
            ControllerModel.PcieSwitchDownstreamPort => target with { Chassis = target.Chassis ?? controller.Index, Port = target.Port ?? at?.Slot },
            ControllerModel.PciExpanderBus or ControllerModel.PcieExpanderBus => target with { BusNr = target.BusNr ?? FreeBusNumber(controllers, controller) },
            _ => controller.Target,
        };
        return controller with { Target = numbered };
    });

    static uint? Port(PciAddress? at) => at is null ? null : at.Slot << 3 | at.Function;

    /// <summary>From the top down, each leaving room below for the buses behind the one before.</summary>
    static uint FreeBusNumber(ValueList<Controller> controllers, Controller controller)
    {
        var lowest = controllers.Where(c => c.Target?.BusNr is not null).Select(c => c.Target!.BusNr!.Value).DefaultIfEmpty(256u).Min();
        var behind = controllers.Count(c => c.Address is PciAddress at && at.Bus == controller.Index);
        return lowest - 2 - (uint)behind;
    }
}
