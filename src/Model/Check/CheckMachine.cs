using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What only some machines have.</summary>
static class CheckMachine
{
    public static IEnumerable<Problem> Problems(DomainDefinition v, Platform platform)
    {
        var machine = MachineFamily.Of(v);
        if (v.Features?.Smm?.Tseg is { } tseg)
        {
            if (!machine.IsQ35) yield return Problem.Unsupported("/domain/features/smm/tseg", "SMM TSEG is only supported with q35 machine type");
            if (tseg.Value % (1 << 20) != 0) yield return Problem.Unsupported("/domain/features/smm/tseg", "SMM TSEG size must be divisible by 1 MiB");
        }
        foreach (var (name, given) in new[] { ("hpt", v.Features?.Hpt is not null), ("htm", v.Features?.Htm is not null), ("nested-hv", v.Features?.NestedHv is not null), ("ccf-assist", v.Features?.CcfAssist is not null) })
            if (given) yield return Problem.Unsupported($"/domain/features/{name}", $"The '{name}' feature is not supported for architecture '{v.Os.Arch}' or machine type '{v.Os.Machine}'");
        foreach (var serial in v.Devices.Serials)
        {
            if (!Fits(serial, machine))
                yield return Problem.Unsupported("/domain/devices/serial", $"Serial device with target type '{serial.TargetType?.Word()}' and target model '{serial.TargetModel?.Word()}' not compatible with guest architecture or machine type");
        }
        foreach (var tpm in v.Devices.Tpms)
            if (machine.IsArm && tpm.Backend.Version is TpmVersion.V12) yield return Problem.Unsupported("/domain/devices/tpm", "TPM 1.2 is not supported on ARM");
        foreach (var problem in Iommu(v, machine)) yield return problem;
        if (v.LaunchSecurity is { Type: LaunchSecurityType.Sev } && !platform.Sev)
            yield return Problem.Unsupported("/domain/launchSecurity", "SEV launch security is not supported with this QEMU binary");
        foreach (var memory in v.Devices.Memories)
            if (memory.Model is MemoryModel.SgxEpc && v.Type is not DomainType.Kvm) yield return Problem.Unsupported("/domain/devices/memory", "sgx epc isn't supported by this QEMU binary");
        if (v.Cpu is not { } cpu) yield break;
        if (cpu.Cache is { } cache)
        {
            if (cache is { Mode: CpuCacheMode.Emulate, Level: not 3 }) yield return Problem.Unsupported("/domain/cpu/cache", "CPU cache mode 'emulate' can only be used with level='3'");
            if (cache is { Mode: not CpuCacheMode.Emulate, Level: not null }) yield return Problem.Unsupported("/domain/cpu/cache", $"unsupported CPU cache level for mode '{cache.Mode.Word()}'");
            if (cache.Mode is CpuCacheMode.Passthrough && cpu.Mode is not (CpuMode.HostPassthrough or CpuMode.Maximum))
                yield return Problem.Unsupported("/domain/cpu/cache", "CPU cache mode 'passthrough' can only be used with 'host-passthrough' / 'maximum' CPUs");
        }
        if (cpu is { MaxPhysAddr: MaxPhysAddrMode.Emulate, MaxPhysAddrBits: null })
            yield return Problem.Unsupported("/domain/cpu/maxphysaddr", "if using CPU maximum physical address mode='emulate', bits= must be specified too");
        if (cpu is { MaxPhysAddr: MaxPhysAddrMode.Passthrough, MaxPhysAddrBits: not null })
            yield return Problem.Unsupported("/domain/cpu/maxphysaddr", "CPU maximum physical address bits number specification cannot be used with mode='passthrough'");
        if (machine.IsArm && cpu.Features.Any(f => f.Name is "sve" && f.Policy is CpuFeaturePolicy.Disable)
            && cpu.Features.Any(f => f.Name.StartsWith("sve", StringComparison.Ordinal) && f.Name.Length > 3 && f.Policy is CpuFeaturePolicy.Require))
            yield return Problem.Unsupported("/domain/cpu/feature", "SVE disabled, but SVE vector lengths provided");
    }

    static bool Fits(Serial serial, MachineFamily machine) => serial.TargetType switch
    {
        SerialTargetType.IsaSerial or SerialTargetType.IsaDebug => machine.IsX86,
        SerialTargetType.SpaprVioSerial or SerialTargetType.SclpSerial => false,
        SerialTargetType.SystemSerial => serial.TargetModel is not SerialTargetModel.Pl011 || machine.IsVirt,
        _ => true,
    };

    static IEnumerable<Problem> Iommu(DomainDefinition v, MachineFamily machine)
    {
        if (v.Devices.Iommu is not { } iommu) yield break;
        const string Path = "/domain/devices/iommu";
        switch (iommu.Model)
        {
            case IommuModel.Intel when !machine.IsQ35:
                yield return Problem.Unsupported(Path, "IOMMU device: 'intel' is only supported with Q35 machines");
                break;
            case IommuModel.Smmuv3 when !machine.IsVirt:
                yield return Problem.Unsupported(Path, "IOMMU device: 'smmuv3' is only supported with ARM Virt machines");
                break;
            case IommuModel.Virtio:
                if (!machine.IsQ35 && !machine.IsVirt) yield return Problem.Unsupported(Path, "IOMMU device: 'virtio' is only supported with Q35 and ARM Virt machines");
                if (iommu.Address is not (null or PciAddress)) yield return Problem.Unsupported(Path, "IOMMU device: 'virtio' needs a PCI address");
                if (iommu.Address is PciAddress { Bus: > 0 } at) yield return Problem.Wrong(Path, $"The device at PCI address {at} needs to be an integrated device (bus=0)");
                if (v.Features is not { Acpi: true }) yield return Problem.Unsupported(Path, "IOMMU device: 'virtio' requires ACPI");
                break;
        }
    }
}
