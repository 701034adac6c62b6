using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Which model a controller is, where only its type was given.</summary>
static class CompleteControllers
{
    public static Devices Models(DomainDefinition v, Platform platform)
    {
        var machine = MachineFamily.Of(v);
        if (!machine.HasPciExpressRoot && v.Devices.Controllers.Any(controller => controller.Model is ControllerModel.PcieExpanderBus))
            throw new VirtException(ErrorCode.ConfigUnsupported, "unsupported configuration: pcie-expander-bus controllers are not supported with this machine type", ErrorDomain.Qemu) { Hint = "Use machine='q35' or 'virt', or a pci-expander-bus." };
        return v.Devices with
        {
            Controllers = v.Devices.Controllers.Map(controller => controller with { Model = controller.Model ?? Default(controller, machine, platform) }),
        };
    }

    static ControllerModel? Default(Controller controller, MachineFamily machine, Platform platform) => controller.Type switch
    {
        ControllerType.Usb when machine.IsX86 && platform.Has("piix3-usb-uhci") && !machine.IsMicrovm => ControllerModel.Piix3Uhci,
        ControllerType.Usb when platform.Has("qemu-xhci") => ControllerModel.QemuXhci,
        ControllerType.Scsi when (machine.IsX86 || machine.IsArm) && platform.Has("lsi53c895a") => ControllerModel.LsiLogic,
        ControllerType.Scsi => ControllerModel.VirtioScsi,
        _ => null,
    };
}
