using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>The host's first processor, as the kernel tells of it; null is what it does not tell, as on Arm.</summary>
/// <param name="Vendor">CPUID's twelve letters: <c>GenuineIntel</c>.</param>
/// <param name="Microcode">Its revision.</param>
/// <param name="PhysicalBits">Of an address.</param>
/// <param name="Flags">Features in the kernel's words, without those that it has switched off.</param>
/// <remarks>Source: <c>/proc/cpuinfo</c>, <c>arch/x86/kernel/cpu/proc.c</c>.</remarks>
public sealed record ProcessorInfo(string? Vendor, int? Family, int? Model, int? Stepping, uint? Microcode, int? PhysicalBits, ValueList<string> Flags)
{
    /// <param name="root">Where <c>proc</c> lies: another machine's can be read from a copy.</param>
    public static ProcessorInfo Read(string root = "/")
    {
        Dictionary<string, string> told = [];
        foreach (var line in (ProcFile.TryRead(Path.Combine(root, "proc/cpuinfo")) ?? "").Split('\n').TakeWhile(line => line.Length > 0))
            if (line.Split(':', 2) is [var name, var value]) told[name.Trim()] = value.Trim();
        return new(told.GetValueOrDefault("vendor_id"), Number("cpu family"), Number("model"), Number("stepping"),
            told.GetValueOrDefault("microcode") is ['0', 'x', .. var revision] && uint.TryParse(revision, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var microcode) ? microcode : null,
            told.GetValueOrDefault("address sizes")?.Split(' ') is [var bits, ..] && int.TryParse(bits, out var physical) ? physical : null,
            (told.GetValueOrDefault("flags") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList());

        int? Number(string name) => int.TryParse(told.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
