using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Where a piece of the guest's memory comes from: anonymous memory, a file, huge pages; and from which nodes of the host.</summary>
static class MemoryBackend
{
    /// <param name="node">The guest's node; null: the machine's own memory, which has no node.</param>
    /// <param name="device">The module whose memory it is; null: memory that is there from boot.</param>
    public static IEnumerable<Part> Of(DomainDefinition domain, Machine machine, string id, Bytes size, uint? node, MemoryDevice? device = null)
    {
        var backing = domain.MemoryBacking;
        var cell = node is { } number ? domain.Cpu?.Numa?.Cells.FirstOrDefault(cell => cell.Id == number) : null;
        var huge = HugePage(domain, node, device);
        var path = device?.Source?.Path;
        var access = device?.Access ?? cell?.Access ?? backing?.Access;
        // Nobody shares what has no name.
        var kind = path is not null ? "file"
            : backing?.Source is MemorySourceType.Memfd ? "memfd"
            : huge is not null || backing?.Source is MemorySourceType.File || access is not null ? "file"
            : "ram";
        var reserved = device?.Model is MemoryModel.VirtioMem or MemoryModel.VirtioPmem;
        var prealloc = !reserved && (backing?.Allocation is AllocationMode.Immediate || huge is not null || device?.Model is MemoryModel.Nvdimm && device.Source?.Pmem is not true);
        var (nodes, policy) = HostNodes(domain, node, device);
        var context = prealloc && nodes is not null ? $"tc-{id}" : null;

        if (context is not null) yield return Part.Object("thread-context", context).With("node-affinity", nodes);
        yield return Part.Object($"memory-backend-{kind}", id)
            .With("hugetlb", kind is "memfd" && huge is not null ? true : null)
            .With("hugetlbsize", kind is "memfd" ? huge?.Value : null)
            .With("mem-path", kind is "file" ? path ?? Path(machine, huge, id) : null)
            .With("discard-data", kind is "file" && device?.Model is not (MemoryModel.Nvdimm or MemoryModel.VirtioPmem) ? device?.Discard ?? cell?.Discard ?? (backing?.Discard is true ? true : null) : null)
            .With("share", access is { } asked ? asked is MemoryAccess.Shared : null)
            // Migration knows the machine's memory by a name that must not depend on where it lies.
            .With("x-use-canonical-path-for-ramblock-id", kind is not "ram" && node is null && device is null ? false : null)
            .With("prealloc", prealloc ? true : null)
            .With("prealloc-threads", prealloc ? backing?.AllocationThreads : null)
            .With("reserve", device?.Model is MemoryModel.VirtioMem ? false : null)
            .With("size", Whole(size, device).Value)
            .With("align", device?.Source?.AlignSize?.Value)
            .With("pmem", device?.Source?.Pmem is true ? true : null)
            .With("host-nodes", nodes)
            .With("policy", policy)
            .With("prealloc-context", context);
    }

    /// <summary>Boards count whole MiB, slots two at a time.</summary>
    static Bytes Whole(Bytes size, MemoryDevice? device) => size.RoundUp(Bytes.Mib(device is null ? 1UL : 2));

    static Bytes? HugePage(DomainDefinition domain, uint? node, MemoryDevice? device)
    {
        if (device?.Source?.PageSize is { } own) return Huge(own);
        if (domain.MemoryBacking?.HugePages is not { } pages) return null;
        if (pages.Pages.IsEmpty) return DefaultHugePage;
        var page = pages.Pages.FirstOrDefault(page => page.Nodes is { } nodes && nodes.Contains((int)(node ?? 0)))
            ?? pages.Pages.FirstOrDefault(page => page.Nodes is null);
        return page is null ? null : Huge(page.Size);
    }

    /// <summary>Pages of the usual size are not huge, whatever they are called.</summary>
    static Bytes? Huge(Bytes size) => size.Value == (ulong)Environment.SystemPageSize ? null : size;

    /// <summary>x86_64's and aarch64's own.</summary>
    static readonly Bytes DefaultHugePage = Bytes.Mib(2);

    static string Path(Machine machine, Bytes? huge, string id) => huge is null
        ? $"{machine.Plan.MemoryFolder}/{id}"
        : machine.Plan.HugePageFolders.TryGetValue(huge.Value, out var folder) ? folder
        : throw new VirtException(ErrorCode.InternalError, machine.Plan.HugePageFolders.IsEmpty
            ? "internal error: hugetlbfs filesystem is not mounted or disabled by administrator config"
            : $"internal error: Unable to find any usable hugetlbfs mount for {huge.Value.InKib} KiB")
        {
            Hint = "Mount hugetlbfs, or leave <hugepages> out.",
        };

    static (IEnumerable<int>? Nodes, string? Policy) HostNodes(DomainDefinition domain, uint? node, MemoryDevice? device)
    {
        var tune = domain.NumaTune;
        var cell = tune?.Cells.FirstOrDefault(cell => cell.Cell == node);
        var mode = cell?.Mode ?? tune?.Mode ?? NumaMode.Strict;
        var nodes = device?.Source?.Nodes ?? cell?.Nodes ?? tune?.Nodes;
        if (nodes is null || mode is NumaMode.Restrictive) return (null, null);
        return (nodes.Value, mode switch { NumaMode.Preferred => "preferred", NumaMode.Interleave => "interleave", _ => "bind" });
    }
}

/// <summary>A module in a memory slot.</summary>
static class MemoryDeviceParts
{
    extension(MemoryDevice memory)
    {
        public IEnumerable<Part> Parts(DomainDefinition domain, Machine machine)
        {
            var backend = $"mem{memory.Alias}";
            foreach (var part in MemoryBackend.Of(domain, machine, backend, memory.Target.Size, memory.Target.Node, memory)) yield return part;
            yield return Part.Device(memory.Model switch
            {
                MemoryModel.Dimm => "pc-dimm",
                MemoryModel.Nvdimm => "nvdimm",
                MemoryModel.VirtioPmem => Machine.Virtio("virtio-pmem", memory.Address),
                MemoryModel.VirtioMem => Machine.Virtio("virtio-mem", memory.Address),
                _ => throw Machine.Unsupported($"memory device '{memory.Model.Word()}' is not supported"),
            })
                .With("node", memory.Target.Node)
                .With("label-size", memory.Target.LabelSize?.Value)
                .With("block-size", memory.Target.BlockSize?.Value)
                .With("requested-size", memory.Target.Requested is { Value: > 0 } requested ? requested.Value : null)
                .With("uuid", memory.Uuid?.ToString())
                .With("unarmed", memory.Target.ReadOnly ? true : null)
                .With("memdev", backend)
                .With("prealloc", memory.Model is MemoryModel.VirtioMem && domain.MemoryBacking?.Allocation is AllocationMode.Immediate ? true : null)
                .Named(memory.Alias)
                .And(machine.Place(memory));
        }
    }
}
