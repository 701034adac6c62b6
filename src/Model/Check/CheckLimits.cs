using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Numbers of the domain itself that have bounds, and words that exclude each other.</summary>
/// <remarks>Source: libvirt's <c>virDomainDefValidateInternal</c> and <c>qemuValidateDomainDef</c>.</remarks>
static class CheckLimits
{
    // The kernel's bounds, in microseconds and shares.
    const ulong LeastShares = 2, MostShares = 262144, LeastPeriod = 1000, MostPeriod = 1_000_000;
    const long LeastQuota = 1000, MostQuota = 17592186044415;

    public static IEnumerable<Problem> Problems(DomainDefinition v) => Processors(v).Concat(Lifecycle(v)).Concat(Memory(v)).Concat(Machine(v));

    static IEnumerable<Problem> Processors(DomainDefinition v)
    {
        static Problem Beyond(string name, object least, object most) =>
            Problem.Unsupported($"/domain/cputune/{name}", $"Value of cputune '{name}' must be in range [{least}, {most}]", domain: ErrorDomain.Domain);
        var tune = v.CpuTune ?? new();
        if (tune.Shares is > 0 and (< LeastShares or > MostShares)) yield return Beyond("shares", LeastShares, MostShares);
        foreach (var (name, period) in new[] { ("period", tune.Period), ("global_period", tune.GlobalPeriod), ("emulator_period", tune.EmulatorPeriod), ("iothread_period", tune.IoThreadPeriod) })
            if (period is > 0 and (< LeastPeriod or > MostPeriod)) yield return Beyond(name, LeastPeriod, MostPeriod);
        foreach (var (name, quota) in new[] { ("quota", tune.Quota), ("global_quota", tune.GlobalQuota), ("emulator_quota", tune.EmulatorQuota), ("iothread_quota", tune.IoThreadQuota) })
            if (quota is > 0 and (< LeastQuota or > MostQuota)) yield return Beyond(name, LeastQuota, MostQuota);
        if (!tune.CacheTunes.IsEmpty && v.Type is not DomainType.Kvm) yield return Problem.Unsupported("/domain/cputune/cachetune", "cachetune is only supported for KVM domains");
        foreach (var (least, most) in v.IoThreadIds.Select(thread => (thread.PoolMin, thread.PoolMax)).Prepend((v.DefaultIoThread?.PoolMin, v.DefaultIoThread?.PoolMax)))
        {
            if (most is 0) yield return Problem.Unsupported("/domain/iothreadids", "thread_pool_max must be a positive integer", domain: ErrorDomain.Domain);
            if (least > most) yield return Problem.Unsupported("/domain/iothreadids", "thread_pool_min must be smaller or equal to thread_pool_max", domain: ErrorDomain.Domain);
        }
        if (v.Vcpus.Any(vcpu => vcpu is { Id: 0, Enabled: false })) yield return Problem.Unsupported("/domain/vcpus", "vcpu 0 can't be offline");
    }

    static IEnumerable<Problem> Lifecycle(DomainDefinition v)
    {
        static bool Dumps(LifecycleAction? action) => action is LifecycleAction.CoredumpDestroy or LifecycleAction.CoredumpRestart;
        foreach (var (name, action) in new[] { ("poweroff", v.OnPoweroff), ("reboot", v.OnReboot) })
            if (Dumps(action)) yield return Problem.Unsupported($"/domain/on_{name}", $"Lifecycle event '{name}' doesn't support '{action?.Word()}' action", domain: ErrorDomain.Domain);
        if (v.OnPoweroff is LifecycleAction.RenameRestart || v.OnReboot is LifecycleAction.RenameRestart || v.OnCrash is LifecycleAction.RenameRestart)
            yield return Problem.Unsupported("/domain", "qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'");
        if (v.OnPoweroff is LifecycleAction.Preserve || v.OnReboot is LifecycleAction.Preserve)
            yield return Problem.Unsupported("/domain", "qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'");
        if (v is { OnPoweroff: LifecycleAction.Restart, OnReboot: LifecycleAction.Destroy })
            yield return Problem.Unsupported("/domain", "qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'");
    }

    static IEnumerable<Problem> Memory(DomainDefinition v)
    {
        var devices = v.BlkioTune?.Devices ?? [];
        if (devices.GroupBy(device => device.Path).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return Problem.Unsupported("/domain/blkiotune/device", $"duplicate blkio device path '{twice.Key}'", domain: ErrorDomain.Domain);
        if (v.MemTune?.MinGuarantee is not null) yield return Problem.Unsupported("/domain/memtune/min_guarantee", "Parameter 'min_guarantee' not supported by QEMU.");
        if (v.MemoryBacking is { HugePages: not null, Allocation: AllocationMode.Ondemand }) yield return Problem.Unsupported("/domain/memoryBacking", "hugepages are not allowed with memory allocation ondemand");
        if (v.MemoryBacking is { HugePages: not null, Source: MemorySourceType.Anonymous }) yield return Problem.Unsupported("/domain/memoryBacking", "hugepages are not allowed with anonymous memory source");
        if (v.Features?.Tcg?.TbCache is { } cache && cache.Value % Bytes.Mib(1).Value != 0) yield return Problem.Unsupported("/domain/features/tcg/tb-cache", "tb-cache size must be an integer multiple of MiB");
    }

    static IEnumerable<Problem> Machine(DomainDefinition v)
    {
        var machine = MachineFamily.Of(v);
        Problem Feature(string name) => Problem.Unsupported($"/domain/features/{name}", $"The '{name}' feature is not supported for architecture '{v.Os.Arch}' or machine type '{v.Os.Machine}'");
        if (v.Features is { } features)
        {
            if (features.Gic is not null && !machine.IsVirt) yield return Feature("gic");
            if (features.Apic?.Eoi is not null && !machine.IsX86)
                yield return Problem.Unsupported("/domain/features/apic", $"The 'eoi' attribute of the 'apic' feature is not supported for architecture '{v.Os.Arch}' or machine type '{v.Os.Machine}'");
            if (features.VmPort is not null && !machine.IsX86) yield return Problem.Unsupported("/domain/features/vmport", "vmport is not available with this QEMU binary");
        }
        if (v.Pm is { SuspendToMem: not null } && !machine.IsX86) yield return Problem.Unsupported("/domain/pm", "setting ACPI S3 not supported");
        if (v.Pm is { SuspendToDisk: not null } && !machine.IsX86) yield return Problem.Unsupported("/domain/pm", "setting ACPI S4 not supported");
        if (v.Os.RebootTimeout is < -1 or > 65535) yield return Problem.Unsupported("/domain/os/bios/@rebootTimeout", "invalid value for rebootTimeout, must be in range [-1,65535]", domain: ErrorDomain.Domain);
        if (v.Bootloader is not null) yield return Problem.Unsupported("/domain/bootloader", "bootloader is not supported by QEMU");
        if (v.LaunchSecurity is { Type: LaunchSecurityType.S390Pv }) yield return Problem.Unsupported("/domain/launchSecurity", "S390 PV launch security is not supported with this QEMU binary");
        foreach (var entry in v.SysInfos.SelectMany(info => info.FwCfg))
        {
            if (entry.Name is not { } name || !name.StartsWith("opt/", StringComparison.Ordinal)) yield return Problem.Unsupported("/domain/sysinfo/entry/@name", "Invalid firmware name", "It begins with 'opt/'.");
            else if (string.IsNullOrEmpty(entry.Value) && entry.File is null) yield return Problem.Wrong("/domain/sysinfo/entry", "Firmware entry must have either value or 'file' attribute");
            else if (name.StartsWith("opt/ovmf/", StringComparison.Ordinal) || name.StartsWith("opt/org.qemu/", StringComparison.Ordinal)) yield return Problem.Unsupported("/domain/sysinfo/entry/@name", "That firmware name is reserved");
        }
    }
}
