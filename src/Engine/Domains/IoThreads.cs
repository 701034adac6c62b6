using System.Globalization;
using Aerostat.Engine.Events;
using Aerostat.Engine.Statistics;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>The threads that serve disks alone, and where each may run: the newest first where they run, as QEMU lists them.</summary>
    /// <remarks>Source: <c>/proc/PID/task/TID/comm</c>, which QEMU fills in; libvirt <c>virDomainGetIOThreadInfo</c>. No monitor is asked.</remarks>
    public IReadOnlyList<(uint Id, CpuSet Affinity)> IoThreads(Scope scope)
    {
        var state = State;
        if (scope == (Scope.Live | Scope.Config)) throw Errors.Argument("flags VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG are mutually exclusive", ErrorDomain.Domain);
        var definition = state.From(scope);
        if (!state.At(scope).HasFlag(Scope.Live)) return [.. definition.EveryIoThread.Select(thread => (thread.Id, definition.IoThreadPinOf(thread.Id) ?? host.Node.OnlineCpus))];
        var running = IoThreadsOf(state.Running!.Process.Pid);
        return [.. definition.EveryIoThread.Reverse().Where(thread => running.ContainsKey(NameOf(thread.Id))).Select(thread => (thread.Id, AffinityOf(running[NameOf(thread.Id)])))];
    }

    /// <summary>Binds one of them to processors.</summary>
    /// <remarks>Source: <c>sched_setaffinity(2)</c>, libvirt <c>virDomainPinIOThread</c>.</remarks>
    public Task PinIoThreadAsync(uint id, CpuSet cpus, Scope scope, CancellationToken cancel) => turns.TakeAsync("pin-iothread", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (cpus.IsEmpty) throw Errors.Argument("Empty iothread cpumap list for pinning");
        foreach (var definition in state.Each(at))
            if (!definition.HasIoThread(id)) throw Errors.Argument(ReferenceEquals(definition, state.Saved) ? $"iothreadid {id} not found" : $"iothread {id} not found");
        if (at.HasFlag(Scope.Live) && IoThreadsOf(state.Running!.Process.Pid).TryGetValue(NameOf(id), out var thread)) Bind(thread, cpus);
        await turn.BecomeAsync(state.Change(at, definition => definition.WithIoThreadPin(id, cpus)));
        if (at.HasFlag(Scope.Live)) host.Events.Publish(new TunableEvent(state.Ident, [new($"cputune.iothreadpin{id}", cpus.ToString())]));
    }, cancel);

    /// <summary>Makes one more.</summary>
    /// <remarks>Source: libvirt <c>virDomainAddIOThread</c>; QAPI <c>object-add</c>.</remarks>
    public Task AddIoThreadAsync(uint id, Scope scope, CancellationToken cancel) => turns.TakeAsync("add-iothread", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (id == 0) throw Errors.Argument("invalid value of 0 for iothread_id");
        foreach (var definition in state.Each(at))
            if (definition.HasIoThread(id)) throw Errors.Argument($"an IOThread is already using iothread_id '{id}'");
        if (at.HasFlag(Scope.Live)) await MakeIoThreadAsync(Live(), id);
        var next = state.Change(at, definition => definition.WithIoThread(id), anew: true);
        await turn.BecomeAsync(next);
        if (next.Running is not { } running || !at.HasFlag(Scope.Live)) return;
        // Whoever comes into a group loses its binding.
        host.Groups.Open(running.Cgroup)?.Place(null, running.Live.CpuTune, running.Process.Pid, [.. Observed.VcpuThreads]);
        PlaceIoThreads(running.Live, running.Process.Pid, id);
    }, cancel);

    /// <summary>Ends one that serves no disk.</summary>
    /// <remarks>Source: libvirt <c>virDomainDelIOThread</c>; QAPI <c>object-del</c>.</remarks>
    public Task RemoveIoThreadAsync(uint id, Scope scope, CancellationToken cancel) => turns.TakeAsync("del-iothread", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (id == 0) throw Errors.Argument("invalid value of 0 for iothread_id");
        foreach (var definition in state.Each(at))
        {
            if (!definition.HasIoThread(id)) throw Errors.Argument($"cannot find IOThread '{id}' in iothreadids list");
            if (definition.Devices.Disks.FirstOrDefault(disk => disk.Driver?.IoThread == id) is { } disk)
                throw Errors.Argument($"cannot remove IOThread {id} since it is being used by disk '{disk.Target}'");
            if (definition.Devices.Controllers.Any(controller => controller.Driver?.IoThread == id))
                throw Errors.Argument($"cannot remove IOThread '{id}' since it is being used by controller");
        }
        if (at.HasFlag(Scope.Live)) await Live().AskAsync(new RemoveObject(IoThreadPart.Of(new() { Id = id }).Id));
        await turn.BecomeAsync(state.Change(at, definition => definition.WithoutIoThread(id), anew: true));
    }, cancel);

    /// <summary>One of each, for its name and kind. Source: <c>VIR_DOMAIN_IOTHREAD_*</c>.</summary>
    public static ValueList<Parameter> IoThreadParameters { get; } =
        [new("poll_max_ns", 0ul), new("poll_grow", 0u), new("poll_shrink", 0u), new("thread_pool_min", 0), new("thread_pool_max", 0)];

    /// <summary>Changes how long one looks for work before it sleeps, and how many helpers it may have.</summary>
    /// <remarks>Source: libvirt <c>virDomainSetIOThreadParams</c>; QEMU's <c>iothread</c> object. Polling belongs to the running guest alone.</remarks>
    public Task SetIoThreadAsync(uint id, ValueList<Parameter> asked, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-iothread", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (id == 0) throw Errors.Argument("invalid value of 0 for iothread_id");
        var (least, most) = (Asked("thread_pool_min"), Asked("thread_pool_max"));
        foreach (var definition in state.Each(at))
        {
            var live = at.HasFlag(Scope.Live) && ReferenceEquals(definition, state.Running!.Live);
            if (!live && asked.Any(parameter => parameter.Name.StartsWith("poll_", StringComparison.Ordinal)))
                throw Errors.Unsupported("configuring persistent polling values is not supported");
            if (definition.EveryIoThread.FirstOrDefault(one => one.Id == id) is not { } thread) throw Errors.Argument($"cannot find IOThread '{id}' in iothreadids");
            if (live && least < 0) throw Errors.Invalid("thread_pool_min must be equal to or greater than 0 for live change");
            if (live && most < 0) throw Errors.Invalid("thread_pool_max must be equal to or greater than 0 for live change");
            var (min, max) = (least ?? thread.PoolMin ?? -1L, most ?? thread.PoolMax ?? -1L);
            if (min > max) throw Errors.Invalid($"thread_pool_min ({min}) can't be greater than thread_pool_max ({max})");
        }
        if (at.HasFlag(Scope.Live))
        {
            // The most before the least: QEMU refuses a least that is above it.
            foreach (var parameter in asked.OrderBy(parameter => parameter.Name is "thread_pool_min" ? 1 : 0))
                await Live().AskAsync(new QomSet($"/objects/{IoThreadPart.Of(new() { Id = id }).Id}", parameter.Name.Replace('_', '-'), parameter.Bits));
        }
        if (least is null && most is null) return;
        await turn.BecomeAsync(state.Change(at, definition => definition.WithIoThreads(definition.EveryIoThread.Select(thread => thread.Id != id ? thread
            : thread with { PoolMin = least is null ? thread.PoolMin : Kept(least), PoolMax = most is null ? thread.PoolMax : Kept(most) })), anew: true));

        long? Asked(string name) => asked.Where(parameter => parameter.Name == name) is [var given, ..] ? given.Bits : null;
        static uint? Kept(long? value) => value is >= 0 ? (uint)value : null;
    }, cancel);

    static async Task MakeIoThreadAsync(Guest live, uint id)
    {
        try
        {
            await IoThreadPart.Of(new() { Id = id }).MakeAsync(live.Monitor, live.Gone);
        }
        catch (QmpException e)
        {
            throw Errors.Internal(e.Message, e);
        }
    }

    /// <summary>Binds them as the definition says: all, or one that is new.</summary>
    static void PlaceIoThreads(DomainDefinition definition, int pid, uint? only = null)
    {
        if (definition.EveryIoThread.Count == 0) return;
        var running = IoThreadsOf(pid);
        foreach (var thread in definition.EveryIoThread)
            if ((only is null || only == thread.Id) && definition.IoThreadPinOf(thread.Id) is { } cpus && running.TryGetValue(NameOf(thread.Id), out var id)) Bind(id, cpus);
    }

    /// <summary>By the names that QEMU gives its threads.</summary>
    static Dictionary<string, int> IoThreadsOf(int pid)
    {
        Dictionary<string, int> all = [];
        foreach (var (id, name) in Threads.Of(pid))
            if (name.StartsWith("IO iothread", StringComparison.Ordinal)) all[name] = id;
        return all;
    }

    /// <remarks>The kernel keeps 15 letters of a thread's name.</remarks>
    static string NameOf(uint id) => string.Create(CultureInfo.InvariantCulture, $"IO iothread{id}") is { Length: > 15 } name ? name[..15] : $"IO iothread{id}";
}
