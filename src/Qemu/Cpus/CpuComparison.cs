using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Source: <c>virCPUCompareResult</c>.</summary>
public enum CpuComparison { Incompatible, Identical, Superset }

/// <summary>Whether an emulator can give a guest a processor.</summary>
/// <param name="Missing">Features that it lacks.</param>
public sealed record CpuVerdict(CpuComparison Comparison, IReadOnlyList<string> Missing)
{
    /// <param name="wanted">Of a host's own kind (a feature without a policy), or of a domain's.</param>
    /// <param name="model">The features of the model that it names.</param>
    /// <param name="given">What the emulator can give at most.</param>
    public static CpuVerdict Of(CpuDefinition wanted, IReadOnlySet<string> model, IReadOnlySet<string> given)
    {
        var required = Required(wanted, model);
        var missing = required.Except(given).Concat(Of(wanted, CpuFeaturePolicy.Forbid).Intersect(given)).Order(StringComparer.Ordinal).ToArray();
        var more = given.Except(required).Any();
        return new(missing.Length > 0 || more && wanted.Match is CpuMatch.Strict ? CpuComparison.Incompatible : more ? CpuComparison.Superset : CpuComparison.Identical, missing);
    }

    /// <summary>All that the guest would be promised.</summary>
    public static SortedSet<string> Required(CpuDefinition wanted, IEnumerable<string> model)
    {
        SortedSet<string> all = new(model, StringComparer.Ordinal);
        all.UnionWith(Of(wanted, null));
        all.UnionWith(Of(wanted, CpuFeaturePolicy.Require));
        foreach (var policy in (CpuFeaturePolicy[])[CpuFeaturePolicy.Disable, CpuFeaturePolicy.Optional, CpuFeaturePolicy.Force, CpuFeaturePolicy.Forbid]) all.ExceptWith(Of(wanted, policy));
        return all;
    }

    static IEnumerable<string> Of(CpuDefinition wanted, CpuFeaturePolicy? policy) => wanted.Features.Where(feature => feature.Policy == policy).Select(feature => CpuFeatures.Name(feature.Name));
}
