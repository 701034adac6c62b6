using Aerostat.Linux;
using Aerostat.Model;
using Resource = Aerostat.Linux.Resource;

namespace Aerostat.Engine;

/// <summary>What a guest's process may have at most, by the configuration and by its own document.</summary>
static class GuestLimits
{
    /// <remarks>Source: qemu.conf's max_processes, max_files, max_core; libvirt locks <c>hard_limit</c>, or all there is, where memory must stay resident.</remarks>
    public static IReadOnlyList<ResourceLimit> Of(EngineOptions options, DomainDefinition definition)
    {
        List<ResourceLimit> limits = [];
        Add(Resource.Processes, options.MaxProcesses);
        Add(Resource.OpenFiles, options.MaxFiles);
        Add(Resource.Core, options.MaxCore);
        if (definition.MemoryBacking?.Locked is true) limits.Add(new(Resource.LockedMemory, definition.MemTune?.HardLimit?.Value, definition.MemTune?.HardLimit?.Value));
        return limits;

        void Add(Resource resource, ulong? most)
        {
            if (most is { } limit) limits.Add(limit == ulong.MaxValue ? new(resource, null, null) : new(resource, limit, limit));
        }
    }
}
