using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Questions to a definition, and the changes that commands make to it.</summary>
static class Definitions
{
    extension(DomainDefinition definition)
    {
        public bool HasBalloon => definition.Devices.Memballoon is { Model: not BalloonModel.None };

        /// <summary>What the balloon is to leave at start.</summary>
        public Bytes Boot => definition.CurrentMemory ?? definition.Memory;

        public int MaximumVcpus => (int)(definition.Vcpu.Maximum ?? 1);

        public int CurrentVcpus => (int)(definition.Vcpu.Current ?? definition.Vcpu.Maximum ?? 1);

        /// <summary>Memory never exceeds its new maximum.</summary>
        public DomainDefinition WithMaximumMemory(Bytes maximum) =>
            definition with { Memory = maximum, CurrentMemory = Bytes.Min(definition.Boot, maximum) };

        /// <summary>Where a vCPU may run: its own binding, else the domain's.</summary>
        public CpuSet? PinOf(int vcpu) =>
            definition.CpuTune?.VcpuPins.Where(pin => pin.Vcpu == vcpu) is [var own, ..] ? own.Cpus : definition.Vcpu.Cpus;

        public DomainDefinition WithPin(int vcpu, CpuSet cpus)
        {
            var tune = definition.CpuTune ?? new();
            var others = tune.VcpuPins.Where(pin => pin.Vcpu != vcpu);
            return definition with { CpuTune = tune with { VcpuPins = [.. others.Add(new() { Vcpu = (uint)vcpu, Cpus = cpus }).OrderBy(pin => pin.Vcpu)] } };
        }

        public DomainDefinition WithEmulatorPin(CpuSet cpus) => definition with { CpuTune = (definition.CpuTune ?? new()) with { EmulatorPin = cpus } };
    }

    /// <summary>Each definition that a scope names.</summary>
    public static IEnumerable<DomainDefinition> Each(this DomainState state, Scope at)
    {
        if (at.HasFlag(Scope.Live)) yield return state.Running!.Live;
        if (at.HasFlag(Scope.Config)) yield return state.Saved!;
    }
}
