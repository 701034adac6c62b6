using Aerostat.Linux;

namespace Aerostat.Qemu;

/// <summary>Who makes what QEMU emulates, and libvirt's spelling of features.</summary>
static class CpuVendors
{
    static readonly string[] Amd = ["EPYC", "Opteron", "phenom", "athlon"];
    static readonly string[] Nobody = ["qemu", "kvm", "pentium", "486", "base", "max", "host"];

    public static string Of(string model, string arch) =>
        arch is not ("x86_64" or "i686") || Nobody.Any(start => model.StartsWith(start, StringComparison.Ordinal)) ? "unknown"
        : Amd.Any(start => model.StartsWith(start, StringComparison.Ordinal)) ? "AMD"
        : model.StartsWith("Dhyana", StringComparison.Ordinal) ? "Hygon" : "Intel";

    public static string? OfHost { get; } = (ProcFile.TryRead("/proc/cpuinfo") ?? "").Split('\n')
        .FirstOrDefault(line => line.StartsWith("vendor_id", StringComparison.Ordinal))?.Split(':')[^1].Trim() switch
        {
            "GenuineIntel" => "Intel",
            "AuthenticAMD" => "AMD",
            "HygonGenuine" => "Hygon",
            _ => null,
        };

    public static string LibvirtName(string feature) => feature switch
    {
        "lahf-lm" or "cmp-legacy" or "fxsr-opt" or "tsc-adjust" or "nodeid-msr" or "perfctr-core" or "perfctr-nb" or "ds-cpl" => feature.Replace('-', '_'),
        "pclmulqdq" => "pclmuldq",
        _ => feature,
    };
}
