using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>A control group of ours: what its processes may use, and what they have used.</summary>
/// <param name="folders">By controller; on v2 one folder, under the empty name.</param>
/// <remarks>Source: the kernel's <c>cgroup-v2.rst</c> and <c>cgroup-v1/</c>. Without the controller a limit is <c>ENOENT</c>, by the name of its file.</remarks>
public sealed class Cgroup(IReadOnlyDictionary<string, string> folders)
{
    /// <summary>What a group has that was told nothing: on v1 shares, on v2 a weight.</summary>
    public ulong DefaultShares => IsV2 ? 100ul : 1024;

    bool IsV2 => folders.ContainsKey("");

    internal IReadOnlyDictionary<string, string> ByController => folders;

    /// <summary>What a <see cref="LaunchSpec"/> joins.</summary>
    public IReadOnlyList<string> Folders => [.. folders.Values.Distinct()];

    public void Add(int pid)
    {
        foreach (var folder in Folders) ProcFile.Write(folder + "/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Threads of the group's own processes, which its limits hold once more.</summary>
    /// <remarks>On v2 a threaded group, which has processor time to share out and no memory; on v1 a group of the controllers that count that time. Never of cpuset:
    /// until Linux 6.2 a thread that comes into another cpuset forgets where it was bound.</remarks>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public Cgroup MakeBelow(string name)
    {
        string[] controllers = IsV2 ? [""] : ["cpu", "cpuacct"];
        Dictionary<string, string> below = [];
        foreach (var controller in controllers)
        {
            if (Folder(controller) is not { } folder) continue;
            var made = Path.Combine(folder, name);
            Files.MakeFolder(made, 0b111_101_101);
            if (IsV2 && ProcFile.TryReadLine($"{made}/cgroup.type") is not "threaded")
            {
                ProcFile.Write($"{made}/cgroup.type", "threaded");
                TryWrite($"{folder}/cgroup.subtree_control", "+cpu");
            }
            below[controller] = made;
        }
        return new(below);
    }

    /// <summary>Moves one thread; a thread that has ended is no matter.</summary>
    public void AddThread(int thread)
    {
        foreach (var folder in Folders)
        {
            try { ProcFile.Write(folder + (IsV2 ? "/cgroup.threads" : "/tasks"), thread.ToString(CultureInfo.InvariantCulture)); }
            catch (LinuxException e) when (e.Errno is Errno.ESRCH) { return; }
        }
    }

    /// <summary>Whether the group can be held by this: cpu, memory, blkio, cpuset.</summary>
    public bool Has(string controller) => !IsV2 ? folders.ContainsKey(controller)
        : (ProcFile.TryReadLine(folders[""] + "/cgroup.controllers") ?? "").Split(' ').Contains(controller == "blkio" ? "io" : controller);

    /// <summary>Null: the host's default. libvirt's <c>shares</c> are v1's shares and v2's weight, as they are.</summary>
    public void SetCpuShares(ulong? shares) => Write("cpu", IsV2 ? "cpu.weight" : "cpu.shares", $"{shares ?? DefaultShares}");

    /// <param name="period">Of the accounting, 1 ms to 1 s.</param>
    /// <param name="quota">Of processor time in each; null: no limit.</param>
    public void SetCpuQuota(TimeSpan period, TimeSpan? quota)
    {
        var (each, most) = ((long)period.TotalMicroseconds, (long?)quota?.TotalMicroseconds);
        if (IsV2)
        {
            Write("cpu", "cpu.max", $"{(most is { } limit ? limit.ToString(CultureInfo.InvariantCulture) : "max")} {each}");
            return;
        }
        Write("cpu", "cpu.cfs_period_us", $"{each}");
        Write("cpu", "cpu.cfs_quota_us", $"{most ?? -1}");
    }

    /// <summary>Beyond it something in the group dies. Null: no limit.</summary>
    public void SetMemoryLimit(Bytes? limit) => Write("memory", IsV2 ? "memory.max" : "memory.limit_in_bytes", Limit(limit));

    /// <summary>Beyond it the group is pressed first. Null: no limit.</summary>
    public void SetSoftMemoryLimit(Bytes? limit) => Write("memory", IsV2 ? "memory.high" : "memory.soft_limit_in_bytes", Limit(limit));

    /// <summary>Memory and swap together. Null: no limit.</summary>
    public void SetSwapLimit(Bytes? both, Bytes? memory)
    {
        if (!IsV2) Write("memory", "memory.memsw.limit_in_bytes", Limit(both));
        else Write("memory", "memory.swap.max", Limit(both is { } sum && memory is { } limit ? sum - limit : both));
    }

    /// <summary>The group's part of block devices' time, 10 to 1000.</summary>
    /// <remarks>By whichever scheduler serves: bfq keeps its own.</remarks>
    public void SetBlockWeight(uint weight)
    {
        if (IsV2) { if (!TryWrite($"{Folder("blkio")}/io.bfq.weight", $"default {weight}")) Write("blkio", "io.weight", $"default {weight}"); }
        else if (!TryWrite($"{Folder("blkio")}/blkio.weight", $"{weight}")) Write("blkio", "blkio.bfq.weight", $"{weight}");
    }

    /// <summary>Of one block device, by its number; null and 0: no limit.</summary>
    public void SetBlockLimits((uint Major, uint Minor) device, ulong? readBytes, ulong? writeBytes, uint? readOperations, uint? writeOperations)
    {
        (string V1, string V2, ulong? Value)[] all =
        [
            ("read_bps", "rbps", readBytes), ("write_bps", "wbps", writeBytes), ("read_iops", "riops", readOperations), ("write_iops", "wiops", writeOperations),
        ];
        foreach (var (v1, v2, value) in all)
        {
            if (value is not { } limit) continue;
            if (IsV2) Write("blkio", "io.max", $"{device.Major}:{device.Minor} {v2}={(limit == 0 ? "max" : limit.ToString(CultureInfo.InvariantCulture))}");
            else Write("blkio", $"blkio.throttle.{v1}_device", $"{device.Major}:{device.Minor} {limit}");
        }
    }

    public void SetCpus(CpuSet cpus) => Write("cpuset", "cpuset.cpus", cpus.ToString());

    public void SetMemoryNodes(CpuSet nodes) => Write("cpuset", "cpuset.mems", nodes.ToString());

    /// <summary>With page cache; null: nobody counts.</summary>
    public Bytes? Memory => Read("memory", IsV2 ? "memory.current" : "memory.usage_in_bytes") is { } bytes and >= 0 ? new Bytes((ulong)bytes) : null;

    /// <summary>Of all its processes, those that have ended too; null: nobody counts.</summary>
    public TimeSpan? CpuTime => IsV2
        ? Line(Folder("cpu") + "/cpu.stat", "usage_usec ") is { } us ? TimeSpan.FromMicroseconds(us) : null
        : Read("cpuacct", "cpuacct.usage") is { } ns ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick) : null;

    /// <summary>True where no process is in it.</summary>
    public bool IsEmpty => Folders.All(folder => ProcFile.TryReadLine(folder + "/cgroup.procs") is null or "");

    /// <summary>Removes it. Its processes have ended, and groups within are removed with it.</summary>
    /// <exception cref="LinuxException"><c>EBUSY</c>: something still runs in it.</exception>
    /// <param name="onlyEmpty">Groups within stay, and it with them.</param>
    public void Remove(bool onlyEmpty = false)
    {
        foreach (var folder in Folders) RemoveOne(folder);

        void RemoveOne(string folder)
        {
            try
            {
                if (!onlyEmpty) foreach (var below in Directory.EnumerateDirectories(folder)) RemoveOne(below);
            }
            catch (DirectoryNotFoundException)
            {
                return; // systemd tidies away an empty scope at the same time
            }
            Files.RemoveFolder(folder);
        }
    }

    string Limit(Bytes? limit) => limit is { } bytes ? bytes.Value.ToString(CultureInfo.InvariantCulture) : IsV2 ? "max" : "-1";

    string? Folder(string controller) => folders.GetValueOrDefault(IsV2 ? "" : controller);

    void Write(string controller, string file, string value) =>
        ProcFile.Write(Path.Combine(Folder(controller) ?? throw new LinuxException($"open({file})", Errno.ENOENT), file), value);

    static bool TryWrite(string path, string value)
    {
        try
        {
            ProcFile.Write(path, value);
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    long? Read(string controller, string file) => Folder(controller) is { } folder ? ProcFile.TryReadNumber(Path.Combine(folder, file)) : null;

    static long? Line(string path, string name) =>
        ProcFile.TryRead(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line.AsSpan(name.Length), CultureInfo.InvariantCulture, out var value) ? value : null;
}
