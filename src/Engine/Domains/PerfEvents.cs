using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    static readonly string[] PerfNames =
    [
        "cmt", "mbmt", "mbml", "cpu_cycles", "instructions", "cache_references", "cache_misses", "branch_instructions", "branch_misses", "bus_cycles", "stalled_cycles_frontend",
        "stalled_cycles_backend", "ref_cpu_cycles", "cpu_clock", "task_clock", "page_faults", "context_switches", "cpu_migrations", "page_faults_min", "page_faults_maj",
        "alignment_faults", "emulation_faults",
    ];

    /// <summary>One of each, for its name and kind. Source: <c>VIR_PERF_PARAM_*</c>.</summary>
    public static ValueList<Parameter> PerfParameters { get; } = [.. PerfNames.Select(name => new Parameter(name, false))];

    /// <summary>What of a guest's processors is counted.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetPerfEvents</c>.</remarks>
    public ValueList<Parameter> PerfEvents(Scope scope)
    {
        if (scope == (Scope.Live | Scope.Config)) throw Errors.Argument("flags VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG are mutually exclusive", ErrorDomain.Domain);
        var live = State.At(scope).HasFlag(Scope.Live);
        var definition = State.From(scope);
        // Of a running guest nothing is counted.
        return [.. PerfNames.Select(name => new Parameter(name, !live && definition.Perf.Any(one => one.Name == name && one.Enabled is true)))];
    }

    /// <summary>Says what is to be counted at the next start.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationUnsupported"/>: of a running guest nothing is counted.</exception>
    /// <remarks>Source: libvirt <c>virDomainSetPerfEvents</c>.</remarks>
    public Task SetPerfEventsAsync(ValueList<Parameter> asked, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-perf-events", async turn =>
    {
        var at = turn.State.At(scope);
        if (at.HasFlag(Scope.Live) && asked.Any(parameter => parameter.Bits != 0)) throw Errors.Unsupported("performance events of a running guest");
        await turn.BecomeAsync(turn.State.Change(at & Scope.Config, definition => definition with
        {
            Perf =
            [
                .. definition.Perf.Where(one => !asked.Any(parameter => parameter.Name == one.Name))
                    .Concat(asked.Select(parameter => new PerfEvent { Name = parameter.Name, Enabled = parameter.Bits != 0 })).OrderBy(one => Array.IndexOf(PerfNames, one.Name)),
            ],
        }));
    }, cancel);
}
