using Aerostat.Engine.Domains;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Cgroups;

/// <summary>The control group of one guest: its limits, and below it a group for each of its threads that has limits of its own.</summary>
/// <remarks>Source: libvirt's <c>cgroups.html</c>. Where nothing limits a vCPU by itself, it has no group of its own.</remarks>
sealed class GuestGroup(string path, Cgroup whole)
{
    /// <summary>The guest's own group within its scope, as libvirt calls it: the scope itself is systemd's, which sets its figures anew whenever it looks at it.</summary>
    public const string WithinScope = "libvirt";

    /// <summary>The kernel's own period of accounting, microseconds.</summary>
    const ulong Period = 100_000;

    /// <summary>By which it is found again.</summary>
    public string Path => path;

    /// <summary>The unit that lies beside other guests', and has their weights; null where no systemd rules.</summary>
    string? Unit => System.IO.Path.GetFileName(path) == WithinScope && System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) is { } unit && unit.EndsWith(".scope", StringComparison.Ordinal) ? unit : null;

    /// <summary>What a launcher joins.</summary>
    public IReadOnlyList<string> Folders => whole.Folders;

    public bool Has(string controller) => whole.Has(controller);

    public void SetMemoryNodes(CpuSet nodes) => Written(() => whole.SetMemoryNodes(nodes));

    /// <summary>Holds the guest as its document says now.</summary>
    /// <param name="before">What it is held by already; what is the same stays untouched.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: a limit that this host's groups do not have.</exception>
    public async Task TuneAsync(DomainDefinition? before, DomainDefinition after, CancellationToken cancel)
    {
        RefuseLimits(after, whole.Has);
        var (shares, weight) = (after.CpuTune?.Shares, after.BlkioTune?.Weight);
        if (shares != before?.CpuTune?.Shares) await WeighAsync("CPUWeight", shares ?? whole.DefaultShares, value => whole.SetCpuShares(value), cancel);
        if (weight is { } part && weight != before?.BlkioTune?.Weight) await WeighAsync("IOWeight", part, value => whole.SetBlockWeight((uint)value), cancel);
        Written(() =>
        {
            Tune(before?.CpuTune ?? new(), after.CpuTune ?? new());
            Tune(before?.MemTune ?? new(), after.MemTune ?? new());
            Tune(before?.BlkioTune ?? new(), after.BlkioTune ?? new());
        });
    }

    /// <summary>Sets what counts beside other guests.</summary>
    async Task WeighAsync(string property, ulong weight, Action<ulong> write, CancellationToken cancel)
    {
        if (Unit is not { } unit)
        {
            Written(() => write(weight));
            return;
        }
        try
        {
            await SystemdScope.WeighAsync(unit, property, weight, cancel);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, e.Message, ErrorDomain.Systemd, e);
        }
    }

    /// <exception cref="VirtException">The kernel refuses.</exception>
    static void Written(Action write)
    {
        try
        {
            write();
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Unable to write to a control group: {e.Message}", ErrorDomain.Cgroup, e);
        }
    }

    void Tune(CpuTune before, CpuTune after)
    {
        if ((after.GlobalQuota, after.GlobalPeriod) != (before.GlobalQuota, before.GlobalPeriod)) SetQuota(whole, after.GlobalPeriod, after.GlobalQuota);
    }

    void Tune(MemTune before, MemTune after)
    {
        // The limit with swap is never the lower of the two, not even in between.
        var raises = (after.SwapHardLimit?.Value ?? ulong.MaxValue) > (before.SwapHardLimit?.Value ?? ulong.MaxValue);
        if (raises) whole.SetSwapLimit(after.SwapHardLimit, before.HardLimit);
        if (after.HardLimit != before.HardLimit) whole.SetMemoryLimit(after.HardLimit);
        if (after.SoftLimit != before.SoftLimit) whole.SetSoftMemoryLimit(after.SoftLimit);
        if ((after.SwapHardLimit, after.HardLimit) != (before.SwapHardLimit, before.HardLimit) && (after.SwapHardLimit ?? before.SwapHardLimit) is not null)
            whole.SetSwapLimit(after.SwapHardLimit, after.HardLimit);
    }

    void Tune(BlkioTune before, BlkioTune after)
    {
        foreach (var file in before.Devices.Concat(after.Devices).Select(device => device.Path).OfType<string>().Distinct())
        {
            var (old, now) = (Of(before, file), Of(after, file));
            if (old == now) continue;
            if (FileStatus.TryOf(file, follow: true) is not { Kind: FileKind.BlockDevice } status)
                throw new VirtException(ErrorCode.SystemError, $"Path '{file}' must be a block device: Invalid argument", ErrorDomain.Cgroup);
            whole.SetBlockLimits(status.DeviceId, Changed(now.ReadBytes, old.ReadBytes), Changed(now.WriteBytes, old.WriteBytes), Changed(now.ReadIops, old.ReadIops), Changed(now.WriteIops, old.WriteIops));
        }

        static BlkioDevice Of(BlkioTune tune, string file) => tune.Devices.FirstOrDefault(device => device.Path == file) ?? new() { Path = file };

        // Zero lifts a limit; null leaves it alone.
        static T? Changed<T>(T? now, T? old) where T : struct => Nullable.Equals(now, old) ? null : now ?? default(T);
    }

    /// <summary>Gives threads that have limits of their own groups of their own.</summary>
    /// <param name="before">What they are held by already.</param>
    public void Place(CpuTune? before, CpuTune? after, int pid, IReadOnlyList<VcpuThread> vcpus)
    {
        var (old, now) = (before ?? new(), after ?? new());
        if ((now.Quota, now.Period) != (old.Quota, old.Period))
            foreach (var (vcpu, thread) in vcpus) Hold($"vcpu{vcpu}", [thread], now.Period, now.Quota);
        if ((now.EmulatorQuota, now.EmulatorPeriod) != (old.EmulatorQuota, old.EmulatorPeriod))
            Hold("emulator", [.. Threads.Of(pid).Where(thread => vcpus.All(vcpu => vcpu.Id != thread.Id) && !thread.Name.StartsWith("IO ", StringComparison.Ordinal)).Select(thread => thread.Id), .. VhostThreads.Of(pid)], now.EmulatorPeriod, now.EmulatorQuota);
        if ((now.IoThreadQuota, now.IoThreadPeriod) != (old.IoThreadQuota, old.IoThreadPeriod))
            foreach (var (thread, name) in Threads.Of(pid).Where(thread => thread.Name.StartsWith("IO iothread", StringComparison.Ordinal)))
                Hold(name["IO ".Length..], [thread], now.IoThreadPeriod, now.IoThreadQuota);
    }

    /// <summary>What holds it, with the kernel's own figures where nothing else is said: shares, periods in microseconds, and quotas, of which -1 is none.</summary>
    /// <remarks>Without I/O threads theirs are the whole guest's, as in libvirt.</remarks>
    public CpuTune Told(DomainDefinition live)
    {
        var tune = live.CpuTune ?? new();
        tune = tune with { Shares = tune.Shares ?? whole.DefaultShares, GlobalPeriod = tune.GlobalPeriod ?? Period, GlobalQuota = tune.GlobalQuota ?? -1 };
        var (period, quota) = live.IoThreads is > 0 ? (tune.IoThreadPeriod ?? Period, tune.IoThreadQuota ?? -1) : (tune.GlobalPeriod, tune.GlobalQuota);
        return tune with
        {
            Period = tune.Period ?? Period,
            Quota = tune.Quota ?? -1,
            EmulatorPeriod = tune.EmulatorPeriod ?? Period,
            EmulatorQuota = tune.EmulatorQuota ?? -1,
            IoThreadPeriod = period,
            IoThreadQuota = quota,
        };
    }

    /// <summary>Such as <c>vcpu0</c>, <c>emulator</c>, <c>iothread1</c>.</summary>
    void Hold(string name, IReadOnlyList<int> threads, ulong? period, long? quota) => Written(() =>
    {
        var group = whole.MakeBelow(name);
        foreach (var thread in threads) group.AddThread(thread);
        SetQuota(group, period, quota);
    });

    /// <summary>libvirt's words for what the host's groups do not have.</summary>
    public static void RefuseLimits(DomainDefinition definition, Func<string, bool> has)
    {
        if (definition.CpuTune?.Shares is not null && !has("cpu")) throw Errors.ConfigUnsupported("CPU tuning is not available on this host");
        if (definition.CpuTune is { } cpu && (cpu.Quota ?? cpu.GlobalQuota ?? cpu.EmulatorQuota ?? cpu.IoThreadQuota) is not null && !has("cpu"))
            throw Errors.ConfigUnsupported("cgroup cpu is required for scheduler tuning");
        if (definition.MemTune is { } memory && (memory.HardLimit ?? memory.SoftLimit ?? memory.SwapHardLimit) is not null && !has("memory"))
            throw Errors.ConfigUnsupported("Memory cgroup is not available on this host");
        if (definition.BlkioTune is { } block && (block.Weight is not null || block.Devices.Count > 0) && !has("blkio"))
            throw Errors.ConfigUnsupported("Block I/O tuning is not available on this host");
    }

    /// <summary>Microseconds; a negative quota is none, and 100 ms the kernel's own period.</summary>
    static void SetQuota(Cgroup group, ulong? period, long? quota) =>
        group.SetCpuQuota(TimeSpan.FromMicroseconds(period is > 0 and var each ? each : Period), quota is > 0 and var most ? TimeSpan.FromMicroseconds(most) : null);
}
