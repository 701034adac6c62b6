using System.Globalization;
using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Shares and limits of processor time; microseconds, zero where nothing is said.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetSchedulerParametersFlags</c>.</remarks>
    public ValueList<Parameter> SchedulerParameters(Scope scope)
    {
        var tune = Tuned(scope, "cgroup CPU controller is not mounted").CpuTune ?? new();
        return [.. SchedulerField.All.Select(field => field.Parameter(tune))];
    }

    public Task SetSchedulerParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel)
    {
        foreach (var parameter in asked) SchedulerField.Check(parameter);
        return TuneAsync("set-scheduler", scope, "cgroup CPU controller is not mounted", definition => definition with
        {
            CpuTune = asked.Aggregate(definition.CpuTune ?? new(), (tune, parameter) => SchedulerField.All.First(field => field.Name == parameter.Name).With(tune, parameter.Bits)),
        }, cancel);
    }

    /// <summary>How much memory all of QEMU may take, KiB.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetMemoryParameters</c>; <c>VIR_DOMAIN_MEMORY_PARAM_UNLIMITED</c>.</remarks>
    public ValueList<Parameter> MemoryParameters(Scope scope)
    {
        var tune = Tuned(scope, "cgroup memory controller is not mounted").MemTune ?? new();
        return
        [
            new("hard_limit", tune.HardLimit?.InKib ?? MemTune.UnlimitedKib),
            new("soft_limit", tune.SoftLimit?.InKib ?? MemTune.UnlimitedKib),
            new("swap_hard_limit", tune.SwapHardLimit?.InKib ?? MemTune.UnlimitedKib),
        ];
    }

    public Task SetMemoryParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel) =>
        TuneAsync("set-memory-parameters", scope, "cgroup memory controller is not mounted", definition =>
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
        var tune = Tuned(scope, "blkio cgroup isn't mounted").BlkioTune ?? new();
        return [new("weight", tune.Weight ?? 0), .. BlkioField.All.Select(field => new Parameter(field.Name, field.Text(tune)))];
    }

    public Task SetBlkioParametersAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel) =>
        TuneAsync("set-blkio-parameters", scope, "blkio cgroup isn't mounted", definition =>
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
        return TuneAsync("set-numa", scope, "cgroup cpuset controller is not mounted", definition =>
        {
            var tune = definition.NumaTune ?? new();
            tune = tune with { Mode = mode ?? tune.Mode ?? NumaMode.Strict, Nodes = nodes ?? tune.Nodes, Placement = nodes is null ? tune.Placement : VcpuPlacement.Static };
            if (tune.Nodes is null && tune.Placement is not VcpuPlacement.Auto)
                throw Errors.ConfigUnsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
            return definition with { NumaTune = tune };
        }, cancel);
    }

    /// <summary>A running guest is held by its control group alone; without one there is nothing to tell or to set.</summary>
    DomainDefinition Tuned(Scope scope, string otherwise)
    {
        var state = State;
        if (scope == (Scope.Live | Scope.Config)) throw Errors.Argument("flags VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG are mutually exclusive", ErrorDomain.Domain);
        return state.At(scope).HasFlag(Scope.Live) ? throw Errors.Invalid(otherwise) : state.Saved!;
    }

    Task TuneAsync(string what, Scope scope, string otherwise, Func<DomainDefinition, DomainDefinition> change, CancellationToken cancel) => turns.TakeAsync(what, state =>
    {
        var at = state.At(scope);
        if (at.HasFlag(Scope.Live)) throw Errors.Invalid(otherwise);
        return Task.FromResult(state.Change(at, change));
    }, cancel);

    /// <summary>One of each, for its name and kind.</summary>
    public static ValueList<Parameter> SchedulerModels { get; } = [.. SchedulerField.All.Select(field => field.Parameter(new()))];

    /// <exception cref="VirtException">The scope names what is not there.</exception>
    public void Demand(Scope scope) => State.At(scope);

    /// <summary>How the host divides processor time among guests.</summary>
    /// <returns>libvirt's word, and how many parameters there are.</returns>
    public (string Kind, int Parameters) Scheduler => State.IsActive ? throw Errors.Invalid("cgroup CPU controller is not mounted") : ("posix", SchedulerField.All.Count);
}
