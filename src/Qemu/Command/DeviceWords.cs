using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>All devices in libvirt's order: what others sit on comes first.</summary>
static class DeviceWords
{
    public static IEnumerable<string> Of(DomainDefinition domain, Machine machine)
    {
        var devices = domain.Devices;
        List<string> words = [];
        Add(devices.Iommu is null ? [] : [devices.Iommu]);
        words.AddRange(Windows(devices, machine));
        foreach (var type in ControllerParts.Order) Add(devices.Controllers.Where(controller => controller.Type == type));
        Add(devices.Memories);
        Add(devices.Hubs);
        // A card reader's controller hangs on a USB port.
        Add(devices.Controllers.Where(controller => controller.Type is ControllerType.Ccid));
        words.AddRange(FloppyOrder(devices, machine));
        Add(devices.Disks);
        Add(devices.Filesystems);
        Add(devices.Interfaces.Where(card => card.Given is null));
        Add(devices.Smartcards);
        foreach (var serial in devices.Serials)
        {
            Add([serial]);
            if (serial.IsOnBoard || machine.IsArm && serial.TargetModel is null) words.AddRange(["-serial", $"chardev:char{serial.Alias}"]);
        }
        Add(devices.Parallels);
        Add(devices.Channels);
        Add(devices.Consoles);
        Add(devices.Tpms);
        Add(devices.Inputs);
        foreach (var audio in devices.Audios) words.AddRange(["-audiodev", audio.Audiodev().ToString()]);
        foreach (var kind in devices.Graphics.CountBy(graphics => graphics.Type))
            if (kind.Value > 1) throw Machine.Unsupported($"QEMU has one screen of each kind, and there are {kind.Value} of type '{kind.Key.Word()}'");
        foreach (var graphics in devices.Graphics) words.AddRange(GraphicsWords.Of(graphics, domain));
        Add(devices.Videos);
        Add(devices.Sounds);
        Add(devices.Watchdogs);
        if (!devices.Watchdogs.IsEmpty) words.AddRange(Watchdog(devices.Watchdogs[0]));
        Add(devices.Redirdevs);
        // Those that a network gave came last into libvirt's list.
        Add(devices.Interfaces.Where(card => card is { Given: not null, Source.Network: null }));
        Add(devices.Hostdevs);
        Add(devices.Interfaces.Where(card => card is { Given: not null, Source.Network: not null }));
        if (machine.Plan.Incoming is { } incoming) words.AddRange(["-incoming", incoming]);
        Add(devices.Memballoon is null ? [] : [devices.Memballoon]);
        Add(devices.Rngs);
        if (domain.Features?.VmCoreInfo is true) words.AddRange(Part.Device("vmcoreinfo").Argv());
        if (domain.LaunchSecurity is { } security) words.AddRange(Security(security).Argv());
        return words;

        void Add(IEnumerable<Device> more)
        {
            foreach (var part in more.SelectMany(device => Parts(domain, device, machine))) words.AddRange(Argv(domain, part));
        }
    }

    /// <summary>What libvirt puts behind the sandbox.</summary>
    public static IEnumerable<Part> Last(DomainDefinition domain, Machine machine) =>
        ((IEnumerable<Device>)[.. domain.Devices.Panics, .. domain.Devices.Shmems, .. domain.Devices.Vsock is { } vsock ? new Device[] { vsock } : [], .. domain.Devices.Cryptos])
            .SelectMany(device => Parts(domain, device, machine));

    public static IEnumerable<Part> Parts(DomainDefinition domain, Device device, Machine machine) => device switch
    {
        Disk disk => disk.Parts(machine),
        Controller controller => controller.Parts(machine),
        Interface card => card.Parts(machine),
        Filesystem shared => shared.Parts(machine),
        Smartcard card => card.Parts(machine),
        Serial serial => serial.Parts(machine),
        Aerostat.Model.Parallel parallel => parallel.Parts(machine),
        ConsoleDevice console => console.Parts(machine),
        Channel channel => channel.Parts(machine),
        Input input => input.Parts(machine),
        Tpm tpm => tpm.Parts(machine),
        Sound sound => sound.Parts(machine),
        Video video => video.Parts(machine, video.Model.Primary ?? ReferenceEquals(video, domain.Devices.Videos[0])),
        Hostdev hostdev => hostdev.Parts(machine),
        Redirdev redirected => redirected.Parts(machine, domain.Devices.RedirFilter),
        Hub hub => hub.Parts(machine),
        Watchdog watchdog => watchdog.Parts(machine),
        Memballoon balloon => balloon.Parts(machine),
        Rng rng => rng.Parts(machine),
        Panic panic => panic.Parts(machine),
        Shmem shmem => shmem.Parts(machine),
        MemoryDevice memory => memory.Parts(domain, machine),
        Iommu iommu => iommu.Parts(machine),
        Vsock vsock => vsock.Parts(machine),
        Crypto crypto => crypto.Parts(machine),
        _ => [],
    };

    /// <summary>A part's words, with the properties that <c>&lt;qemu:override&gt;</c> puts upon it.</summary>
    public static IEnumerable<string> Argv(DomainDefinition domain, Part part) => Overridden(domain, part).Argv();

    public static Part Overridden(DomainDefinition domain, Part part)
    {
        if (part.Kind is not PartKind.Device || domain.QemuOverrides?.Devices.FirstOrDefault(device => device.Alias == part.Id) is not { } change) return part;
        foreach (var property in change.Properties)
        {
            var name = property.Name ?? "";
            part = part with { Props = part.Props.Without(name) };
            part = property.Type switch
            {
                "remove" => part,
                "bool" => part.With(name, property.Value is "true"),
                "signed" or "unsigned" => part.With(name, long.Parse(property.Value ?? "0", CultureInfo.InvariantCulture)),
                _ => part.With(name, property.Value),
            };
        }
        return part;
    }

    static IEnumerable<string> Windows(Devices devices, Machine machine)
    {
        var root = devices.Controllers.FirstOrDefault(controller => controller.Is(ControllerType.Pci, 0));
        if (root?.PciHole64 is { } hole)
            foreach (var word in new[] { "-global", $"{(machine.IsQ35 ? "q35-pcihost" : "i440FX-pcihost")}.pci-hole64-size={hole.InKib}K" }) yield return word;
        if (root is { Model: ControllerModel.PciRoot, Target.Hotplug: { } hotplug })
            foreach (var word in new[] { "-global", $"PIIX4_PM.acpi-root-pci-hotplug={(hotplug ? "on" : "off")}" }) yield return word;
    }

    /// <summary>The order in which floppies are booted is a property of their controller.</summary>
    static IEnumerable<string> FloppyOrder(Devices devices, Machine machine)
    {
        var floppies = devices.Disks.Where(disk => disk.Bus is DiskBus.Fdc);
        if (floppies.IsEmpty) return [];
        var order = floppies.Where(disk => disk.BootOrder is not null)
            .Select(disk => (Name: disk.Address is DriveAddress { Unit: 1 } ? "bootindexB" : "bootindexA", Place: disk.BootOrder!.Value));
        return machine.IsI440
            ? order.SelectMany(drive => new[] { "-global", $"isa-fdc.{drive.Name}={drive.Place}" })
            : order.Aggregate(Part.Device("isa-fdc"), (part, drive) => part.With(drive.Name, drive.Place)).Argv();
    }

    /// <summary>QEMU dumps nothing by itself: a guest to be dumped is paused, and the engine goes on from there.</summary>
    static IEnumerable<string> Watchdog(Watchdog watchdog)
    {
        if (watchdog.Model is WatchdogModel.Itco) foreach (var word in new[] { "-global", "ICH9-LPC.noreboot=off" }) yield return word;
        yield return "-watchdog-action";
        yield return watchdog.Action switch { null => "reset", WatchdogAction.Dump => "pause", { } action => action.Word() };
    }

    static Part Security(LaunchSecurity security) => security.Type is LaunchSecurityType.Sev
        ? Part.Object("sev-guest", "lsec0")
            .With("cbitpos", security.CBitPos)
            .With("reduced-phys-bits", security.ReducedPhysBits)
            .With("policy", security.Policy)
            .With("kernel-hashes", security.KernelHashes)
        : throw Machine.Unsupported($"launch security type '{security.Type.Word()}' is not supported");
}
