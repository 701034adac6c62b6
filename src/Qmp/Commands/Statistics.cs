using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

/// <summary>What the accelerator counts, of the machine or of its processors. Since QEMU 7.1; an empty list under TCG.</summary>
/// <param name="Target">vm or vcpu.</param>
public sealed record QueryStats(string Target) : Command<StatsResult[]>("query-stats");

/// <param name="QomPath">The processor in QEMU's tree; null: the machine.</param>
public sealed record StatsResult(string Provider, string? QomPath, StatsValue[] Stats);

/// <param name="Value">A number, a truth, or the list of a histogram.</param>
public sealed record StatsValue(string Name, JsonElement Value);

/// <summary>What those figures mean.</summary>
public sealed record QueryStatsSchemas() : Command<StatsSchema[]>("query-stats-schemas");

public sealed record StatsSchema(string Provider, string Target, StatsSchemaValue[] Stats);

/// <param name="Type">cumulative, instant, peak, linear-histogram, log2-histogram.</param>
/// <param name="Unit">bytes, seconds, cycles, boolean; null: a plain count.</param>
public sealed record StatsSchemaValue(string Name, string Type, string? Unit);

/// <summary>Begins to measure, for so many seconds, how fast the guest writes its memory.</summary>
public sealed record CalcDirtyRate(int CalcTime, string Mode) : Command<Empty>("calc-dirty-rate");

/// <summary>How fast the guest writes its memory, as far as it was last measured.</summary>
public sealed record QueryDirtyRate() : Command<DirtyRate>("query-dirty-rate");

/// <param name="Status">unstarted, measuring, measured.</param>
/// <param name="Rate">MiB a second; null until measured.</param>
/// <param name="StartTime">Seconds since the guest began.</param>
/// <param name="CalcTime">Seconds.</param>
/// <param name="Mode">page-sampling, dirty-ring, dirty-bitmap.</param>
public sealed record DirtyRate(
    string Status, [property: JsonPropertyName("dirty-rate")] long? Rate, long StartTime, int CalcTime, string Mode,
    [property: JsonPropertyName("vcpu-dirty-rate")] VcpuDirtyRate[]? Vcpus);

public sealed record VcpuDirtyRate(int Id, [property: JsonPropertyName("dirty-rate")] long Rate);
