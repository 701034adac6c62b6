using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Processors: their model, topology and pins.</summary>
static class CheckProcessors
{
    public static IEnumerable<Problem> Problems(DomainDefinition v, Platform platform)
    {
        var max = v.Vcpu.Max;
        if (max == 0) yield return new("/domain/vcpu", ErrorCode.InternalError, "internal error: invalid maximum number of vCPUs '0'", "A guest has one at least.");
        if (v.Vcpu.Current > max)
            yield return Problem.Unsupported("/domain/vcpu/@current", $"maximum vCPU count must not be less than current vCPU count ({max} < {v.Vcpu.Current})", domain: ErrorDomain.Domain);
        if (platform.Find(v.Os.Machine ?? "") is { MaxCpus: > 0 } machine && max > machine.MaxCpus)
            yield return Problem.Unsupported("/domain/vcpu", $"Maximum CPUs greater than specified machine type limit {machine.MaxCpus}");
        if (v.Cpu?.Topology is { } topology && (ulong)topology.Sockets * topology.Dies * topology.Cores * topology.Threads != max)
            yield return Problem.Unsupported("/domain/cpu/topology", "CPU topology doesn't match maximum vcpu count",
                $"sockets × dies × cores × threads is {(ulong)topology.Sockets * topology.Dies * topology.Cores * topology.Threads}, the maximum is {max}.");
        HashSet<uint> pinned = [];
        foreach (var pin in v.CpuTune?.VcpuPins ?? [])
        {
            if (pin.Cpus.IsEmpty) yield return Problem.Unsupported("/domain/cputune/vcpupin/@cpuset", $"Invalid value of 'cpuset': ");
            if (!pinned.Add(pin.Vcpu)) yield return new("/domain/cputune/vcpupin", ErrorCode.InternalError, "internal error: duplicate vcpupin for same vcpu", Domain: ErrorDomain.Domain);
        }
        if (v.CpuTune?.Period is { } period && period is > 0 and < 1000 or > 1000000)
            yield return Problem.Unsupported("/domain/cputune/period", "Value of cputune 'period' must be in range [1000, 1000000]", domain: ErrorDomain.Domain);
        HashSet<uint> threads = [];
        foreach (var thread in v.IoThreadIds)
            if (!threads.Add(thread.Id)) yield return Problem.Wrong("/domain/iothreadids", $"duplicate iothread id '{thread.Id}' found");
        if (v.Cpu is { Mode: CpuMode.Custom, Model: null, Features.IsEmpty: false })
            yield return new("/domain/cpu", ErrorCode.XmlError, "XML error: features are added to a model, and none is named", "Add <model>.", ErrorDomain.Cpu);
        HashSet<string> features = [];
        foreach (var feature in v.Cpu?.Features ?? [])
            if (!features.Add(feature.Name)) yield return new("/domain/cpu/feature", ErrorCode.XmlError, $"XML error: CPU feature '{feature.Name}' is given twice", Domain: ErrorDomain.Cpu);
        if (v.Cpu?.VendorId is { } vendor && vendor.Length != 12)
            yield return new("/domain/cpu/model/@vendor_id", ErrorCode.XmlError, $"XML error: a vendor_id has 12 characters, and '{vendor}' has {vendor.Length}", Domain: ErrorDomain.Cpu);
    }
}
