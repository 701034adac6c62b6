using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The guest's nodes, and the memory that is plugged into them.</summary>
static class CheckNuma
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        const string Path = "/domain/cpu/numa";
        foreach (var memory in v.Devices.Memories)
        {
            foreach (var problem in MemoryModules.Problems(memory)) yield return problem;
            if (memory is { Model: MemoryModel.Nvdimm, Uuid: not null })
                yield return Problem.Unsupported("/domain/devices/memory/uuid", "UUID is not supported for NVDIMM device");
            if (memory.Target.Node is null && memory.Model is not (MemoryModel.SgxEpc or MemoryModel.VirtioPmem) && v.Cpu?.Numa is { Cells.IsEmpty: false } && MachineFamily.Of(v).IsX86)
                yield return Problem.Unsupported("/domain/devices/memory/target", "target NUMA node needs to be specified for memory device", "Name it: <node>0</node>.");
            if (memory.Target.LabelSize is { } label && label >= memory.Target.Size)
                yield return Problem.Wrong("/domain/devices/memory/target/label", "label size must be smaller than NVDIMM size");
        }
        if (v.Cpu?.Numa is not { } numa) yield break;
        if (numa.Cells.IsEmpty) { yield return Problem.Wrong(Path, "a topology has one cell at least", "Add <cell …/>, or leave <numa> out."); yield break; }
        Dictionary<int, uint?> owners = [];
        foreach (var cell in numa.Cells)
        {
            foreach (var cpu in cell.Cpus is { } cpus ? cpus : [])
            {
                if (cpu >= v.Vcpu.Max) { yield return new(Path, ErrorCode.InternalError, $"internal error: cell {cell.Id} has vCPU {cpu}, and the guest has {v.Vcpu.Max}"); yield break; }
                if (!owners.TryAdd(cpu, cell.Id)) { yield return Problem.Unsupported(Path, $"vCPU {cpu} is in cell {owners[cpu]} and in cell {cell.Id}", domain: ErrorDomain.Domain); yield break; }
            }
        }
    }
}
