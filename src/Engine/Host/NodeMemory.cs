using Aerostat.Engine.Statistics;
using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Engine.Host;

/// <content>What can be set of the host's memory: its pools of huge pages, and how it looks for pages that are alike.</content>
public sealed partial class Node
{
    /// <summary>One of each knob, for its name and kind.</summary>
    public static ValueList<Parameter> PageSharingKnobs { get; } = [new("shm_pages_to_scan", 0u), new("shm_sleep_millisecs", 0u), new("shm_merge_across_nodes", 0u)];

    /// <summary>Makes the host look harder, or less hard, for pages of guests that are alike. All or nothing.</summary>
    /// <remarks>Source: libvirt <c>virNodeSetMemoryParameters</c>; <c>/sys/kernel/mm/ksm</c>.</remarks>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: this kernel has no such knob; <see cref="ErrorCode.SystemError"/>: it refuses the number.</exception>
    public void SetPageSharing(ValueList<Parameter> asked)
    {
        (string Name, string File, ulong Value, ulong Before)[] knobs =
        [
            .. from one in asked
               let file = Path.Combine(root, "sys/kernel/mm/ksm", one.Name["shm_".Length..])
               select (one.Name, file, (ulong)one.Bits, (ulong)(ProcFile.TryReadNumber(file)
                   ?? throw new VirtException(ErrorCode.OperationInvalid, $"Requested operation is not valid: Parameter '{one.Name}' is not supported by this kernel", ErrorDomain.None))),
        ];
        for (var i = 0; i < knobs.Length; i++)
        {
            try
            {
                KernelFile.Write(knobs[i].File, knobs[i].Value);
            }
            catch (LinuxException e)
            {
                foreach (var changed in knobs[..i]) KernelFile.Write(changed.File, changed.Before);
                throw new VirtException(ErrorCode.SystemError, $"failed to set {knobs[i].Name}: {e.Message}", ErrorDomain.None, e);
            }
        }
    }

    /// <summary>Makes the host's pools of huge pages larger, or as large as asked. A pool that the kernel cannot fill is as large as before.</summary>
    /// <param name="start">The first cell; -1: the host as a whole.</param>
    /// <param name="exactly">The count is what there shall be, not what comes to it.</param>
    /// <returns>How many pools were changed.</returns>
    /// <remarks>Source: libvirt <c>virNodeAllocPages</c>.</remarks>
    public int AllocatePages(IReadOnlyList<(Bytes Size, ulong Count)> pools, int start, int count, bool exactly)
    {
        var whole = start == -1;
        var cells = whole ? [-1] : Cells(start, count).ToArray();
        foreach (var cell in cells)
            foreach (var (size, pages) in pools)
            {
                if (size.Value == (ulong)Environment.SystemPageSize) throw new VirtException(ErrorCode.OperationUnsupported, "Operation not supported: system pages pool can't be modified", ErrorDomain.None);
                Resize(Pool(cell, size), size, cell, pages, exactly);
            }
        return cells.Length * pools.Count;
    }

    HugePagePool Pool(int cell, Bytes size) => new(cell >= 0 && Topology.Node(cell) is { } node ? Path.Combine(node.Folder, "hugepages") : Path.Combine(root, "sys/kernel/mm/hugepages"), size);

    static void Resize(HugePagePool pool, Bytes size, int cell, ulong pages, bool exactly)
    {
        if (pool.Total is not { } before)
            throw new VirtException(ErrorCode.OperationFailed, $"operation failed: page size {size.InKib} is not available{(cell < 0 ? "" : $" on node {cell}")}", ErrorDomain.None);
        var wanted = exactly ? pages : checked(before + Math.Min(pages, long.MaxValue));
        try
        {
            var got = pool.Resize(wanted);
            if (got == wanted) return;
            pool.Resize(before);
            throw new VirtException(ErrorCode.OperationFailed, $"operation failed: Unable to allocate {pages} pages. Allocated only {got}", ErrorDomain.None)
            {
                Hint = "What came was given back: memory in one piece is found best soon after the host's start.",
            };
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Unable to write the pool of {size} pages: {e.Message}", ErrorDomain.None, e);
        }
    }
}
