using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Whether the host's processor can be what a guest under KVM asks for.</summary>
/// <remarks>Source: QAPI <c>query-cpu-definitions</c> (what keeps a model from running here) and <c>query-cpu-model-expansion</c> of <c>host</c>; libvirt's <c>check='partial'</c>.</remarks>
public static class CpuDemand
{
    /// <param name="processor">What the host's kernel says of it: the flags of <c>/proc/cpuinfo</c>.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.CpuIncompatible"/>: with the features that are not there.</exception>
    public static void Check(DomainDefinition domain, EmulatorCapabilities capabilities, IEnumerable<string> processor)
    {
        if (domain is not { Type: DomainType.Kvm, Cpu: { Mode: null or CpuMode.Custom, Model: { } model, Check: CpuCheck.Partial, Match: not CpuMatch.Minimum } cpu }) return;
        if (capabilities.HostFeatures.Count == 0) return;
        var host = capabilities.HostFeatures.Concat(processor).Select(Plain).ToHashSet();
        var without = cpu.Features.Where(feature => feature.Policy is CpuFeaturePolicy.Disable or CpuFeaturePolicy.Forbid or CpuFeaturePolicy.Optional).Select(feature => Plain(feature.Name)).ToHashSet();
        List<string> missing = [.. (capabilities.KvmCpus.FirstOrDefault(known => known.Name == model)?.Blockers ?? []).Where(name => !without.Contains(Plain(name)) && !host.Contains(Plain(name)))];
        missing.AddRange(cpu.Features.Where(feature => feature.Policy is null or CpuFeaturePolicy.Require && !host.Contains(Plain(feature.Name)) && !missing.Contains(feature.Name)).Select(feature => feature.Name));
        if (missing.Count > 0)
            throw new VirtException(ErrorCode.CpuIncompatible, $"the CPU is incompatible with host CPU: Host CPU does not provide required features: {string.Join(", ", missing)}", ErrorDomain.Cpu)
            {
                Hint = "Disable them by <feature policy='disable'>, or use <cpu mode='host-model'/>.",
            };
    }

    /// <summary>The kernel too has its own spelling: <c>sse4_1</c>, where libvirt writes <c>sse4.1</c> and QEMU <c>sse4-1</c>.</summary>
    static string Plain(string feature) => CpuFeatures.Name(feature).Replace('_', '-').Replace('.', '-');
}
