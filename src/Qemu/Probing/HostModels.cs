using Aerostat.Qmp;

namespace Aerostat.Qemu;

/// <summary>The host's processor in words that QEMU knows: the richest of its models that runs here, and what the host has beyond it.</summary>
public sealed record HostModel(string Name, IReadOnlyList<string> Required);

/// <summary>QEMU's names of processors, told apart.</summary>
public static class HostModels
{
    /// <summary>Switches of QEMU's processor object that are no features of a processor.</summary>
    static readonly string[] Switches =
    [
        "kvm", "migratable", "check", "enforce", "pmu", "realized", "hotplugged", "start-powered-off", "fill-mtrr-mask", "host-phys-bits", "host-cache-info",
        "legacy-cache", "l3-cache", "tcg-cpuid", "cpuid-0xb", "full-cpuid-auto-level", "lmce", "vmware-cpuid-freq", "xen-vapic", "aarch64", "memory-mapped-timer",
    ];

    static readonly string[] Families = ["kvm", "hv-", "x-", "host-", "legacy-", "amd-"];

    public static bool IsFeature(string property) =>
        !Switches.Contains(property) && !Families.Any(family => property.StartsWith(family, StringComparison.Ordinal) && !property.StartsWith("amd-s", StringComparison.Ordinal) && property is not "amd-no-ssb")
        && !property.Contains('_', StringComparison.Ordinal);

    /// <summary>Versions (<c>Haswell-v2</c>) are kinds of a model; others stand for what is there, or for all or nothing of it.</summary>
    public static bool IsModel(string name) => name is not ("host" or "max" or "base")
        && !(name.LastIndexOf("-v", StringComparison.Ordinal) is > 0 and var at && name.AsSpan(at + 2) is { Length: > 0 } version && !version.ContainsAnyExceptInRange('0', '9'));

    internal static async Task<HostModel?> ChooseAsync(IQmpClient qmp, EmulatorCapabilities capabilities, CancellationToken cancel)
    {
        var host = capabilities.HostFeatures.ToHashSet();
        (string Name, string[] Features)? best = null;
        foreach (var cpu in capabilities.KvmCpus)
        {
            if (cpu.Usable is not true || cpu.Name is "host" or "max" or "base" || cpu.Deprecated) continue;
            if (await Prober.FeaturesAsync(qmp, cpu.Name, cancel) is not { } features) continue;
            if (best is null || features.Length > best.Value.Features.Length) best = (cpu.Name, features);
        }
        return best is { } chosen ? new(chosen.Name, [.. host.Except(chosen.Features).Order(StringComparer.Ordinal)]) : null;
    }
}
