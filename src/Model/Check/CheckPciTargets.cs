using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What controllers can be told, each kind its own.</summary>
/// <remarks>Source: libvirt's <c>virDomainControllerDefValidate</c> and <c>qemuValidateDomainDeviceDefController…</c>.</remarks>
static class CheckPciTargets
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var controller in v.Devices.Controllers)
        {
            var path = $"/domain/devices/controller[@type='{controller.Type.Word()}' and @index='{controller.Index}']";
            foreach (var problem in Drivers(controller, v)) yield return problem with { Path = path };
            if (controller.Type is not ControllerType.Pci) continue;
            foreach (var problem in Ranges(controller.Target)) yield return problem with { Path = path };
            foreach (var problem in Pci(controller, v)) yield return problem with { Path = path };
        }
    }

    static IEnumerable<Problem> Drivers(Controller controller, DomainDefinition v)
    {
        if (controller.Type is ControllerType.Ide && !MachineFamily.Of(v).HasBuiltinIde)
            yield return Problem.Unsupported("", "IDE controllers are unsupported for this QEMU binary or machine type", "Put its disks on bus sata.");
        if (controller is { Type: ControllerType.Scsi, Model: ControllerModel.BusLogic or ControllerModel.Ncr53c90 })
            yield return Problem.Unsupported("", $"Unsupported controller model: {controller.Model?.Word()}");
        if (controller.Driver is not { } driver) yield break;
        var isVirtio = controller is { Type: ControllerType.Scsi, Model: ControllerModel.VirtioScsi or ControllerModel.VirtioTransitional or ControllerModel.VirtioNonTransitional };
        if (isVirtio)
        {
            if (driver.IoThread is { } thread && !CheckDisks.HasThread(v, thread)) yield return Problem.Unsupported("", $"controller iothread '{thread}' not defined in iothreadid", "Raise <iothreads>.");
            yield break;
        }
        if (driver.IoThread is not null) yield return Problem.Wrong("", "'iothread' attribute only supported for virtio scsi controllers");
        foreach (var (given, name) in new[] { (driver.Queues is not null, "queues"), (driver.CmdPerLun is not null, "cmd_per_lun"), (driver.MaxSectors is not null, "max_sectors"), (driver.IoEventFd is not null, "ioeventfd") })
            if (given) yield return Problem.Unsupported("", $"'{name}' is only supported by virtio-scsi controller");
    }

    static IEnumerable<Problem> Ranges(PciControllerTarget? target)
    {
        if (target is null) yield break;
        foreach (var (value, name, least, most) in new[] { (target.ChassisNr, "chassisNr", 1u, 255u), (target.Chassis, "chassis", 0u, 255u), (target.Port, "port", 0u, 255u), (target.BusNr, "busNr", 1u, 254u) })
            if (value is { } given && (given < least || given > most)) yield return Problem.Unsupported("", $"PCI controller {name} '{given}' out of range - must be {least}-{most}", domain: ErrorDomain.Domain);
    }

    static IEnumerable<Problem> Pci(Controller controller, DomainDefinition v)
    {
        var (model, target) = (controller.Model, controller.Target);
        string Where() => $"PCI controller with index '{controller.Index}', model '{model?.Word()}' and modelName '{controller.PciModel?.Word() ?? "none"}'";
        if (controller.PciModel is { } name && !Names(model).Contains(name)) yield return Problem.Unsupported("", $"Option 'modelName' has invalid value for {Where()}");
        var isPort = model is ControllerModel.PcieRootPort or ControllerModel.PcieSwitchDownstreamPort;
        foreach (var (given, option) in new[]
        {
            (target?.ChassisNr is not null && model is not ControllerModel.PciBridge, "chassisNr"), (target?.Chassis is not null && !isPort, "chassis"), (target?.Port is not null && !isPort, "port"),
            (target?.BusNr is not null && model is not (ControllerModel.PciExpanderBus or ControllerModel.PcieExpanderBus), "busNr"),
            (target?.Hotplug is not null && !isPort && model is not ControllerModel.PciRoot, "hotplug"),
        })
            if (given) yield return Problem.Unsupported("", $"Option '{option}' is not valid for {Where()}");
        if (controller.PciHole64 is not null && model is ControllerModel.PciRoot or ControllerModel.PcieRoot && controller.PciHole64 is not null && !MachineFamily.Of(v).IsX86)
            yield return Problem.Unsupported("", $"Setting the 64-bit PCI hole size is not supported for machine '{v.Os.Machine}'");
    }

    static PciControllerModel[] Names(ControllerModel? model) => model switch
    {
        ControllerModel.PciBridge => [PciControllerModel.PciBridge],
        ControllerModel.DmiToPciBridge => [PciControllerModel.I82801b11Bridge],
        ControllerModel.PcieRootPort => [PciControllerModel.PcieRootPort, PciControllerModel.Ioh3420],
        ControllerModel.PcieSwitchUpstreamPort => [PciControllerModel.X3130Upstream],
        ControllerModel.PcieSwitchDownstreamPort => [PciControllerModel.Xio3130Downstream],
        ControllerModel.PciExpanderBus => [PciControllerModel.Pxb],
        ControllerModel.PcieExpanderBus => [PciControllerModel.PxbPcie],
        ControllerModel.PcieToPciBridge => [PciControllerModel.PciePciBridge],
        _ => [],
    };
}
