using Aerostat.Linux;

namespace Aerostat.Qemu;

/// <summary>Features of an x86 processor by one name each. QEMU lists several for some, and libvirt and the kernel spell a few in their own way.</summary>
/// <remarks>Source: QEMU's alias properties of <c>x86_64-cpu</c>; the features' names in libvirt's domain format; Linux, <c>cpufeatures.h</c>.</remarks>
public static class CpuFeatures
{
    static readonly Dictionary<string, string> libvirt = new()
    {
        ["sse3"] = "pni",
        ["sse4-1"] = "sse4.1",
        ["sse4_1"] = "sse4.1",
        ["sse4-2"] = "sse4.2",
        ["sse4_2"] = "sse4.2",
        ["xd"] = "nx",
        ["i64"] = "lm",
        ["pclmulqdq"] = "pclmuldq",
        ["ffxsr"] = "fxsr_opt",
        ["fxsr-opt"] = "fxsr_opt",
        ["lahf-lm"] = "lahf_lm",
        ["cmp-legacy"] = "cmp_legacy",
        ["nodeid-msr"] = "nodeid_msr",
        ["ds-cpl"] = "ds_cpl",
        ["perfctr-core"] = "perfctr_core",
        ["perfctr-nb"] = "perfctr_nb",
        ["tsc-adjust"] = "tsc_adjust",
        ["tsc-scale"] = "tsc-scale",
        ["pause_filter"] = "pause-filter",
    };

    /// <summary>Of the kernel's words those that differ by more than a dash.</summary>
    static readonly Dictionary<string, string> kernel = new()
    {
        ["tsc_deadline_timer"] = "tsc-deadline",
        ["nonstop_tsc"] = "invtsc",
        ["pausefilter"] = "pause-filter",
        ["split_lock_detect"] = "core-capability",
        ["sgx_lc"] = "sgxlc",
        ["cqm_occup_llc"] = "cmt",
        ["cqm_mbm_total"] = "mbm_total",
        ["cqm_mbm_local"] = "mbm_local",
    };

    /// <summary>One flag of the kernel's for what each maker does in its own way.</summary>
    static readonly Dictionary<(string Vendor, string Flag), string> makers = new()
    {
        [("Intel", "ibrs")] = "spec-ctrl",
        [("AMD", "stibp")] = "amd-stibp",
        [("AMD", "ssbd")] = "amd-ssbd",
    };

    /// <summary>What the emulator itself adds, whatever the model.</summary>
    static readonly string[] added = ["hypervisor"];

    /// <summary>What no model has, because the system switches it on, or reads it for itself.</summary>
    public static readonly string[] OfSystem = ["osxsave", "ospke", "cmt", "mbm_total", "mbm_local"];

    /// <summary>What no guest is promised that shall go on elsewhere: its state does not move, or it is this host's clock.</summary>
    public static readonly string[] Bound = ["invtsc", "xsaves"];

    public static string Name(string feature) => libvirt.GetValueOrDefault(feature, feature);

    /// <summary>The features among what QEMU told, by their one name.</summary>
    public static SortedSet<string> Of(IEnumerable<string> told) => new(told.Select(Name).Except(added), StringComparer.Ordinal);

    /// <summary>The features among the kernel's flags; the rest of them is the kernel's own.</summary>
    public static SortedSet<string> OfKernel(ProcessorInfo info, IReadOnlySet<string> known)
    {
        var vendor = CpuVendors.Of(info);
        SortedSet<string> has = new(StringComparer.Ordinal);
        foreach (var flag in info.Flags)
            if (Spellings(flag).Select(Name).FirstOrDefault(known.Contains) is { } feature) has.Add(feature);
        // Not told, but no kernel saves a processor's state without.
        if (has.Contains("xsave")) has.Add("osxsave");
        return has;

        IEnumerable<string> Spellings(string flag) => vendor is not null && makers.TryGetValue((vendor, flag), out var made) ? [made]
            : [kernel.GetValueOrDefault(flag, flag), flag.Replace('_', '-'), flag.Replace("_", "", StringComparison.Ordinal)];
    }
}
