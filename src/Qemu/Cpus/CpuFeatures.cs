namespace Aerostat.Qemu;

/// <summary>Features of an x86 processor by one name each. QEMU lists several for some, and libvirt spells a few in its own way.</summary>
/// <remarks>Source: QEMU's alias properties of <c>x86_64-cpu</c>; the features' names in libvirt's domain format.</remarks>
public static class CpuFeatures
{
    static readonly Dictionary<string, string> libvirt = new()
    {
        ["sse3"] = "pni", ["sse4-1"] = "sse4.1", ["sse4_1"] = "sse4.1", ["sse4-2"] = "sse4.2", ["sse4_2"] = "sse4.2", ["xd"] = "nx", ["i64"] = "lm", ["pclmulqdq"] = "pclmuldq",
        ["ffxsr"] = "fxsr_opt", ["fxsr-opt"] = "fxsr_opt", ["lahf-lm"] = "lahf_lm", ["cmp-legacy"] = "cmp_legacy", ["nodeid-msr"] = "nodeid_msr", ["ds-cpl"] = "ds_cpl",
        ["perfctr-core"] = "perfctr_core", ["perfctr-nb"] = "perfctr_nb", ["tsc-adjust"] = "tsc_adjust", ["tsc-scale"] = "tsc-scale", ["pause_filter"] = "pause-filter",
    };

    /// <summary>What the emulator itself adds, whatever the model.</summary>
    static readonly string[] added = ["hypervisor"];

    public static string Name(string feature) => libvirt.GetValueOrDefault(feature, feature);

    /// <summary>The features among what QEMU told, by their one name.</summary>
    public static SortedSet<string> Of(IEnumerable<string> told) => new(told.Select(Name).Except(added), StringComparer.Ordinal);
}
