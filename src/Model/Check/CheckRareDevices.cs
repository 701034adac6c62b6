using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Watchdogs, panics, TPMs, shared memory and what else there is few of.</summary>
/// <remarks>Source: libvirt's <c>qemuValidateDomain…</c> of each.</remarks>
static class CheckRareDevices
{
    public static IEnumerable<Problem> Problems(DomainDefinition v, Platform platform) =>
        Watchdogs(v).Concat(Panics(v, platform)).Concat(Tpms(v, platform)).Concat(Shmems(v)).Concat(Smartcards(v)).Concat(Inputs(v, platform)).Concat(Memories(v)).Concat(Others(v));

    static IEnumerable<Problem> Watchdogs(DomainDefinition v)
    {
        const string Path = "/domain/devices/watchdog";
        foreach (var watchdog in v.Devices.Watchdogs)
        {
            var model = watchdog.Model.Word();
            if (watchdog.Model is WatchdogModel.Diag288) yield return Problem.Unsupported(Path, $"{model} model of watchdog is allowed for s390 and s390x only");
            if (watchdog is { Model: WatchdogModel.I6300esb, Address: not (null or PciAddress) }) yield return Problem.Unsupported(Path, $"{model} model of watchdog can go only on PCI bus");
            if (watchdog is { Model: WatchdogModel.Ib700, Address: not null }) yield return Problem.Unsupported(Path, $"{model} model of watchdog does not support configuring the address");
        }
    }

    static IEnumerable<Problem> Panics(DomainDefinition v, Platform platform)
    {
        const string Path = "/domain/devices/panic";
        foreach (var panic in v.Devices.Panics)
        {
            if (panic.Model is PanicModel.S390) yield return Problem.Unsupported(Path, "only S390 guests support panic device of model 's390'");
            if (panic.Model is PanicModel.Pseries) yield return Problem.Unsupported(Path, "only pSeries guests support panic device of model 'pseries'");
            if (panic.Model is PanicModel.Hyperv && !MachineFamily.Of(v).IsX86) yield return Problem.Unsupported(Path, "only i686 and x86_64 guests support panic device of model 'hyperv'");
            if (panic is { Model: PanicModel.Hyperv, Address: not null }) yield return Problem.Unsupported(Path, "setting the panic device address is not supported for model 'hyperv'");
            if (panic.Model is null or PanicModel.Isa && !platform.Has("pvpanic")) yield return Problem.Unsupported(Path, "the QEMU binary does not support the ISA panic device");
            if (panic is { Model: null or PanicModel.Isa, Address: not (null or IsaAddress) }) yield return Problem.Unsupported(Path, "panic is supported only with ISA address type");
        }
        foreach (var model in v.Devices.Panics.GroupBy(panic => panic.Model ?? PanicModel.Isa).Where(group => group.Count() > 1))
            yield return Problem.Wrong(Path, $"Multiple panic devices with model '{model.Key.Word()}'");
    }

    static IEnumerable<Problem> Tpms(DomainDefinition v, Platform platform)
    {
        const string Path = "/domain/devices/tpm";
        foreach (var tpm in v.Devices.Tpms)
        {
            if (!tpm.Backend.ActivePcrBanks.IsEmpty && tpm.Backend.Version is not (null or TpmVersion.V20)) yield return Problem.Wrong(Path, "<active_pcr_banks/> requires TPM version '2.0'");
            if (tpm.Backend is { Type: TpmBackendType.External, External: var far })
            {
                if (far is { Type: not CharType.Unix }) yield return Problem.Wrong(Path, "only source type 'unix' is supported for external TPM device");
                if (far is { Mode: SocketEnd.Bind }) yield return Problem.Wrong(Path, "only 'client' mode is supported for external TPM device");
                if (far?.Path is null) yield return Problem.Wrong(Path, "missing socket path for external TPM device");
            }
            if (tpm is { Backend: { Type: TpmBackendType.Emulator, Version: TpmVersion.V12 }, Model: TpmModel.TpmCrb }) yield return Problem.Unsupported(Path, "Unsupported interface 'tpm-crb' for TPM 1.2");
            if (tpm.Model is { } model && !IsThere(model, v, platform)) yield return Problem.Unsupported(Path, $"The QEMU executable {v.Devices.Emulator} does not support TPM model {model.Word()}");
        }
        if (v.Devices.Tpms.Count > 1) yield return Problem.Unsupported(Path, "only a single TPM non-proxy device is supported");
    }

    static bool IsThere(TpmModel model, DomainDefinition v, Platform platform) => model switch
    {
        TpmModel.TpmTis => platform.Has(MachineFamily.Of(v).IsArm ? "tpm-tis-device" : "tpm-tis"),
        TpmModel.TpmCrb => platform.Has("tpm-crb"),
        _ => false,
    };

    static IEnumerable<Problem> Shmems(DomainDefinition v)
    {
        const string Path = "/domain/devices/shmem";
        foreach (var shmem in v.Devices.Shmems)
        {
            if (shmem is { Model: ShmemModel.IvshmemPlain, HasServer: true }) yield return Problem.Unsupported(Path, "shmem model 'ivshmem-plain' is supported only with server option disabled");
            if (shmem is { Model: ShmemModel.IvshmemDoorbell, HasServer: false }) yield return Problem.Unsupported(Path, "shmem model 'ivshmem-doorbell' is supported only with server option enabled");
            if (shmem is { Model: ShmemModel.IvshmemPlain, HasMsi: true, HasServer: false }) yield return Problem.Wrong(Path, "msi option is only supported with a server");
            if (shmem is { Model: ShmemModel.IvshmemDoorbell, Size: not null }) yield return Problem.Unsupported(Path, "shmem model 'ivshmem-doorbell' does not support size setting");
        }
    }

    static IEnumerable<Problem> Smartcards(DomainDefinition v)
    {
        const string Path = "/domain/devices/smartcard";
        if (v.Devices.Smartcards.Count > 1) yield return Problem.Unsupported(Path, "this QEMU binary lacks multiple smartcard support");
        if (v.Devices.Smartcards.Any(card => card.Address is not (null or CcidAddress))) yield return Problem.Unsupported(Path, "Controllers must use the 'ccid' address type", domain: ErrorDomain.Domain);
    }

    static IEnumerable<Problem> Inputs(DomainDefinition v, Platform platform)
    {
        const string Path = "/domain/devices/input";
        foreach (var input in v.Devices.Inputs)
        {
            if (input is { Bus: InputBus.Ps2, Type: not (InputType.Mouse or InputType.Keyboard) })
                yield return new(Path, ErrorCode.InternalError, $"internal error: ps2 bus does not support {input.Type.Word()} input device");
            if (input.Bus is InputBus.Xen) yield return new(Path, ErrorCode.InternalError, $"internal error: unsupported input bus {input.Bus?.Word()}");
            if (input is { Type: InputType.Passthrough, Bus: not InputBus.Virtio }) yield return Problem.Unsupported(Path, "only bus 'virtio' is supported for 'passthrough' input devices", domain: ErrorDomain.Domain);
            if (input is { Type: InputType.Evdev, Bus: not (null or InputBus.None) }) yield return Problem.Unsupported(Path, "input evdev doesn't support bus element", domain: ErrorDomain.Domain);
            if (input is { Model: { } model, Bus: not InputBus.Virtio }) yield return Problem.Unsupported(Path, $"only bus 'virtio' is supported for input model '{model.Word()}'", domain: ErrorDomain.Domain);
            if (input.Bus is InputBus.Ps2 && !MachineFamily.Of(v).IsX86 && !platform.Has("i8042")) yield return Problem.Unsupported(Path, "ps2 is not supported by this QEMU binary", "Put it on bus usb or virtio.");
        }
    }

    static IEnumerable<Problem> Memories(DomainDefinition v)
    {
        const string Path = "/domain/devices/memory";
        foreach (var module in v.Devices.Memories)
        {
            var model = module.Model.Word();
            if (module.Model is MemoryModel.Nvdimm or MemoryModel.VirtioPmem && module.Source?.Path is null) yield return Problem.Detail(Path, $"path is required for model '{model}'");
            if (module is { Model: MemoryModel.Nvdimm, Discard: true }) yield return Problem.Unsupported(Path, "discard is not supported for nvdimms", domain: ErrorDomain.Domain);
            if (module is { Model: MemoryModel.Nvdimm, Uuid: not null }) yield return Problem.Unsupported(Path, "UUID is not supported for NVDIMM device", domain: ErrorDomain.Domain);
            if (module.Model is MemoryModel.VirtioPmem)
            {
                if (module.Discard is true) yield return Problem.Unsupported(Path, "discard is not supported for model 'virtio-pmem'", domain: ErrorDomain.Domain);
                if (module.Access is not MemoryAccess.Shared) yield return Problem.Unsupported(Path, "shared access mode required for virtio-pmem device", domain: ErrorDomain.Domain);
                if (module.Target.Node is not null) yield return Problem.Unsupported(Path, "virtio-pmem does not support NUMA nodes", domain: ErrorDomain.Domain);
            }
        }
    }

    static IEnumerable<Problem> Others(DomainDefinition v)
    {
        if (v.Devices.Iommu is { } iommu)
        {
            if (iommu is { Model: not IommuModel.Intel } and not { InterruptRemapping: null, CachingMode: null, Eim: null, Iotlb: null, AddressWidth: null })
                yield return Problem.Wrong("/domain/devices/iommu/driver", $"iommu model '{iommu.Model.Word()}' doesn't support additional attributes");
            if (iommu is { Model: not IommuModel.Virtio, Address: not null }) yield return Problem.Wrong("/domain/devices/iommu/address", $"iommu model '{iommu.Model.Word()}' can't have address");
            if (iommu.InterruptRemapping is true && v.Features?.IoApic is not IoApicDriver.Qemu)
                yield return Problem.Unsupported("/domain/devices/iommu/driver", "IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')", "Add <features><ioapic driver='qemu'/></features>.", ErrorDomain.Domain);
            if (iommu.Eim is true && iommu.InterruptRemapping is not true)
                yield return Problem.Unsupported("/domain/devices/iommu/driver", "IOMMU eim requires interrupt remapping to be enabled", domain: ErrorDomain.Domain);
        }
        if (v.Devices.Memballoon?.Model is BalloonModel.Xen) yield return new("/domain/devices/memballoon", ErrorCode.InternalError, "internal error: QEMU has no balloon of model 'xen'");
        if (v.Devices.Controllers.FirstOrDefault(controller => controller.Type is ControllerType.Isa or ControllerType.Xenbus) is { } foreign)
            yield return new("/domain/devices/controller", ErrorCode.InternalError, $"internal error: QEMU has no controller of type '{foreign.Type.Word()}'");
        if (v.Devices.Filesystems.FirstOrDefault(shared => shared.Driver?.Type is FilesystemDriverType.Loop or FilesystemDriverType.Nbd or FilesystemDriverType.Ploop) is { } container)
            yield return new("/domain/devices/filesystem", ErrorCode.InternalError, $"internal error: a driver of type '{container.Driver?.Type?.Word()}' is for containers");
        if (v.Devices.Nvram is not null) yield return Problem.Unsupported("/domain/devices/nvram", "nvram device is only supported for PPC64");
        if (v.Devices.Graphics.FirstOrDefault(screen => screen is { Type: GraphicsType.Vnc, Password.Length: > 8 }) is { Password: { } password })
            yield return Problem.Unsupported("/domain/devices/graphics/@passwd", $"VNC password is {password.Length} characters long, only 8 permitted");
        foreach (var screen in v.Devices.Graphics)
        {
            if (screen.Type is GraphicsType.Rdp or GraphicsType.Desktop) yield return Problem.Unsupported("/domain/devices/graphics", $"{screen.Type.Word()} graphics are not supported with this QEMU");
            if (screen.PasswordValidTo is { } end && !DateTime.TryParseExact(end, "yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _))
                yield return new("/domain/devices/graphics/@passwdValidTo", ErrorCode.InternalError, $"internal error: cannot parse password validity time '{end}', expect YYYY-MM-DDTHH:MM:SS");
            if (screen.Listens.Any(listen => listen is { Type: ListenType.Network, Network: null })) yield return Problem.Wrong("/domain/devices/graphics/listen", "'network' attribute is required for listen type 'network'");
            if (screen is { P2P: true, DBusAddress: not null }) yield return Problem.Wrong("/domain/devices/graphics", "D-Bus p2p with an address is not supported");
            if (screen is { Type: GraphicsType.Dbus, AudioId: { } id } && v.Devices.Audios.FirstOrDefault(audio => audio.Id == id) is { Type: not AudioType.Dbus }) yield return Problem.Unsupported("/domain/devices/graphics/audio", "The associated audio is not of 'dbus' kind.");
        }
        if (v.Devices.Audios.Any(audio => audio.Type is AudioType.Spice) && !v.Devices.Graphics.Any(screen => screen.Type is GraphicsType.Spice))
            yield return Problem.Unsupported("/domain/devices/audio", "Spice audio is not supported without spice graphics");
        foreach (var rule in v.Devices.RedirFilter?.Rules ?? [])
            if (rule.Class is { } kind && Numbers.Parse(kind) is > byte.MaxValue) yield return new("/domain/devices/redirfilter/usbdev/@class", ErrorCode.InternalError, $"internal error: Invalid USB Class code {kind}");
        foreach (var shared in v.Devices.Filesystems)
        {
            if (shared.BootOrder is not null && shared.Driver?.Type is not FilesystemDriverType.Virtiofs) yield return Problem.Unsupported("/domain/devices/filesystem/boot", "boot order is only supported for virtiofs", domain: ErrorDomain.Domain);
            if (shared.Driver?.Type is FilesystemDriverType.Handle && shared.AccessMode is not (null or AccessMode.Passthrough)) yield return Problem.Unsupported("/domain/devices/filesystem", "only supports passthrough accessmode");
        }
    }
}
