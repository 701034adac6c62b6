using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>What a device needs to know of the machine that it sits in: the names of buses, the generation of virtio, what was prepared for it.</summary>
public sealed class Machine(DomainDefinition domain, EmulatorCapabilities capabilities, LaunchPlan plan)
{
    readonly string arch = domain.Os.Arch ?? capabilities.Arch;
    readonly string type = domain.Os.Machine ?? "";
    readonly ValueList<Controller> controllers = domain.Devices.Controllers;

    /// <summary>The name by which the machine's memory goes: <c>pc.ram</c>, <c>mach-virt.ram</c>.</summary>
    public string RamId => capabilities.Machine(type)?.DefaultRamId ?? (IsX86 ? "pc.ram" : "mach-virt.ram");

    /// <summary>The processor of a guest that asks for none.</summary>
    public string DefaultCpu => capabilities.Machine(type)?.DefaultCpu ?? (IsX86 ? "qemu64" : "cortex-a15");

    public string Arch => arch;
    public EmulatorCapabilities Capabilities => capabilities;
    public LaunchPlan Plan => plan;

    public Retry? Retry(uint? seconds) => seconds is { } count ? new(count, Fine: capabilities.Version >= 9_002_000) : null;

    public bool IsX86 => arch is "x86_64" or "i686";
    public bool IsArm => arch is "aarch64" or "armv7l" or "armv6l";
    public bool IsQ35 => IsX86 && (type.StartsWith("pc-q35", StringComparison.Ordinal) || type is "q35");
    public bool IsI440 => IsX86 && !IsQ35 && (type is "pc" || type.StartsWith("pc-", StringComparison.Ordinal));
    public bool IsVirt => type is "virt" || type.StartsWith("virt-", StringComparison.Ordinal);

    public Controller? Controller(ControllerType of, uint index) => controllers.FirstOrDefault(controller => controller.Is(of, index));

    /// <summary>The name that devices on a controller begin their bus with.</summary>
    /// <remarks>The board names its root bus itself, whatever a document calls the controller.</remarks>
    public string ControllerName(ControllerType of, uint index) =>
        (of is ControllerType.Pci && index == 0 ? null : Controller(of, index)?.Alias) ?? DefaultName(of, index);

    string DefaultName(ControllerType of, uint index) => of switch
    {
        ControllerType.Pci => index > 0 ? $"pci.{index}" : IsI440 ? "pci.0" : "pcie.0",
        ControllerType.Usb => index > 0 ? $"usb{index}" : "usb",
        ControllerType.Ide when index == 0 => "ide",
        ControllerType.Sata when index == 0 && IsQ35 => "ide",
        _ => $"{of.Word()}{index}",
    };

    /// <summary>The driver of a virtio device for the bus it is on and the generations it speaks: <c>virtio-blk-pci-transitional</c>.</summary>
    public static string Virtio(string driver, DeviceAddress? address, VirtioModel? model = null) => address switch
    {
        VirtioMmioAddress => $"{driver}-device",
        CcwAddress => $"{driver}-ccw",
        _ => model switch
        {
            VirtioModel.VirtioTransitional => $"{driver}-pci-transitional",
            VirtioModel.VirtioNonTransitional => $"{driver}-pci-non-transitional",
            _ => $"{driver}-pci",
        },
    };

    /// <summary>Which generations a model's word asks for; null: what the device speaks by itself.</summary>
    public static VirtioModel? Generation(string? word) => word switch
    {
        "virtio-transitional" => VirtioModel.VirtioTransitional,
        "virtio-non-transitional" => VirtioModel.VirtioNonTransitional,
        _ => null,
    };

    /// <summary>Bus and address, as QEMU takes them for the kind of address; empty where there is nothing to say.</summary>
    public Props Place(Device device) => device.Address switch
    {
        PciAddress pci => Props.Empty
            .With("bus", ControllerName(ControllerType.Pci, pci.Bus))
            .With("multifunction", pci.MultiFunction)
            .With("addr", pci.Function == 0 ? $"0x{pci.Slot:x}" : $"0x{pci.Slot:x}.0x{pci.Function:x}")
            .With("acpi-index", device.AcpiIndex is > 0 ? device.AcpiIndex : null),
        UsbAddress usb => Props.Empty
            .With("bus", $"{ControllerName(ControllerType.Usb, usb.Bus)}.0")
            .With("port", usb.Port),
        CcidAddress ccid => Props.Empty.With("bus", $"{ControllerName(ControllerType.Ccid, ccid.Controller)}.0"),
        IsaAddress isa => Props.Empty.With("iobase", isa.IoBase).With("irq", isa.Irq),
        DimmAddress dimm => Props.Empty.With("slot", dimm.Slot).With("addr", dimm.Base),
        _ => Props.Empty,
    };

    public static Props Rom(DeviceRom? rom) => Props.Empty
        .With("rombar", rom?.Bar is { } bar ? bar ? 1 : 0 : null)
        .With("romfile", rom?.Enabled is false ? "" : rom?.File);

    /// <summary>The four switches that every virtio device has.</summary>
    public static Props Options(VirtioOptions options) => Props.Empty
        .With("iommu_platform", options.Iommu)
        .With("ats", options.Ats)
        .With("packed", options.Packed)
        .With("page-per-vq", options.PagePerVq);

    /// <summary>QEMU's virtio-blk passes no SCSI commands on any more.</summary>
    public VirtException HasNoVirtioLun() => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: '{capabilities.Emulator}' has no SCSI passthrough on the virtio bus: QEMU has none since 9.1")
    {
        Hint = "Put the disk on bus='scsi', with a controller of the model virtio-scsi.",
    };

    public static VirtException Unsupported(string what) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {what}");
}
