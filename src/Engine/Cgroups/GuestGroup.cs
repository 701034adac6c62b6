using Aerostat.Engine.Domains;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Cgroups;

/// <summary>The control group of one guest: its limits, and below it a group for each of its threads that has limits of its own.</summary>
/// <remarks>Source: libvirt's <c>cgroups.html</c>. Where nothing limits a vCPU by itself, it has no group of its own.</remarks>
sealed class GuestGroup(string path, Cgroup whole)
{
    /// <summary>By which it is found again.</summary>
    public string Path => path;

    /// <summary>What a launcher joins.</summary>
    public IReadOnlyList<string> Folders => whole.Folders;

    public Cgroup Whole => whole;

    /// <summary>Holds the whole guest as its document says.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: a limit that this host's groups do not have.</exception>
    public void Tune(DomainDefinition definition)
    {
        RefuseLimits(definition, whole.Has);
        try
        {
            if (definition.CpuTune is { } cpu) Tune(cpu);
            if (definition.MemTune is { } memory) Tune(memory);
            if (definition.BlkioTune is { } block) Tune(block);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"cannot hold domain '{definition.Name}' by its limits: {e.Message}", cause: e);
        }
    }

    public void Tune(CpuTune cpu)
    {
        if (cpu.Shares is { } shares) whole.SetCpuShares(shares);
        if (cpu.GlobalQuota is not null || cpu.GlobalPeriod is not null) SetQuota(whole, cpu.GlobalPeriod, cpu.GlobalQuota);
    }

    public void Tune(MemTune memory)
    {
        if (memory.HardLimit is { } hard) whole.SetMemoryLimit(hard);
        if (memory.SoftLimit is { } soft) whole.SetSoftMemoryLimit(soft);
        if (memory.SwapHardLimit is { } swap) whole.SetSwapLimit(swap, memory.HardLimit);
    }

    public void Tune(BlkioTune block)
    {
        if (block.Weight is { } weight) whole.SetBlockWeight(weight);
        foreach (var device in block.Devices)
            if (device.Path is { } file && FileStatus.TryOf(file, follow: true) is { Kind: FileKind.BlockDevice } status)
                whole.SetBlockLimits(status.DeviceId, device.ReadBytes, device.WriteBytes, device.ReadIops, device.WriteIops);
    }

    /// <summary>Gives threads that have limits of their own groups of their own.</summary>
    public void Place(DomainDefinition definition, int pid, IReadOnlyList<VcpuThread> vcpus)
    {
        if (definition.CpuTune is not { } cpu) return;
        if (cpu.Quota is not null || cpu.Period is not null)
            foreach (var (vcpu, thread) in vcpus) Hold($"vcpu{vcpu}", [thread], cpu.Period, cpu.Quota);
        if (cpu.EmulatorQuota is not null || cpu.EmulatorPeriod is not null)
            Hold("emulator", [.. Threads.Of(pid).Where(thread => vcpus.All(vcpu => vcpu.Id != thread.Id) && !thread.Name.StartsWith("IO ", StringComparison.Ordinal)).Select(thread => thread.Id)], cpu.EmulatorPeriod, cpu.EmulatorQuota);
        if (cpu.IoThreadQuota is not null || cpu.IoThreadPeriod is not null)
            foreach (var (thread, name) in Threads.Of(pid).Where(thread => thread.Name.StartsWith("IO iothread", StringComparison.Ordinal)))
                Hold(name["IO ".Length..], [thread], cpu.IoThreadPeriod, cpu.IoThreadQuota);
    }

    /// <summary>Such as <c>vcpu0</c>, <c>emulator</c>, <c>iothread1</c>.</summary>
    public void Hold(string name, IReadOnlyList<int> threads, ulong? period, long? quota)
    {
        var group = whole.MakeBelow(name);
        foreach (var thread in threads) group.AddThread(thread);
        SetQuota(group, period, quota);
    }

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
        group.SetCpuQuota(TimeSpan.FromMicroseconds(period is > 0 and var each ? each : 100_000), quota is > 0 and var most ? TimeSpan.FromMicroseconds(most) : null);
}
