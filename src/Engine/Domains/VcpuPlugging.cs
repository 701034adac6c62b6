using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Sets how many vCPUs the guest has: now, at its next start, or at most.</summary>
    /// <returns>Live: when QEMU has them; the guest may still have to bring them online.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationTimeout"/>: the guest keeps one that it was to give back.</exception>
    /// <remarks>Source: libvirt <c>virDomainSetVcpusFlags</c>; QAPI <c>query-hotpluggable-cpus</c>, <c>device_add</c>.</remarks>
    public Task SetVcpuCountAsync(int count, VcpuFlags flags, CancellationToken cancel) => turns.TakeAsync("set-vcpus", async turn =>
    {
        if (count < 1) throw Errors.Argument("argument out of range: vCPU count must be at least 1");
        var at = turn.State.At((Scope)flags & (Scope.Live | Scope.Config));
        if (at.HasFlag(Scope.Live))
        {
            if (flags.HasFlag(VcpuFlags.Maximum)) throw Errors.Invalid("maximum vcpu count of a live domain can't be modified");
            var maximum = turn.State.Running!.Live.MaximumVcpus;
            if (count > maximum) throw Errors.Argument($"requested vcpus is greater than max allowable vcpus for the live domain: {count} > {maximum}");
        }
        // Both or neither: what the saved one refuses is known before anything is plugged.
        var saved = at.HasFlag(Scope.Config) ? Sized(turn.State.Saved!) : null;
        if (at.HasFlag(Scope.Live) && count != turn.State.Running!.Live.CurrentVcpus)
            foreach (var slot in VcpuSlot.Toward(await SlotsAsync(Live(), "cpu hotplug is not supported"), count)) await TurnSlotAsync(turn, slot);
        if (saved is not null) await turn.BecomeAsync(turn.State with { Saved = saved });

        DomainDefinition Sized(DomainDefinition definition) => flags.HasFlag(VcpuFlags.Maximum)
            ? definition.WithVcpuMaximum(count)
            : definition.WithVcpuCount(count, removable: flags.HasFlag(VcpuFlags.Hotpluggable));
    }, cancel);

    /// <summary>Adds or takes away exactly these vCPUs.</summary>
    /// <remarks>Source: libvirt <c>virDomainSetVcpu</c>.</remarks>
    public Task SetVcpusAsync(IReadOnlySet<int> numbers, bool enabled, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-vcpu", async turn =>
    {
        var at = turn.State.At(scope);
        if (numbers.Count == 0) throw Errors.Argument("no vcpus selected for modification");
        var saved = at.HasFlag(Scope.Config) ? turn.State.Saved!.WithVcpusSet(numbers, enabled) : null;
        if (at.HasFlag(Scope.Live))
        {
            var slots = await SlotsAsync(Live(), "this qemu version does not support specific vCPU hotplug");
            foreach (var slot in Named(slots, numbers, enabled)) await TurnSlotAsync(turn, slot);
        }
        if (saved is not null) await turn.BecomeAsync(turn.State with { Saved = saved });
    }, cancel);

    static VcpuSlot[] Named(IReadOnlyList<VcpuSlot> slots, IReadOnlySet<int> numbers, bool enabled)
    {
        if (numbers.Max() >= slots.Sum(slot => slot.Count)) throw Errors.Argument($"vcpu {numbers.First(number => number >= slots.Sum(slot => slot.Count))} is not present in live config");
        VcpuSlot[] chosen = [.. slots.Where(slot => numbers.Overlaps(Enumerable.Range(slot.First, slot.Count)))];
        foreach (var slot in chosen)
        {
            if (!Enumerable.Range(slot.First, slot.Count).All(numbers.Contains))
                throw Errors.ConfigUnsupported($"vcpu '{slot.First}' belongs to a larger hotpluggable entity, but siblings were not selected");
            if (slot.IsTaken == enabled) throw Errors.Argument($"vcpu '{slot.First}' is already in requested state");
            if (!enabled && !slot.IsRemovable) throw Errors.Unsupported($"vcpu '{slot.First}' can't be unplugged");
        }
        return chosen;
    }

    static async Task<IReadOnlyList<VcpuSlot>> SlotsAsync(Guest live, string otherwise)
    {
        try
        {
            return VcpuSlot.Of(await live.AskAsync(new QueryHotpluggableCpus()));
        }
        catch (VirtException e) when (e.InnerException is QmpException { Kind: not "Closed" })
        {
            // The board has no such places: Arm's virt up to QEMU 10.
            throw new VirtException(ErrorCode.OperationUnsupported, $"Operation not supported: {otherwise}", cause: e) { Hint = "Use --config, and start the guest anew." };
        }
    }

    /// <summary>Fills an empty place, or empties a full one; what has changed is kept at once, since the next place may fail.</summary>
    async Task TurnSlotAsync(Turns.Turn turn, VcpuSlot slot)
    {
        var live = Live();
        if (!slot.IsTaken) await PlugSlotAsync(live, slot);
        else if (!await Plug.UnplugAsync(live.Monitor, [slot.Part], host.Time, live.Gone))
        {
            throw new VirtException(ErrorCode.OperationTimeout, "Timed out during operation: vcpu unplug request timed out. Unplug result must be manually inspected in the domain")
            {
                Hint = "See 'vcpucount': where the guest lets it go later, it is counted out then.",
            };
        }
        await VcpusChangedAsync(turn);
    }

    static async Task PlugSlotAsync(Guest live, VcpuSlot slot)
    {
        try
        {
            await slot.Part.MakeAsync(live.Monitor, live.Gone);
        }
        catch (QmpException e)
        {
            throw Errors.Internal(e.Message, e);
        }
    }

    /// <summary>What QEMU has now, whatever came and went: listed, counted, bound.</summary>
    async Task VcpusChangedAsync(Turns.Turn turn)
    {
        var live = Live();
        var state = turn.State;
        var next = WithVcpus(state, await live.AskAsync(new QueryHotpluggableCpus()));
        var known = Observed.VcpuThreads;
        var threads = VcpuThread.Of(await live.AskAsync(new QueryCpusFast()));
        Observe(seen => seen with { VcpuThreads = threads });
        host.Groups.Open(next.Running!.Cgroup)?.Place(null, next.Running.Live.CpuTune, next.Running.Process.Pid, [.. threads]);
        Place(next.Running.Live, threads.Where(thread => !known.Contains(thread)));
        await turn.BecomeAsync(next);
    }

    /// <summary>The state with the vCPUs that QEMU has; in the order in which they came.</summary>
    static DomainState WithVcpus(DomainState state, HotpluggableCpu[] told)
    {
        var slots = VcpuSlot.Of(told);
        return state.Change(Scope.Live, definition => Ordered(definition.WithVcpus(definition.EveryVcpu.Select(vcpu =>
            slots.FirstOrDefault(slot => vcpu.Id >= slot.First && vcpu.Id < slot.First + slot.Count) is { Cpu: not null } slot
                ? vcpu with { Enabled = slot.IsTaken, Hotpluggable = !slot.IsTaken || slot.IsRemovable, Order = slot.IsTaken ? vcpu.Order : null }
                : vcpu))));
    }

    static DomainDefinition Ordered(DomainDefinition definition)
    {
        var place = 0u;
        Dictionary<uint, uint> order = [];
        foreach (var vcpu in definition.Vcpus.Where(vcpu => vcpu.Enabled).OrderBy(vcpu => vcpu.Order ?? uint.MaxValue).ThenBy(vcpu => vcpu.Id)) order[vcpu.Id] = ++place;
        return definition with { Vcpus = definition.Vcpus.Map(vcpu => order.TryGetValue(vcpu.Id, out var at) ? vcpu with { Order = at } : vcpu) };
    }

    /// <summary>Plugs, before the guest's first instruction, the vCPUs that are to be removable.</summary>
    static async Task<DomainDefinition> PlugFirstVcpusAsync(Turns.Turn turn, Guest live)
    {
        var definition = turn.State.Running!.Live;
        var wanted = definition.Vcpus.Where(vcpu => vcpu is { Enabled: true, Hotpluggable: true }).OrderBy(vcpu => vcpu.Order ?? uint.MaxValue).ToList();
        if (definition.Vcpus.IsEmpty) return definition;
        var slots = wanted.Count == 0 ? [] : await SlotsAsync(live, "cpu hotplug is not supported");
        foreach (var vcpu in wanted)
            await PlugSlotAsync(live, slots.FirstOrDefault(slot => slot.First == vcpu.Id && !slot.IsTaken) is { Cpu: not null } slot ? slot
                : throw Errors.ConfigUnsupported($"vCPU '{vcpu.Id}' can't be hotplugged"));
        return wanted.Count == 0 ? definition : WithVcpus(turn.State, await live.AskAsync(new QueryHotpluggableCpus())).Running!.Live;
    }
}
