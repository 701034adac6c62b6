using System.Globalization;
using Aerostat.Engine.Cgroups;
using Aerostat.Engine.Events;
using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Shares and limits of processor time; microseconds, zero where nothing is said.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetSchedulerParametersFlags</c>.</remarks>
    public ValueList<Parameter> SchedulerParameters(Scope scope)
    {
        var (definition, group) = Tuned(scope, "cpu", NoCpu);
        var tune = group?.Told(definition) ?? definition.CpuTune ?? new();
        return [.. SchedulerField.All.Select(field => field.Parameter(tune))];
    }

    public Task SetSchedulerParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel)
    {
        foreach (var parameter in asked) SchedulerField.Check(parameter);
        return TuneAsync("set-scheduler", scope, "cpu", NoCpu, definition => definition with
        {
            CpuTune = asked.Aggregate(definition.CpuTune ?? new(), (tune, parameter) => SchedulerField.All.First(field => field.Name == parameter.Name).With(tune, parameter.Bits)),
        }, cancel, anew: true, told: asked.Select(parameter => parameter with { Name = $"cputune.{parameter.Name}" }));
    }

    /// <summary>How much memory all of QEMU may take, KiB.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetMemoryParameters</c>; <c>VIR_DOMAIN_MEMORY_PARAM_UNLIMITED</c>.</remarks>
    public ValueList<Parameter> MemoryParameters(Scope scope)
    {
        var tune = Tuned(scope, "memory", NoMemory).Definition.MemTune ?? new();
        return
        [
            new("hard_limit", tune.HardLimit?.InKib ?? MemTune.UnlimitedKib),
            new("soft_limit", tune.SoftLimit?.InKib ?? MemTune.UnlimitedKib),
            new("swap_hard_limit", tune.SwapHardLimit?.InKib ?? MemTune.UnlimitedKib),
        ];
    }

    public Task SetMemoryParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel) =>
        TuneAsync("set-memory-parameters", scope, "memory", NoMemory, definition =>
        {
            var tune = definition.MemTune ?? new();
            foreach (var parameter in asked)
            {
                Bytes? limit = unchecked((ulong)parameter.Bits) is var kib && kib < MemTune.UnlimitedKib ? Bytes.Kib(kib) : null;
                tune = parameter.Name switch
                {
                    "hard_limit" => tune with { HardLimit = limit },
                    "soft_limit" => tune with { SoftLimit = limit },
                    _ => tune with { SwapHardLimit = limit },
                };
            }
            if (tune is { SwapHardLimit: { } swap } && (tune.HardLimit is not { } hard || hard > swap))
                throw Errors.Argument("memory hard_limit tunable value must be lower than or equal to swap_hard_limit");
            return definition with { MemTune = tune == new MemTune() ? null : tune };
        }, cancel);

    /// <summary>Weight and limits on the host's block devices: <c>/dev/sda,300,/dev/sdb,400</c>.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetBlkioParameters</c>.</remarks>
    public ValueList<Parameter> BlkioParameters(Scope scope)
    {
        var (definition, group) = Tuned(scope, "blkio", NoBlkio);
        var tune = definition.BlkioTune ?? new();
        return [new("weight", tune.Weight ?? (group is null ? 0u : DefaultBlockWeight)), .. BlkioField.All.Select(field => new Parameter(field.Name, field.Text(tune)))];
    }

    public Task SetBlkioParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel) =>
        TuneAsync("set-blkio-parameters", scope, "blkio", NoBlkio, definition =>
        {
            var tune = asked.Aggregate(definition.BlkioTune ?? new(), (tune, parameter) => parameter.Name is "weight"
                ? tune with { Weight = parameter.Bits == 0 ? null : (uint)parameter.Bits }
                : BlkioField.All.First(field => field.Name == parameter.Name).Read(tune, parameter.Text ?? ""));
            return definition with { BlkioTune = tune == new BlkioTune() ? null : tune };
        }, cancel);

    /// <summary>From which of the host's nodes the guest's memory comes.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetNumaParameters</c>, <c>virDomainNumatuneMemMode</c>.</remarks>
    public ValueList<Parameter> NumaParameters(Scope scope)
    {
        var tune = State.From(scope).NumaTune;
        return [new("numa_mode", (int)(tune?.Mode ?? NumaMode.Strict)), new("numa_nodeset", tune?.Nodes?.ToString() ?? "")];
    }

    public Task SetNumaParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel)
    {
        NumaMode? mode = null;
        CpuSet? nodes = null;
        foreach (var parameter in asked)
        {
            if (parameter.Name is "numa_mode") mode = Enum.IsDefined((NumaMode)parameter.Bits) ? (NumaMode)parameter.Bits : throw Errors.Argument($"unsupported numatune mode: '{parameter.Bits.ToString(CultureInfo.InvariantCulture)}'");
            else nodes = CpuSet.TryParse(parameter.Text, out var set) ? set : throw Errors.Argument($"Failed to parse bitmap '{parameter.Text}'");
        }
        return TuneAsync("set-numa", scope, "cpuset", "cgroup cpuset controller is not mounted", definition =>
        {
            var tune = definition.NumaTune ?? new();
            tune = tune with { Mode = mode ?? tune.Mode ?? NumaMode.Strict, Nodes = nodes ?? tune.Nodes, Placement = nodes is null ? tune.Placement : VcpuPlacement.Static };
            if (tune.Nodes is null && tune.Placement is not VcpuPlacement.Auto)
                throw Errors.ConfigUnsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
            return definition with { NumaTune = tune };
        }, cancel);
    }

    /// <summary>The definition to read, and the control group by which a running guest is held: without one there is nothing to tell or to set.</summary>
    (DomainDefinition Definition, GuestGroup? Group) Tuned(Scope scope, string controller, string otherwise)
    {
        var state = State;
        if (scope == (Scope.Live | Scope.Config)) throw Errors.Argument("flags VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG are mutually exclusive", ErrorDomain.Domain);
        return state.At(scope).HasFlag(Scope.Live) ? (state.Running!.Live, GroupOf(state.Running, controller, otherwise)) : (state.Saved!, null);
    }

    GuestGroup GroupOf(RunState running, string controller, string otherwise) =>
        host.Groups.Open(running.Cgroup) is { } group && group.Has(controller) ? group : throw Errors.Invalid(otherwise);

    /// <param name="told">To whoever follows the tuning of running guests; none, where libvirt has no such event.</param>
    Task TuneAsync(string what, Scope scope, string controller, string otherwise, Func<DomainDefinition, DomainDefinition> change, CancellationToken cancel, bool anew = false, params IEnumerable<Parameter> told) => turns.TakeAsync(what, async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        var next = state.Change(at, change, anew);
        if (at.HasFlag(Scope.Live)) await HoldAsync(state.Running!, next.Running!.Live, GroupOf(state.Running!, controller, otherwise), cancel);
        await turn.BecomeAsync(next);
        ValueList<Parameter> news = [.. told];
        if (at.HasFlag(Scope.Live) && news.Count > 0) host.Events.Publish(new TunableEvent(state.Ident, news));
    }, cancel);

    /// <summary>Makes the kernel hold a running guest as it is to be held from now on.</summary>
    async Task HoldAsync(RunState running, DomainDefinition after, GuestGroup group, CancellationToken cancel)
    {
        var before = running.Live;
        if (after.NumaTune?.Mode != (before.NumaTune?.Mode ?? NumaMode.Strict) && after.NumaTune?.Mode is not null) throw Errors.Invalid("can't change numatune mode for running domain");
        await group.TuneAsync(before, after, cancel);
        group.Place(before.CpuTune, after.CpuTune, running.Process.Pid, [.. Observed.VcpuThreads]);
        if (after.NumaTune?.Nodes is { } nodes && nodes != before.NumaTune?.Nodes)
        {
            if (after.NumaTune.Mode is not NumaMode.Strict) throw Errors.Invalid("change of nodeset for running domain requires strict numa mode");
            group.SetMemoryNodes(nodes);
        }
    }

    const string NoCpu = "cgroup CPU controller is not mounted", NoMemory = "cgroup memory controller is not mounted", NoBlkio = "blkio cgroup isn't mounted";

    /// <summary>The kernel's own.</summary>
    const uint DefaultBlockWeight = 100;

    /// <summary>One of each, for its name and kind.</summary>
    public static ValueList<Parameter> SchedulerModels { get; } = [.. SchedulerField.All.Select(field => field.Parameter(new()))];

    /// <exception cref="VirtException">The scope names what is not there.</exception>
    public void Demand(Scope scope) => State.At(scope);

    /// <summary>How the host divides processor time among guests.</summary>
    /// <returns>libvirt's word, and how many parameters there are.</returns>
    public (string Kind, int Parameters) Scheduler
    {
        get
        {
            if (State.Running is { } running) GroupOf(running, "cpu", NoCpu);
            return ("posix", SchedulerField.All.Count);
        }
    }
}
