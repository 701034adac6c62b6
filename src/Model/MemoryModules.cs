using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Memory that is plugged in: what it may be, and what the guest's memory becomes by it.</summary>
/// <remarks>Source: libvirtd 9.0's answers, tried one by one.</remarks>
public static class MemoryModules
{
    /// <summary>The kernel's transparent huge page, which a block may not be smaller than.</summary>
    static readonly Bytes SmallestBlock = Bytes.Mib(2);

    /// <summary>Modules take whole pages of this size while the guest runs.</summary>
    static readonly Bytes Grain = Bytes.Mib(1);

    extension(DomainDefinition definition)
    {
        /// <summary>What a balloon can leave to the guest at most: blocks of virtio-mem come and go by themselves.</summary>
        public Bytes BalloonMaximum => definition.Memory - Bytes.Min(definition.Memory, Sum(definition, module => module.Target.Size));

        /// <summary>What virtio-mem gives to the guest now.</summary>
        public Bytes Elastic => Sum(definition, module => module.Target.Current ?? Bytes.Zero);

        /// <summary>The same with memory that its new module brings; all of it is the guest's.</summary>
        public DomainDefinition Grown(MemoryDevice module) =>
            definition with { Memory = definition.Memory + module.Target.Size, CurrentMemory = (definition.CurrentMemory ?? definition.Memory) + module.Target.Size };

        /// <summary>The same without a device; a module takes its memory along.</summary>
        public DomainDefinition Without(Device device)
        {
            var rest = definition with { Devices = definition.Devices.Remove(device) };
            if (device is not MemoryDevice module) return rest;
            var memory = rest.Memory - Bytes.Min(rest.Memory, module.Target.Size);
            return rest with { Memory = memory, CurrentMemory = rest.CurrentMemory is { } current ? Bytes.Min(current > module.Target.Size ? current - module.Target.Size : current, memory) : null };
        }
    }

    /// <summary>What is wrong with a module by itself.</summary>
    internal static IEnumerable<Problem> Problems(MemoryDevice module)
    {
        if (module.Model is not MemoryModel.VirtioMem) yield break;
        const string Path = "/domain/devices/memory/target";
        var (size, block, requested) = (module.Target.Size, module.Target.BlockSize ?? Bytes.Zero, module.Target.Requested ?? Bytes.Zero);
        if (requested > size)
            yield return Problem.Detail($"{Path}/requested", $"requested size must be smaller than or equal to @size ({size.InKib}KiB)");
        if (!ulong.IsPow2(block.Value))
            yield return Problem.Detail($"{Path}/block", "block size must be a power of two", "Say, for example, <block unit='MiB'>2</block>.");
        else if (block < SmallestBlock)
            yield return Problem.Detail($"{Path}/block", $"block size too small, must be at least {SmallestBlock.InKib}KiB");
        else if (requested.Value % block.Value != 0)
            yield return Problem.Detail($"{Path}/requested", "requested size must be an integer multiple of block size", $"Ask for a multiple of {block.InMib} MiB.");
    }

    /// <exception cref="VirtException">The first of its problems.</exception>
    public static void CheckItself(MemoryDevice module)
    {
        foreach (var problem in Problems(module)) throw problem.ToException();
    }

    /// <summary>Whether one module more finds a node, a slot and room; before anything is made or stored.</summary>
    /// <exception cref="VirtException">In libvirt's codes and words.</exception>
    public static void CheckRoom(DomainDefinition definition, MemoryDevice module, bool live)
    {
        CheckItself(module);
        var nodes = (uint)(definition.Cpu?.Numa?.Cells.Count ?? 0);
        if (module.Target.Node is { } node && node >= nodes)
            throw Problem.Detail("/domain/cpu/numa", nodes == 0 ? "can't add memory backend as guest has no NUMA nodes configured" : $"can't add memory backend for guest node '{node}' as the guest has only '{nodes}' NUMA nodes configured",
                nodes == 0 ? "Add <cpu><numa><cell …/></numa></cpu>, and start it anew." : null).ToException();
        if (definition.MaxMemory is not { Slots: > 0 } max)
            throw Unsupported("cannot use/hotplug a memory device when domain 'maxMemory' is not defined", ErrorDomain.Domain, "Add <maxMemory slots='…'>, and start it anew.");
        if (module.Target.Size > max.Size - Bytes.Min(definition.Memory, max.Size))
            throw Unsupported($"Attaching memory device with size '{module.Target.Size.InKib}' would exceed domain's maxMemory config size '{max.Size.InKib}'", ErrorDomain.Domain,
                $"There is room for {(max.Size - Bytes.Min(definition.Memory, max.Size)).InMib} MiB more.");
        if (live && module is { Target.Node: null, Model: MemoryModel.Dimm or MemoryModel.Nvdimm or MemoryModel.VirtioMem } && nodes > 0)
            throw Unsupported("target NUMA node needs to be specified for memory device", ErrorDomain.Qemu, "Name it: <node>0</node>.");
        var count = definition.Devices.Memories.Count;
        if (count < max.Slots) return;
        throw live ? Unsupported($"memory device count '{count + 1}' exceeds slots count '{max.Slots}'", ErrorDomain.Qemu, "Detach a module first; a new start can have more slots.")
            : Unsupported("no free memory device slot available", ErrorDomain.Qemu, "Detach a module first, or raise <maxMemory slots='…'>.");
    }

    /// <summary>A module as it can be plugged into a running guest.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: of a size that QEMU refuses.</exception>
    public static MemoryDevice Whole(MemoryDevice module)
    {
        var size = module.Target.Size.RoundUp(Grain);
        if (module.Model is MemoryModel.Dimm && size.Value % SmallestBlock.Value != 0)
            throw new VirtException(ErrorCode.InternalError, $"internal error: a memory module has a multiple of {SmallestBlock.InMib} MiB, and this one has {size.InMib} MiB") { Hint = $"Give it {size.RoundUp(SmallestBlock).InMib} MiB." };
        return module with { Target = module.Target with { Size = size } };
    }

    static VirtException Unsupported(string message, ErrorDomain domain, string hint) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", domain) { Hint = hint };

    static Bytes Sum(DomainDefinition definition, Func<MemoryDevice, Bytes> part) =>
        definition.Devices.Memories.Where(module => module.Model is MemoryModel.VirtioMem).Select(part).Aggregate(Bytes.Zero, (a, b) => a + b);
}
