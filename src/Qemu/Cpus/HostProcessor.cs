using Aerostat.Linux;

namespace Aerostat.Qemu;

/// <summary>The host's own processor in a document's words: the richest model that it is whole, and what it has beyond.</summary>
/// <param name="Features">All of them.</param>
/// <param name="Beyond">Those that the model has not.</param>
public sealed record HostProcessor(string Model, IReadOnlyList<string> Features, IReadOnlyList<string> Beyond)
{
    /// <returns>Null: it is none of the models.</returns>
    public static HostProcessor? Of(ProcessorInfo info, CpuModels models)
    {
        var vendor = CpuVendors.Of(info);
        var has = CpuFeatures.OfKernel(info, models.Known);
        var whole = models.Features.Where(model => model.Value.IsSubsetOf(has) && CpuVendors.Of(model.Key, "x86_64") is var maker && (maker == CpuVendors.Nobodys || maker == vendor))
            .OrderByDescending(model => model.Value.Count).ThenBy(model => model.Key, StringComparer.Ordinal).Select(model => model.Key).FirstOrDefault();
        return whole is null ? null : new(whole, [.. has], [.. has.Except(models[whole])]);
    }
}
