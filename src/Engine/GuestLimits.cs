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
        if (Locked(definition) is { } locked) limits.Add(locked);
        return limits;

        void Add(Resource resource, ulong? most)
        {
            if (most is { } limit) limits.Add(limit == ulong.MaxValue ? new(resource, null, null) : new(resource, limit, limit));
        }
    }

    /// <summary>How much of its memory may stay resident: all of it where a device of the host's reaches into it, and 1 GiB for what that maps. Null: as the daemon has.</summary>
    /// <remarks>Source: libvirt's <c>qemuDomainGetMemLockLimitBytes</c>. Under an IOMMU of the guest's own each device counts it anew.</remarks>
    public static ResourceLimit? Locked(DomainDefinition definition)
    {
        var given = definition.Devices.All.Count(device => device is Hostdev { Type: HostdevType.Pci or HostdevType.Mdev } or Interface { Given: not null });
        if (definition.MemoryBacking?.Locked is not true && given == 0) return null;
        if (definition.MemTune?.HardLimit?.Value is { } hard) return new(Resource.LockedMemory, hard, hard);
        if (definition.MemoryBacking?.Locked is true) return new(Resource.LockedMemory, null, null);
        var most = (ulong)(definition.Devices.Iommu is null ? 1 : given) * definition.Memory.Value + (1ul << 30);
        return new(Resource.LockedMemory, most, most);
    }
}
