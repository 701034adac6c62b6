using Aerostat.Engine.Events;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainVcpuFlags</c>.</summary>
[Flags]
public enum VcpuFlags { Current = 0, Live = 1, Config = 2, Maximum = 4, Guest = 8, Hotpluggable = 16 }

/// <summary>One vCPU as it runs. Source: <c>virVcpuInfo</c>; time in nanoseconds, CPU -1 while it is on none.</summary>
public readonly record struct VcpuInfo(int Number, int State, ulong Time, int Cpu, CpuSet Affinity);

public sealed partial class Domain
{
    /// <summary>How many vCPUs there are, or may be.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetVcpusFlags</c>.</remarks>
    public int VcpuCount(VcpuFlags flags)
    {
        var definition = State.From((Scope)flags & (Scope.Live | Scope.Config));
        return flags.HasFlag(VcpuFlags.Maximum) ? definition.MaximumVcpus : definition.CurrentVcpus;
    }

    /// <summary>Each vCPU's time and place, read from the thread's own files.</summary>
    /// <remarks>Source: <c>proc(5)</c>, <c>sched_getaffinity(2)</c>; libvirt <c>virDomainGetVcpus</c>.</remarks>
    public IReadOnlyList<VcpuInfo> VcpuInfos()
    {
        var state = State;
        if (state.Running is not { } running) throw Errors.Invalid("cannot retrieve vcpu information for inactive domain");
        return [.. Observed.VcpuThreads.Select(vcpu =>
        {
            var thread = ProcessStat.TryRead(running.Process.Pid, vcpu.Id);
            return new VcpuInfo(vcpu.Number, 1, (ulong)(thread is { } t ? (t.User + t.System).TotalNanoseconds : 0), thread?.LastCpu ?? -1, AffinityOf(vcpu.Id));
        })];
    }

    /// <summary>Where each vCPU may run, as configured.</summary>
    public IReadOnlyList<CpuSet> VcpuPins(Scope scope)
    {
        var definition = State.From(scope);
        return [.. Enumerable.Range(0, definition.MaximumVcpus).Select(number => definition.PinOf(number) ?? host.Node.OnlineCpus)];
    }

    /// <summary>Binds a vCPU to processors.</summary>
    /// <remarks>Source: <c>sched_setaffinity(2)</c>, libvirt <c>virDomainPinVcpuFlags</c>.</remarks>
    public Task PinVcpuAsync(int vcpu, CpuSet cpus, Scope scope, CancellationToken cancel) => turns.TakeAsync("pin-vcpu", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (cpus.IsEmpty) throw Errors.Argument("Empty cpu list for pinning");
        foreach (var definition in state.Each(at))
            if (vcpu < 0 || vcpu >= definition.MaximumVcpus) throw Errors.Argument($"vcpu {vcpu} is out of range of {(at.HasFlag(Scope.Live) ? "live" : "persistent")} cpu count {definition.MaximumVcpus}");
        // One that is not there yet is bound when it comes.
        if (at.HasFlag(Scope.Live))
            foreach (var thread in Observed.VcpuThreads.Where(thread => thread.Number == vcpu)) Bind(thread.Id, cpus);
        await turn.BecomeAsync(state.Change(at, definition => definition.WithPin(vcpu, cpus)));
        if (at.HasFlag(Scope.Live)) host.Events.Publish(new TunableEvent(state.Ident, [new($"cputune.vcpupin{vcpu}", cpus.ToString())]));
    }, cancel);

    /// <summary>Where QEMU's own threads may run, as configured.</summary>
    public CpuSet EmulatorPin(Scope scope)
    {
        var definition = State.From(scope);
        return definition.CpuTune?.EmulatorPin ?? definition.Vcpu.Cpus ?? host.Node.OnlineCpus;
    }

    /// <summary>Binds QEMU's own threads, all but those of vCPUs and I/O threads.</summary>
    /// <remarks>Source: libvirt <c>virDomainPinEmulator</c>.</remarks>
    public Task PinEmulatorAsync(CpuSet cpus, Scope scope, CancellationToken cancel) => turns.TakeAsync("pin-emulator", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (cpus.IsEmpty) throw Errors.Argument("Empty cpu list for pinning");
        if (at.HasFlag(Scope.Live)) BindEmulator(state.Running!.Process.Pid, cpus);
        await turn.BecomeAsync(state.Change(at, definition => definition.WithEmulatorPin(cpus)));
        if (at.HasFlag(Scope.Live)) host.Events.Publish(new TunableEvent(state.Ident, [new("cputune.emulatorpin", cpus.ToString())]));
    }, cancel);

    /// <summary>The kernel's threads that move its packets are among them.</summary>
    void BindEmulator(int pid, CpuSet cpus)
    {
        var vcpus = Observed.VcpuThreads.Select(vcpu => vcpu.Id).ToHashSet();
        foreach (var thread in Threads.Of(pid).Where(thread => !vcpus.Contains(thread.Id) && !thread.Name.StartsWith("IO ", StringComparison.Ordinal)).Select(thread => thread.Id).Concat(VhostThreads.Of(pid)))
        {
            try { Threads.SetAffinity(thread, cpus); }
            catch (LinuxException e) when (e.Errno is Errno.ESRCH) { /* a worker that ended meanwhile */ }
        }
    }

    static void Bind(int thread, CpuSet cpus)
    {
        try { Threads.SetAffinity(thread, cpus); }
        catch (LinuxException e) { throw new VirtException(ErrorCode.SystemError, $"cannot set CPU affinity on process {thread}: {e.Message}", ErrorDomain.None, e); }
    }

    CpuSet AffinityOf(int thread)
    {
        try { return Threads.Affinity(thread); }
        catch (LinuxException) { return host.Node.OnlineCpus; }
    }
}
