using Aerostat.Engine.Statistics;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>What a reader waits for a path at most; what is not there by then is left out.</summary>
    static readonly TimeSpan PathPatience = TimeSpan.FromMilliseconds(300);

    /// <summary>How large a disk is, for the guest and for the host.</summary>
    /// <param name="disk">Its target, as <c>vda</c>, or the path of its image.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: no such disk, or no medium in it; <see cref="ErrorCode.OperationTimeout"/>: QEMU does not answer.</exception>
    /// <remarks>Source: libvirt <c>virDomainGetBlockInfo</c>. A guest that is off has its images looked into.</remarks>
    public async Task<ImageSize> BlockInfoAsync(string disk, CancellationToken cancel)
    {
        var state = State;
        var found = FindDisk(state, disk) ?? throw Errors.Argument($"invalid path {disk} not assigned to domain");
        if (found.Type is DiskType.VhostUser) throw Errors.Unsupported("block info is not supported for vhostuser disk");
        if (found.IsEmpty) throw Errors.Argument($"disk '{disk}' does not currently have a source assigned");
        if (!state.IsActive)
        {
            if (LocalPath(found.Type, found.Source) is not { } path) throw Errors.Unsupported($"the size of disk '{disk}' cannot be told while the domain is off");
            try { return await paths.RunAsync(path, () => ImageSize.Read(path, found.Driver?.Format), cancel); }
            catch (LinuxException e) { throw new VirtException(ErrorCode.SystemError, $"cannot stat file '{path}': {e.Message}", cause: e); }
        }

        var figures = await BlockFiguresAsync(Guest.Patience) ?? throw Errors.MonitorSilent(state.Name);
        if (NodeOf(found.Source?.Index) is not { } name || figures.Node(name) is not { } node) throw Errors.Internal($"cannot find statistics for device '{found.Target}'");
        Bytes actual = new(node.Image.ActualSize ?? 0);
        var written = figures.HighestWritten(found, name) is { } offset && !(found.Type is DiskType.File && found.Driver?.Format is StorageFormat.Qcow2) ? new Bytes(offset) : actual;
        // A sparse file: nothing is known but how long it is, and what of it is there.
        if (actual != Bytes.Zero && written != Bytes.Zero && written != actual) return new(new(node.Image.VirtualSize), written, actual);
        return new(new(node.Image.VirtualSize), written == Bytes.Zero ? actual : written, await LengthAsync(found.Type, found.Source) ?? actual);
    }

    /// <summary>What went through a disk since the guest began, or through all of them.</summary>
    /// <param name="disk">As for <see cref="BlockInfoAsync"/>; empty: all.</param>
    /// <returns>In libvirt's order, each a long; times in nanoseconds.</returns>
    /// <remarks>Source: libvirt <c>virDomainBlockStatsFlags</c>; the old call takes the first of them.</remarks>
    public async Task<ValueList<Parameter>> BlockStatsAsync(string disk, CancellationToken cancel)
    {
        var state = State;
        if (state.Running is not { } running) throw Errors.NotRunning();
        Disk[] disks = disk.Length == 0 ? [.. running.Live.Devices.Disks] : [FindDisk(state, disk) ?? throw Errors.Argument($"invalid path: {disk}")];
        if (disk.Length > 0 && disks[0].Type is DiskType.VhostUser) throw Errors.Unsupported("block stats are not supported for vhostuser disk");
        var figures = await BlockFiguresAsync(Guest.Patience) ?? throw Errors.MonitorSilent(state.Name);
        cancel.ThrowIfCancellationRequested();
        BlockDeviceStats[] counted = [.. disks.Select(figures.Through).OfType<BlockDeviceStats>()];
        if (disk.Length > 0 && counted.Length == 0) throw Errors.Internal($"cannot find statistics for device '{disk}'");
        return
        [
            Sum("wr_bytes", c => c.WriteBytes), Sum("wr_operations", c => c.WriteOperations),
            Sum("rd_bytes", c => c.ReadBytes), Sum("rd_operations", c => c.ReadOperations),
            Sum("flush_operations", c => c.FlushOperations),
            Sum("wr_total_times", c => c.WriteTime), Sum("rd_total_times", c => c.ReadTime), Sum("flush_total_times", c => c.FlushTime),
        ];

        Parameter Sum(string name, Func<BlockDeviceStats, ulong> of) => new(name, counted.Aggregate(0L, (sum, c) => unchecked(sum + (long)of(c))));
    }

    async Task<IEnumerable<Parameter>> BlockAsync(DomainState state, bool backing)
    {
        var figures = state.IsActive ? await BlockFiguresAsync() : null;
        List<Parameter> all = [];
        var number = 0;
        foreach (var disk in state.Definition.Devices.Disks)
        {
            await ImageAsync(disk, disk.Type, disk.Source, disk.Driver?.Format, disk.Source?.Index, isTop: true);
            if (!backing) continue;
            for (var below = disk.BackingStore; below is { Type: { } type }; below = below.Below)
                await ImageAsync(disk, type, below.Source, below.Format, below.Index, isTop: false);
        }
        return all.Prepend(new("block.count", (uint)number));

        async Task ImageAsync(Disk disk, DiskType type, DiskSource? source, StorageFormat? format, uint? index, bool isTop)
        {
            var prefix = $"block.{number++}";
            all.Add(new($"{prefix}.name", disk.Target));
            if (LocalPath(type, source) is { } path) all.Add(new($"{prefix}.path", path));
            if (index is { } backingIndex && source is not null) all.Add(new($"{prefix}.backingIndex", backingIndex));
            if (type is DiskType.VhostUser) return;

            if (isTop && figures?.Through(disk) is { } through) all.AddRange(Traffic(prefix, through));
            if (!state.IsActive) all.AddRange(await OfflineAsync(prefix, type, source, format));
            else if (figures is not null && NodeOf(index) is { } name && figures.Node(name) is { } node)
            {
                all.Add(new($"{prefix}.allocation", figures.HighestWritten(disk, name) ?? 0));
                if (node.Image.VirtualSize > 0) all.Add(new($"{prefix}.capacity", node.Image.VirtualSize));
                if (node.Image.ActualSize is > 0 and var actual) all.Add(new($"{prefix}.physical", actual));
                else if (await LengthAsync(type, source) is { } length) all.Add(new($"{prefix}.physical", length.Value));
                if (figures.Node($"libvirt-{index}-storage") is { WriteThreshold: > 0 and var threshold }) all.Add(new($"{prefix}.threshold", threshold));
            }
        }
    }

    static IEnumerable<Parameter> Traffic(string prefix, BlockDeviceStats counted) =>
    [
        new($"{prefix}.rd.reqs", counted.ReadOperations), new($"{prefix}.rd.bytes", counted.ReadBytes), new($"{prefix}.rd.times", counted.ReadTime),
        new($"{prefix}.wr.reqs", counted.WriteOperations), new($"{prefix}.wr.bytes", counted.WriteBytes), new($"{prefix}.wr.times", counted.WriteTime),
        new($"{prefix}.fl.reqs", counted.FlushOperations), new($"{prefix}.fl.times", counted.FlushTime),
    ];

    /// <summary>No QEMU has the image open: it is looked into. What is nothing is not told.</summary>
    async Task<IEnumerable<Parameter>> OfflineAsync(string prefix, DiskType type, DiskSource? source, StorageFormat? format)
    {
        if (LocalPath(type, source) is not { } path || await TryOnPathAsync(path, () => ImageSize.Read(path, format)) is not { } size) return [];
        return new Parameter[]
        {
            new($"{prefix}.allocation", size.Allocation.Value),
            new($"{prefix}.capacity", size.Capacity.Value),
            new($"{prefix}.physical", size.Physical.Value),
        }.Where(parameter => parameter.Bits != 0);
    }

    async Task<Bytes?> LengthAsync(DiskType type, DiskSource? source) =>
        LocalPath(type, source) is { } path ? (await TryOnPathAsync(path, () => FileSize.Of(path)))?.Length : null;

    async Task<T?> TryOnPathAsync<T>(string path, Func<T> call) where T : struct
    {
        try { return await paths.RunAsync(path, call, CancellationToken.None).WaitAsync(PathPatience, host.Time); }
        catch (Exception e) when (e is LinuxException or VirtException or TimeoutException) { return null; }
    }

    /// <summary>One question of each kind for all disks, at the same time.</summary>
    async Task<BlockFigures?> BlockFiguresAsync(TimeSpan? patience = null)
    {
        var (drives, nodes) = (AskedAsync(new QueryBlockstats(), patience), AskedAsync(new QueryNamedBlockNodes(), patience));
        return await drives is { } counted && await nodes is { } sized ? new(counted, sized) : null;
    }

    static Disk? FindDisk(DomainState state, string disk)
    {
        var disks = state.Definition.Devices.Disks;
        if (disks.FirstOrDefault(d => d.Target == disk) is { } byTarget) return byTarget;
        return disk.StartsWith('/') && disks.Where(d => LocalPath(d.Type, d.Source) == disk).ToList() is [var byPath] ? byPath : null;
    }

    static string? NodeOf(uint? index) => index is { } number ? $"libvirt-{number}-format" : null;

    static string? LocalPath(DiskType type, DiskSource? source) => type is DiskType.File or DiskType.Block ? source?.Path : null;
}
