using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The processor that a guest sees if nobody says, or says half.</summary>
static class CompleteCpu
{
    public static CpuDefinition? Of(DomainDefinition v, Platform platform)
    {
        var machine = platform.Find(v.Os.Machine ?? "");
        if (v.Cpu is not { } cpu) return Default(new(), v, machine);
        var numa = Numa(cpu.Numa, v.Vcpu.Max);
        cpu = cpu with { Numa = numa };
        if (cpu is { Mode: null or CpuMode.Custom, Model: null, Features.IsEmpty: true }) return Default(cpu, v, machine);
        var mode = cpu.Mode ?? CpuMode.Custom;
        cpu = cpu with
        {
            Mode = mode,
            Check = cpu.Check ?? (mode is CpuMode.HostPassthrough or CpuMode.Maximum ? CpuCheck.None : null),
            Migratable = cpu.Migratable ?? (mode is CpuMode.HostPassthrough && MachineFamily.Of(v).IsX86 ? !cpu.Features.Any(f => f is { Name: "invtsc", Policy: not (CpuFeaturePolicy.Disable or CpuFeaturePolicy.Forbid) }) : null),
            Features = cpu.Features.Map(feature => feature with { Policy = feature.Policy ?? CpuFeaturePolicy.Require }),
        };
        // The host's own needs no name, and nothing to match it with.
        if (mode is not CpuMode.Custom) return cpu with { Check = cpu.Check ?? CpuCheck.Partial, Match = null, Model = null, Fallback = cpu.VendorId is null ? null : cpu.Fallback };
        if (cpu.Model is null) return cpu;
        return cpu with
        {
            Match = cpu.Match ?? CpuMatch.Exact,
            Check = cpu.Check ?? (v.Type is DomainType.Kvm && MachineFamily.Of(v).IsX86 ? CpuCheck.Partial : CpuCheck.None),
            Fallback = cpu.Fallback ?? CpuFallback.Allow,
        };
    }

    /// <summary>The machine type's own, named, so that it stays the same under another QEMU.</summary>
    /// <remarks>Under KVM on Arm it is the host's, which is not written down (libvirt 9.0).</remarks>
    static CpuDefinition? Default(CpuDefinition cpu, DomainDefinition v, MachineType? machine) =>
        v.Type is DomainType.Kvm && !MachineFamily.Of(v).IsX86 ? cpu == new CpuDefinition() ? null : cpu
        : machine?.DefaultCpu is not { } model ? cpu == new CpuDefinition() ? null : cpu
        : model is "max" ? cpu with { Mode = CpuMode.Maximum, Check = CpuCheck.None, Migratable = true }
        : model is "host" ? cpu with { Mode = CpuMode.HostPassthrough, Check = CpuCheck.None, Migratable = true }
        : cpu with { Mode = CpuMode.Custom, Match = CpuMatch.Exact, Check = CpuCheck.None, Model = model, Fallback = CpuFallback.Forbid };

    /// <summary>It is as far there as back, and 10 to oneself; once one cell names a distance, all do.</summary>
    static ValueList<NumaCell> Distances(List<NumaCell> cells)
    {
        if (cells.TrueForAll(cell => cell.Distances.IsEmpty)) return cells.ToValueList();
        return cells.Select(cell => cell with
        {
            Distances = cells.Select(other => new NumaDistance { Id = other.Id!.Value, Value = Far(cell, other) ?? Far(other, cell) ?? (cell == other ? 10u : 0u) })
                .Where(distance => distance.Value > 0).ToValueList(),
        }).ToValueList();

        static uint? Far(NumaCell from, NumaCell to) => from.Distances.FirstOrDefault(d => d.Id == to.Id)?.Value;
    }

    /// <summary>vCPUs that are in no cell go into the first.</summary>
    static Numa? Numa(Numa? numa, uint vcpus)
    {
        if (numa is null) return null;
        List<NumaCell> cells = [];
        foreach (var cell in numa.Cells) cells.Add(cell with { Id = cell.Id ?? (uint)cells.Count });
        if (cells.Count > 0 && vcpus <= CpuSet.Limit && cells.SelectMany(cell => cell.Cpus ?? default).ToHashSet() is var taken && taken.Count < vcpus && taken.All(cpu => cpu < vcpus))
        {
            var first = cells.MinBy(cell => cell.Id)!;
            cells[cells.IndexOf(first)] = first with { Cpus = CpuSet.Of(Enumerable.Range(0, (int)vcpus).Where(cpu => !taken.Contains(cpu)).Concat(first.Cpus ?? default)) };
        }
        return numa with { Cells = Distances([.. cells.OrderBy(cell => cell.Id)]) };
    }
}
