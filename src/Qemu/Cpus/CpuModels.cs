using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>What an emulator tells of models: the features of each, by their one name.</summary>
/// <param name="Known">Every feature that there is.</param>
public sealed record CpuModels(IReadOnlyDictionary<string, IReadOnlySet<string>> Features, IReadOnlySet<string> Known)
{
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: there is no such model.</exception>
    public IReadOnlySet<string> this[string model] => Features.TryGetValue(model, out var features) ? features : throw Unknown("model", model, "'virsh cpu-models' lists the models.");

    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: there is no such feature.</exception>
    public string Feature(string name) => CpuFeatures.Name(name) is var known && Known.Contains(known) ? known : throw Unknown("feature", name, "QEMU's '-cpu help' lists the features.");

    /// <summary>Models that the emulator has not are left out.</summary>
    internal static async Task<CpuModels> AskAsync(IQmpClient qmp, IEnumerable<string> models, CancellationToken cancel)
    {
        HashSet<string> known = [.. CpuFeatures.OfSystem];
        Dictionary<string, IReadOnlySet<string>> features = [];
        foreach (var model in models.Distinct())
        {
            if (await Prober.SwitchesAsync(qmp, model, cancel) is not { } switches) continue;
            known.UnionWith(switches.Select(one => CpuFeatures.Name(one.Name)));
            features[model] = CpuFeatures.Of(switches.Where(one => one.On).Select(one => one.Name));
        }
        return new(features, known);
    }

    static VirtException Unknown(string what, string name, string hint) => new(ErrorCode.InternalError, $"internal error: Unknown CPU {what} {name}", ErrorDomain.Cpu) { Hint = hint };
}
