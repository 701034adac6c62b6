using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>How far and how fast the guest's memory is from its processors, and the caches between.</summary>
/// <remarks>Source: QAPI <c>NumaHmatLBOptions</c>, <c>NumaHmatCacheOptions</c>.</remarks>
static class HmatWords
{
    public static bool IsAsked(Numa? numa) => numa is not null && (!numa.Latencies.IsEmpty || !numa.Bandwidths.IsEmpty || numa.Cells.Any(cell => !cell.Caches.IsEmpty));

    /// <summary>The cell whose processors are nearest: its own, else the one with the lowest latency, the widest way, the first with processors.</summary>
    public static uint Initiator(Numa numa, NumaCell cell) =>
        HasProcessors(cell) ? cell.Id ?? 0
        : numa.Latencies.Where(way => way.Target == cell.Id).MinBy(way => way.Value)?.Initiator
            ?? numa.Bandwidths.Where(way => way.Target == cell.Id).MaxBy(way => way.Value)?.Initiator
            ?? numa.Cells.FirstOrDefault(HasProcessors)?.Id
            ?? throw Machine.Unsupported("one NUMA cell at least has to have processors");

    static bool HasProcessors(NumaCell cell) => cell.Cpus is { IsEmpty: false };

    public static IEnumerable<string> Of(Numa numa)
    {
        foreach (var way in numa.Latencies)
            foreach (var word in Way(way.Initiator, way.Target, way.Cache, way.Type, "latency", way.Value.ToString(CultureInfo.InvariantCulture))) yield return word;
        foreach (var way in numa.Bandwidths)
            foreach (var word in Way(way.Initiator, way.Target, way.Cache, way.Type, "bandwidth", string.Create(CultureInfo.InvariantCulture, $"{way.Value.InKib}K"))) yield return word;
        foreach (var cell in numa.Cells)
            foreach (var cache in cell.Caches)
            {
                yield return "-numa";
                yield return new Words("hmat-cache")
                    .Say("node-id", cell.Id)
                    .Say("size", string.Create(CultureInfo.InvariantCulture, $"{cache.Size.InKib}K"))
                    .Say("level", cache.Level)
                    .Say("associativity", cache.Associativity is "full" ? "complex" : cache.Associativity)
                    .Say("policy", cache.Policy switch { "writeback" => "write-back", "writethrough" => "write-through", var policy => policy })
                    .Say("line", cache.Line.Value > 0 ? (long)cache.Line.Value : null)
                    .ToString();
            }
    }

    static IEnumerable<string> Way(uint initiator, uint target, uint? cache, string? access, string kind, string value)
    {
        yield return "-numa";
        yield return new Words("hmat-lb")
            .Say("initiator", initiator)
            .Say("target", target)
            .Say("hierarchy", cache switch { null or 0 => "memory", 1 => "first-level", 2 => "second-level", _ => "third-level" })
            .Say("data-type", $"{access}-{kind}")
            .Say(kind, value)
            .ToString();
    }
}
