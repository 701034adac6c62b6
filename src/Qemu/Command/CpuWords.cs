using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary><c>-cpu</c>: the model, what it has more or less than by itself, and what a hypervisor tells it.</summary>
static class CpuWords
{
    /// <summary>libvirt writes this one into documents for other hosts, switched off, and QEMU has dropped it: no guest ever had it.</summary>
    static bool IsGone(CpuFeature feature, CpuDefinition cpu) => feature is { Name: "pconfig", Policy: CpuFeaturePolicy.Disable } && cpu.Model is "Icelake-Server";

    public static IEnumerable<string> Of(DomainDefinition domain, Machine machine)
    {
        var words = new Words(Model(domain, machine));
        var cpu = domain.Cpu;
        if (cpu is { Migratable: not null } && !machine.IsX86) throw Machine.Unsupported("Migratable attribute for host-passthrough CPU is not supported by QEMU binary");
        if (cpu?.Mode is CpuMode.HostPassthrough or CpuMode.Maximum) words.Say("migratable", cpu.Migratable);
        words.Say("vendor", cpu?.VendorId);
        foreach (var feature in cpu?.Features ?? [])
        {
            if (feature.Policy is CpuFeaturePolicy.Optional || IsGone(feature, cpu!)) continue;
            words.Say(Name(feature.Name), feature.Policy is not (CpuFeaturePolicy.Disable or CpuFeaturePolicy.Forbid));
        }
        if (machine.IsArm && domain.Type is DomainType.Kvm && machine.Arch is "armv7l") words.Say("aarch64", false);
        Timers(words, domain);
        words.Say("kvm-pv-eoi", domain.Features?.Apic?.Eoi);
        words.Say("kvm-pv-unhalt", domain.Features?.PvSpinlock);
        Hyperv(words, domain);
        Kvm(words, domain.Features?.Kvm);
        words.Say("pmu", domain.Features?.Pmu);
        Cache(words, cpu?.Cache);
        words.Say("host-phys-bits", cpu?.MaxPhysAddr is MaxPhysAddrMode.Passthrough ? true : null);
        words.Say("host-phys-bits-limit", cpu?.MaxPhysAddrLimit);
        words.Say("phys-bits", cpu?.MaxPhysAddr is MaxPhysAddrMode.Emulate ? cpu.MaxPhysAddrBits : null);
        return ["-cpu", words.ToString()];
    }

    static string Model(DomainDefinition domain, Machine machine) => domain.Cpu?.Mode switch
    {
        // What the host has, kept to what another host of its kind could have too.
        CpuMode.HostPassthrough or CpuMode.HostModel when domain.Type is DomainType.Kvm => "host",
        CpuMode.HostPassthrough => throw Machine.Unsupported($"CPU mode 'host-passthrough' for {machine.Arch} qemu domain on this host is not supported by hypervisor"),
        CpuMode.HostModel or CpuMode.Maximum => "max",
        _ => domain.Cpu?.Model ?? (domain.Type is DomainType.Kvm && machine.IsArm ? "host" : machine.DefaultCpu),
    };

    /// <summary>libvirt's names are Linux's; QEMU writes hyphens.</summary>
    static string Name(string feature) => feature switch
    {
        "pclmuldq" => "pclmulqdq",
        "sse4.1" or "sse4.2" => feature,
        _ => feature.Replace('_', '-'),
    };

    static void Timers(Words words, DomainDefinition domain)
    {
        foreach (var timer in domain.Clock?.Timers ?? [])
        {
            if (timer.Name is TimerName.Kvmclock) words.Say("kvmclock", timer.Present);
            if (timer.Name is TimerName.Hypervclock) words.Say("hv-time", timer.Present is true ? true : null);
            if (timer.Name is TimerName.Tsc) words.Say("tsc-frequency", timer.Frequency);
            if (timer.Name is TimerName.Armvtimer && timer.TickPolicy is TickPolicy.Discard) words.Say("kvm-no-adjvtime", true);
        }
    }

    static void Hyperv(Words words, DomainDefinition domain)
    {
        if (domain.Features?.Hyperv is { } hyperv)
        {
            if (hyperv.Mode is HypervMode.Passthrough) words.Say("hv-passthrough", true);
            words.Say("hv-relaxed", On(hyperv.Relaxed)).Say("hv-vapic", On(hyperv.Vapic));
            if (hyperv.Spinlocks is true) words.Say("hv-spinlocks", string.Create(CultureInfo.InvariantCulture, $"0x{hyperv.SpinlockRetries ?? 4095:x}"));
            words.Say("hv-vpindex", On(hyperv.VpIndex)).Say("hv-runtime", On(hyperv.Runtime)).Say("hv-synic", On(hyperv.Synic))
                .Say("hv-stimer", On(hyperv.Stimer)).Say("hv-stimer-direct", On(hyperv.StimerDirect)).Say("hv-reset", On(hyperv.Reset))
                .Say("hv-vendor-id", hyperv.VendorId is true ? hyperv.VendorIdValue : null)
                .Say("hv-frequencies", On(hyperv.Frequencies)).Say("hv-reenlightenment", On(hyperv.Reenlightenment))
                .Say("hv-tlbflush", On(hyperv.TlbFlush)).Say("hv-ipi", On(hyperv.Ipi)).Say("hv-evmcs", On(hyperv.Evmcs)).Say("hv-avic", On(hyperv.AvIc));
        }
        if (domain.Devices.Panics.Any(panic => panic.Model is PanicModel.Hyperv)) words.Say("hv-crash");
    }

    static bool? On(bool? state) => state is true ? true : null;

    static void Kvm(Words words, KvmFeatures? kvm)
    {
        words.Say("kvm", kvm?.Hidden is true ? false : null)
            .Say("kvm-hint-dedicated", On(kvm?.HintDedicated))
            .Say("kvm-poll-control", On(kvm?.PollControl))
            .Say("kvm-pv-ipi", kvm?.PvIpi is false ? false : null);
    }

    static void Cache(Words words, CpuCache? cache)
    {
        switch (cache?.Mode)
        {
            case CpuCacheMode.Emulate: words.Say("l3-cache", true).Say("host-cache-info", false); break;
            case CpuCacheMode.Passthrough: words.Say("host-cache-info", true).Say("l3-cache", false); break;
            case CpuCacheMode.Disable: words.Say("host-cache-info", false).Say("l3-cache", false); break;
            default: break;
        }
    }
}
