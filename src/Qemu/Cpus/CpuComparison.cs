using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Source: <c>virCPUCompareResult</c>.</summary>
public enum CpuComparison { Incompatible, Identical, Superset }

/// <summary>A processor that is there: a host's, or the best that an emulator can give.</summary>
/// <param name="Vendor">libvirt's word; null: unknown, and no maker is asked for in vain.</param>
public sealed record GivenCpu(string? Vendor, IReadOnlySet<string> Features);

/// <summary>Whether a processor can be had.</summary>
/// <param name="Why">What keeps it from being had.</param>
public sealed record CpuVerdict(CpuComparison Comparison, string? Why = null)
{
    /// <param name="wanted">Of a host's own kind (a feature without a policy), or of a domain's.</param>
    /// <exception cref="Values.VirtException"><see cref="Values.ErrorCode.InternalError"/>: an unknown model or feature.</exception>
    public static CpuVerdict Of(CpuDocument wanted, CpuModels models, GivenCpu given)
    {
        if (wanted.Arch is not (null or "x86_64" or "i686")) return No($"CPU arch {wanted.Arch} does not match host arch");
        var cpu = wanted.Cpu;
        if (cpu.Mode is CpuMode.HostModel or CpuMode.HostPassthrough or CpuMode.Maximum || cpu.Model is null) return new(CpuComparison.Superset);
        if (cpu.Vendor is { } vendor && vendor != given.Vendor) return No($"host CPU vendor does not match required CPU vendor {vendor}");

        var required = Required(cpu, models);
        var forbidden = Of(cpu, CpuFeaturePolicy.Forbid, models).Intersect(given.Features).ToArray();
        if (forbidden.Length > 0) return No($"Host CPU provides forbidden features: {string.Join(", ", forbidden)}");
        var missing = required.Except(given.Features).ToArray();
        if (missing.Length > 0) return No($"Host CPU does not provide required features: {string.Join(", ", missing)}");
        var more = given.Features.Except(required).ToArray();
        return more.Length == 0 ? new(CpuComparison.Identical)
            : cpu.Match is CpuMatch.Strict ? No($"Host CPU does not strictly match guest CPU: Extra features: {string.Join(", ", more)}") : new(CpuComparison.Superset);
    }

    static CpuVerdict No(string why) => new(CpuComparison.Incompatible, why);

    /// <summary>All that the guest would be promised.</summary>
    public static SortedSet<string> Required(CpuDefinition wanted, CpuModels models)
    {
        SortedSet<string> all = new(models[wanted.Model!], StringComparer.Ordinal);
        all.UnionWith(Of(wanted, null, models));
        all.UnionWith(Of(wanted, CpuFeaturePolicy.Require, models));
        foreach (var policy in (CpuFeaturePolicy[])[CpuFeaturePolicy.Disable, CpuFeaturePolicy.Optional, CpuFeaturePolicy.Force, CpuFeaturePolicy.Forbid]) all.ExceptWith(Of(wanted, policy, models));
        return all;
    }

    static IEnumerable<string> Of(CpuDefinition wanted, CpuFeaturePolicy? policy, CpuModels models) =>
        wanted.Features.Where(feature => feature.Policy == policy).Select(feature => models.Feature(feature.Name));
}
