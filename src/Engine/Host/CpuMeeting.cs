using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Host;

/// <summary>Several processors, and the one that runs wherever they do.</summary>
sealed class CpuMeeting
{
    readonly CpuDefinition[] cpus;
    readonly CpuMakers makers;
    readonly string[] named;

    public CpuMeeting(IEnumerable<CpuDocument> documents)
    {
        cpus = [.. documents.Select(document => document.Cpu)];
        foreach (var (at, cpu) in cpus.Index())
            if (cpu.Model is null) throw Errors.Argument($"no CPU model specified at index {at}", ErrorDomain.Cpu);
        makers = CpuMakers.Of(cpus);
        named = [.. cpus.Select(cpu => cpu.Model!).Distinct()];
    }

    /// <summary>All alike keep their name; others may meet in any model.</summary>
    bool KeepsName => named is [var one] && makers.Allows(one);

    /// <summary>The models to ask the emulator for.</summary>
    public IEnumerable<string> Models(IEnumerable<EmulatedCpu> all) => KeepsName ? named
        : named.Concat(all.Where(cpu => !cpu.Deprecated && HostModels.IsModel(cpu.Name)).Select(cpu => cpu.Name)).Distinct();

    /// <param name="most">What it may have at all; null: whatever they have.</param>
    /// <param name="expand">All features are told, the model's own too.</param>
    /// <param name="migratable">None that another host would not let in.</param>
    /// <param name="fallback">A name that they did not all have may give way to another.</param>
    public string Xml(CpuModels models, IReadOnlySet<string>? most, bool expand, bool migratable, bool fallback)
    {
        var each = cpus.Select(cpu => CpuVerdict.Required(cpu, models)).ToList();
        foreach (var has in each)
        {
            has.ExceptWith(CpuFeatures.OfSystem);
            if (migratable) has.ExceptWith(CpuFeatures.Bound);
        }
        var offered = (KeepsName ? named : models.Features.Keys.Where(makers.Allows)).Select(model => (model, models[model])).ToList();
        var baseline = CpuBaseline.Of(most is null ? [.. each] : [.. each, most], offered)! with
        {
            Vendor = makers.Told ? cpus[0].Vendor : null,
            Fallback = fallback && !KeepsName,
        };
        return baseline.Xml(expand ? models[baseline.Model] : null);
    }
}
