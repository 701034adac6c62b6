using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Names by which QEMU knows the devices, as libvirt gives them at start. A name once given stays.</summary>
public static class Aliases
{
    public static DomainDefinition Assign(DomainDefinition definition)
    {
        var machine = MachineFamily.Of(definition);
        var taken = definition.Devices.All.Select(device => device.Alias).OfType<string>().ToHashSet();
        return definition with { Devices = definition.Devices.Change(device => device.Alias is not null || device is Graphics or Panic ? device : device with { Alias = Name(device, definition.Devices, machine, taken) }) };
    }

    static string? Name(Device device, Devices devices, MachineFamily machine, HashSet<string> taken) => device switch
    {
        Disk disk => Name(disk, devices, taken),
        Controller controller => Name(controller, machine, taken),
        // One serial port, two names of elements.
        ConsoleDevice { TargetType: ConsoleTargetType.Serial } when devices.Serials is [var serial, ..] => serial.Alias ?? "serial0",
        Memballoon { Model: BalloonModel.None } => null,
        Memballoon => Claim("balloon0", taken),
        Interface { Type: InterfaceType.Hostdev } => Next("hostdev", taken),
        Interface => Next("net", taken),
        Filesystem => Next("fs", taken),
        Serial => Next("serial", taken),
        Parallel => Next("parallel", taken),
        // Counted among all consoles, the first serial port's other name too.
        ConsoleDevice console => Claim($"console{devices.Consoles.TakeWhile(one => !ReferenceEquals(one, console)).Count()}", taken),
        Channel => Next("channel", taken),
        Input => Next("input", taken),
        Smartcard => Next("smartcard", taken),
        Tpm => Next("tpm", taken),
        Sound => Next("sound", taken),
        Video => Next("video", taken),
        Hostdev => Next("hostdev", taken),
        Redirdev => Next("redir", taken),
        Hub => Next("hub", taken),
        Watchdog => Next("watchdog", taken),
        Rng => Next("rng", taken),
        Shmem => Next("shmem", taken),
        MemoryDevice memory => Name(memory, taken),
        Crypto => Next("crypto", taken),
        Vsock => Next("vsock", taken),
        Iommu => Next("iommu", taken),
        Nvram => Next("nvram", taken),
        _ => Next(DeviceXml.Name(device), taken),
    };

    /// <summary>From the bus and the place; for USB and virtio from the target, which a count would not survive.</summary>
    static string Name(Disk disk, Devices devices, HashSet<string> taken)
    {
        if (disk.Address is DriveAddress at && disk.Bus is DiskBus.Ide or DiskBus.Scsi or DiskBus.Sata or DiskBus.Fdc)
        {
            var prefix = disk.Bus.Value.Word();
            var narrow = disk.Bus is DiskBus.Scsi && devices.Controllers.FirstOrDefault(c => c.Is(ControllerType.Scsi, at.Controller))?.Model is
                not (ControllerModel.LsiLogic or ControllerModel.Ncr53c90 or ControllerModel.Dc390 or ControllerModel.Am53c974);
            return Claim(narrow
                ? $"{prefix}{at.Controller}-{at.Bus}-{at.Target}-{at.Unit}"
                : $"{prefix}{at.Controller}-{at.Bus}-{at.Unit}", taken);
        }
        var bus = disk.Bus is DiskBus.Virtio ? "virtio" : disk.Bus?.Word() ?? "disk";
        return Claim($"{bus}-disk{DiskTarget.Index(disk.Target) ?? 0}", taken);
    }

    static string Name(Controller controller, MachineFamily machine, HashSet<string> taken)
    {
        var index = controller.Index ?? 0;
        return controller.Type switch
        {
            ControllerType.Pci when index == 0 && machine.IsPc => "pci.0",
            ControllerType.Pci when index == 0 && machine.HasPciExpressRoot => "pcie.0",
            ControllerType.Pci => $"pci.{index}",
            ControllerType.Ide when index == 0 && machine.HasBuiltinIde => "ide",
            ControllerType.Sata when index == 0 && machine.HasBuiltinSata => "ide",
            ControllerType.Usb when index == 0 => "usb",
            ControllerType.Fdc => $"fdc{index}",
            _ => $"{controller.Type.Word()}{index}",
        };
    }

    static string Name(MemoryDevice memory, HashSet<string> taken)
    {
        var prefix = memory.Model switch
        {
            MemoryModel.Nvdimm => "nvdimm",
            MemoryModel.VirtioPmem => "virtiopmem",
            MemoryModel.VirtioMem => "virtiomem",
            MemoryModel.SgxEpc => "epc",
            _ => "dimm",
        };
        return memory.Address is DimmAddress { Slot: { } slot } ? Claim($"{prefix}{slot}", taken) : Next(prefix, taken);
    }

    static string Claim(string name, HashSet<string> taken)
    {
        taken.Add(name);
        return name;
    }

    /// <summary>The number after the highest that there is, as libvirt counts at a plug.</summary>
    static string Next(string prefix, HashSet<string> taken)
    {
        var highest = -1;
        foreach (var name in taken)
            if (name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), out var number)) highest = Math.Max(highest, number);
        return Claim($"{prefix}{highest + 1}", taken);
    }
}
