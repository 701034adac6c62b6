using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aerostat.Engine.Statistics;
using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Engine.Host;

/// <summary>The host, as clients ask about it. Nothing is kept but the topology, which is read anew when a processor comes or goes.</summary>
/// <param name="root">Where <c>proc</c> and <c>sys</c> lie.</param>
public sealed partial class Node(string root = "/")
{
    volatile Known? known;

    public HostTopology Topology
    {
        get
        {
            var fingerprint = HostTopology.Fingerprint(root);
            if (known is { } k && k.Fingerprint == fingerprint) return k.Topology;
            known = k = new(fingerprint, HostTopology.Read(root));
            return k.Topology;
        }
    }

    public CpuSet OnlineCpus => Topology.Online;

    /// <summary>How many bits a processor map has here.</summary>
    public int CpuCount => Topology.Present.Max + 1;

    public NodeInfo Info => NodeInfo.Of(Linux.Host.Architecture, Memory(info => info.Total), Mhz(), Topology);

    public Bytes FreeMemory => Memory(info => info.Free);

    /// <remarks>Source: libvirt <c>virNodeGetCellsFreeMemory</c>; fewer than asked for where the host has fewer.</remarks>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>, as libvirt: there is no such first cell.</exception>
    public ValueList<Bytes> FreeMemoryOfCells(int start, int count) =>
        Cells(start, count).Select(cell => OfCell(cell).Free ?? Bytes.Zero).ToValueList();

    /// <summary>How many pages of each size are free, cell by cell.</summary>
    /// <remarks>Source: libvirt <c>virNodeGetFreePages</c>.</remarks>
    public ValueList<ulong> FreePages(IReadOnlyList<Bytes> sizes, int start, int count) =>
        Cells(start, count).SelectMany(cell => sizes.Select(size => FreePages(cell, size))).ToValueList();

    /// <summary>How the kernel looks for pages of guests that are alike; what it does not tell is left out.</summary>
    /// <remarks>Source: libvirt <c>virNodeGetMemoryParameters</c>; <c>/sys/kernel/mm/ksm</c>.</remarks>
    public ValueList<Parameter> PageSharing()
    {
        return [.. Of("pages_to_scan", "sleep_millisecs").Select(one => new Parameter(one.Name, (uint)one.Value)),
            .. Of("pages_shared", "pages_sharing", "pages_unshared", "pages_volatile", "full_scans").Select(one => new Parameter(one.Name, one.Value)),
            .. Of("merge_across_nodes").Select(one => new Parameter(one.Name, (uint)one.Value))];

        IEnumerable<(string Name, ulong Value)> Of(params string[] names) => from name in names
                                                                             let text = ProcFile.TryRead(Path.Combine(root, "sys/kernel/mm/ksm", name))
                                                                             where text is not null
                                                                             select ($"shm_{name}", ulong.Parse(text.Trim(), CultureInfo.InvariantCulture));
    }

    /// <summary>Where memory is, KiB.</summary>
    /// <param name="cell">Null: the whole host.</param>
    /// <remarks>Source: libvirt <c>virNodeGetMemoryStats</c>.</remarks>
    public ValueList<(string Name, ulong Kib)> MemoryStats(int? cell)
    {
        if (cell is { } number && (number < 0 || number > LastCell))
            throw new VirtException(ErrorCode.InvalidArg, $"cellNum in virHostMemGetStats must be less than or equal to {LastCell}", ErrorDomain.None) { IsWhole = true };
        var info = cell is { } one ? OfCell(one) : Whole;
        return Named(("total", info.Total), ("free", info.Free), ("buffers", cell is null ? info.Buffers : null), ("cached", cell is null ? info.Cached : null));

        static ValueList<(string, ulong)> Named(params (string Name, Bytes? Value)[] all) =>
            all.Where(one => one.Value is not null).Select(one => (one.Name, one.Value!.Value.InKib)).ToValueList();
    }

    /// <summary>What processors have done since boot, nanoseconds.</summary>
    /// <param name="cpu">Null: all of them.</param>
    /// <remarks>Source: libvirt <c>virNodeGetCPUStats</c>.</remarks>
    public ValueList<(string Name, ulong Nanoseconds)> CpuStats(int? cpu)
    {
        if (CpuTimes.Read(cpu, Path.Combine(root, "proc/stat")) is not { } times)
            throw new VirtException(ErrorCode.InvalidArg, "Invalid cpuNum in virHostCPUGetStatsLinux", ErrorDomain.None) { IsWhole = true };
        return [("kernel", Ns(times.System)), ("user", Ns(times.User)), ("idle", Ns(times.Idle)), ("iowait", Ns(times.IoWait))];

        static ulong Ns(TimeSpan time) => (ulong)time.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>How many vCPUs a guest of this type may have; libvirt says 16 for every type but kvm, whatever the machine can.</summary>
    /// <remarks>Source: libvirt <c>virConnectGetMaxVcpus</c>.</remarks>
    public static int MaxVcpus(string? type) => type?.ToLowerInvariant() switch
    {
        null or "qemu" => 16,
        "kvm" => KvmVcpus(),
        _ => throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: unknown type '{type}'"),
    };

    /// <summary>The host's full name where its resolver knows one, else the short one. A resolver that does not answer keeps nobody waiting.</summary>
    /// <remarks>Source: <c>getaddrinfo(3)</c>, AI_CANONNAME, as libvirt's <c>virConnectGetHostname</c>.</remarks>
    public static async Task<string> NameAsync(TimeProvider time, CancellationToken cancel)
    {
        var name = Linux.Host.Name;
        if (name.Contains('.') || name.StartsWith("localhost", StringComparison.Ordinal)) return name;
        try
        {
            var entry = await Dns.GetHostEntryAsync(name, cancel).WaitAsync(TimeSpan.FromMilliseconds(500), time, cancel);
            return entry.HostName.StartsWith("localhost", StringComparison.Ordinal) ? name : entry.HostName;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return name;
        }
    }

    MemoryInfo Whole => MemoryInfo.Read(Path.Combine(root, "proc/meminfo"));

    int LastCell => Topology.Nodes is { IsEmpty: false } nodes ? nodes.Max(node => node.Number) : 0;

    /// <summary>A kernel without NUMA has one cell, which is the host.</summary>
    MemoryInfo OfCell(int cell) => Topology.Nodes.IsEmpty ? Whole : Topology.Node(cell)?.Memory() ?? default;

    /// <summary>The sum over the nodes, which is less than all where memory was plugged in that belongs to none: as libvirt counts.</summary>
    Bytes Memory(Func<MemoryInfo, Bytes?> figure)
    {
        var nodes = Topology.Nodes;
        return nodes.IsEmpty ? figure(Whole) ?? Bytes.Zero : nodes.Aggregate(Bytes.Zero, (sum, node) => sum + (figure(node.Memory()) ?? Bytes.Zero));
    }

    IEnumerable<int> Cells(int start, int count)
    {
        if (start < 0 || start > LastCell)
            throw new VirtException(ErrorCode.InternalError, $"internal error: start cell {start} out of range (0-{LastCell})", ErrorDomain.None);
        return Enumerable.Range(start, (int)Math.Min(Math.Max(0, count), (long)LastCell - start + 1));
    }

    ulong FreePages(int cell, Bytes size)
    {
        if (size.Value == (ulong)Environment.SystemPageSize) return (OfCell(cell).Free ?? Bytes.Zero).Value / size.Value;
        return Topology.Node(cell)?.Pages(size)?.Free
            ?? throw new VirtException(ErrorCode.OperationFailed, $"operation failed: page size {size.InKib} is not available on node {cell}", ErrorDomain.None);
    }

    /// <summary>What the first processor has, in the kernel's words.</summary>
    public IEnumerable<string> CpuFlags => ProcessorInfo.Read(root).Flags;

    /// <summary>The last processor's present clock, as libvirt takes it.</summary>
    int Mhz()
    {
        var line = (ProcFile.TryRead(Path.Combine(root, "proc/cpuinfo")) ?? "").Split('\n').LastOrDefault(l => l.StartsWith("cpu MHz", StringComparison.Ordinal));
        return line is not null && double.TryParse(line.AsSpan(line.IndexOf(':') + 1), CultureInfo.InvariantCulture, out var mhz) ? (int)mhz : 0;
    }

    static int KvmVcpus()
    {
        try
        {
            return Kvm.MaxVcpus();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VirtException(ErrorCode.SystemError, $"Unable to open {Kvm.Device}: {e.Message}", ErrorDomain.None, e)
            {
                Hint = "See whether the host's processor has virtualization switched on, or use guests of type qemu.",
            };
        }
    }

    sealed record Known(string Fingerprint, HostTopology Topology);
}
