using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Memory that is plugged in: what it may be, and what the guest's memory becomes by it.</summary>
/// <remarks>Source: libvirtd 9.0's answers, tried one by one.</remarks>
public static class MemoryModules
{
    /// <summary>The kernel's transparent huge page, which a block may not be smaller than.</summary>
    static readonly Bytes SmallestBlock = Bytes.Mib(2);

    /// <summary>Of an nvdimm, what its own bookkeeping takes.</summary>
    static readonly Bytes SmallestLabel = Bytes.Kib(128);

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
        const string Path = "/domain/devices/memory/target";
        if (module.Model is MemoryModel.Nvdimm or MemoryModel.VirtioPmem && module.Source?.Path is null)
            yield return Problem.Detail("/domain/devices/memory/source/path", $"path is required for model '{module.Model.Word()}'", "Its content lies in a file: <source><path>…</path></source>.");
        if (module is { Model: MemoryModel.Nvdimm or MemoryModel.VirtioPmem, Discard: true })
            yield return Problem.Unsupported("/domain/devices/memory/@discard", module.Model is MemoryModel.Nvdimm ? "discard is not supported for nvdimms" : "discard is not supported for virtio-pmem", domain: ErrorDomain.Domain);
        if (module is { Model: MemoryModel.VirtioPmem, Target.Node: not null })
            yield return Problem.Unsupported($"{Path}/node", "virtio-pmem does not support NUMA nodes", "Leave <node> out.", ErrorDomain.Domain);
        if (module is { Model: MemoryModel.Nvdimm, Target.LabelSize: { } label } && label < SmallestLabel)
            yield return Problem.Wrong($"{Path}/label", $"nvdimm label must be at least {SmallestLabel.InKib}KiB");
        if (module.Model is not MemoryModel.VirtioMem) yield break;
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
        if (module.Address is DimmAddress { Slot: { } slot })
        {
            const string Leave = "Leave the address out.";
            if (live && slot >= max.Slots) throw Unsupported($"memory device slot '{slot}' exceeds slots count '{max.Slots}'", ErrorDomain.Qemu, $"Slots count from 0 to {max.Slots - 1}. {Leave}");
            if (definition.Devices.Memories.Any(other => other.Address is DimmAddress taken && taken.Slot == slot))
                throw live ? Unsupported($"memory device slot '{slot}' is already being used by another memory device", ErrorDomain.Qemu, Leave)
                    : new(ErrorCode.OperationInvalid, "Requested operation is not valid: Domain already contains a device with the same address", ErrorDomain.Domain) { Hint = Leave };
        }
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
        if (module.Model is MemoryModel.Dimm or MemoryModel.VirtioMem && size.Value % SmallestBlock.Value != 0)
            throw new VirtException(ErrorCode.InternalError, $"internal error: unable to execute QEMU command 'device_add': backend memory size must be multiple of 0x{SmallestBlock.Value:x}") { Hint = $"Give it {size.RoundUp(SmallestBlock).InMib} MiB." };
        return module with { Target = module.Target with { Size = size } };
    }

    static VirtException Unsupported(string message, ErrorDomain domain, string hint) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", domain) { Hint = hint };

    static Bytes Sum(DomainDefinition definition, Func<MemoryDevice, Bytes> part) =>
        definition.Devices.Memories.Where(module => module.Model is MemoryModel.VirtioMem).Select(part).Aggregate(Bytes.Zero, (a, b) => a + b);
}
