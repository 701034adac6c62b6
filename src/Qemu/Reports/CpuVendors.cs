using Aerostat.Linux;

namespace Aerostat.Qemu;

/// <summary>Who makes what QEMU emulates, and libvirt's spelling of features.</summary>
public static class CpuVendors
{
    /// <summary>Of models that nobody makes.</summary>
    public const string Nobodys = "unknown";

    /// <summary>What the processor that TCG emulates says of itself, whatever the host's.</summary>
    public const string OfTcg = "AMD";

    public static readonly string[] Known = ["Intel", "AMD", "Hygon"];

    static readonly string[] Amd = ["EPYC", "Opteron", "phenom", "athlon"];
    static readonly string[] Nobody = ["qemu", "kvm", "pentium", "486", "base", "max", "host"];

    public static string Of(string model, string arch) =>
        arch is not ("x86_64" or "i686") || Nobody.Any(start => model.StartsWith(start, StringComparison.Ordinal)) ? Nobodys
        : Amd.Any(start => model.StartsWith(start, StringComparison.Ordinal)) ? "AMD"
        : model.StartsWith("Dhyana", StringComparison.Ordinal) ? "Hygon" : "Intel";

    public static string? OfHost { get; } = Of(ProcessorInfo.Read());

    /// <returns>Null: of nobody that is known.</returns>
    public static string? Of(ProcessorInfo info) => info.Vendor switch
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
