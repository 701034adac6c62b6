using Aerostat.Engine.Events;
using Aerostat.Engine.Statistics;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>How much a disk may do, in libvirt's order; zero is no limit.</summary>
    /// <param name="disk">Its target, or the path of its image.</param>
    /// <remarks>Source: libvirt <c>virDomainGetBlockIoTune</c>.</remarks>
    public ValueList<Parameter> BlockTune(string disk, Scope scope)
    {
        var state = State;
        if (scope == (Scope.Live | Scope.Config)) throw Errors.Argument("flags VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG are mutually exclusive", ErrorDomain.Domain);
        var live = state.At(scope).HasFlag(Scope.Live);
        var found = Throttled(state.From(scope), disk, live ? null : $"disk '{disk}' was not found in the domain config");
        var tune = found.IoTune ?? new();
        // QEMU names the group of a disk that was told none after the drive.
        var group = tune.Group ?? (live && found.IoTune is not null ? found.Alias : null);
        return
        [
            .. IoTuneField.Rates.Select(field => new Parameter(field.Name, field.Of(tune) ?? 0)),
            new(IoTuneField.Group, group ?? ""),
            .. IoTuneField.Lengths.Select(field => new Parameter(field.Name, field.Of(tune) ?? (live && IoTuneField.Rates.Any(rate => rate.Name == $"{field.Family}_max" && rate.Of(tune) is > 0) ? 1ul : 0))),
        ];
    }

    /// <summary>One of each, for its name and kind.</summary>
    public static ValueList<Parameter> BlockTuneParameters { get; } =
        [.. IoTuneField.Rates.Select(field => new Parameter(field.Name, 0ul)), new(IoTuneField.Group, ""), .. IoTuneField.Lengths.Select(field => new Parameter(field.Name, 0ul))];

    /// <summary>Limits what a disk may do, and with it every other disk of its group.</summary>
    /// <remarks>Source: libvirt <c>virDomainSetBlockIoTune</c>; QAPI <c>block_set_io_throttle</c>.</remarks>
    public Task SetBlockTuneAsync(string disk, ValueList<Parameter> asked, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-block-tune", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        var next = state;
        if (at.HasFlag(Scope.Config)) next = next with { Saved = Limited(state.Saved!, disk, asked, $"missing persistent configuration for disk '{disk}'").Definition };
        if (at.HasFlag(Scope.Live))
        {
            var (definition, changed) = Limited(state.Running!.Live, disk, asked);
            await ThrottleAsync(Live(), changed, lift: true);
            next = next with { Running = state.Running with { Live = definition } };
        }
        await turn.BecomeAsync(next);
        if (at.HasFlag(Scope.Live)) host.Events.Publish(new TunableEvent(state.Ident, [new("blkdeviotune.disk", Throttled(state.Definition, disk).Target), .. asked.Select(parameter => parameter with { Name = $"blkdeviotune.{parameter.Name}" })]));
    }, cancel);

    /// <summary>The target of a running guest's disk that is named by target or path.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: it is off. <see cref="ErrorCode.InvalidArg"/>: no such disk.</exception>
    public string RunningDisk(string disk) => Throttled((State.Running ?? throw Errors.NotRunning()).Live, disk).Target;

    /// <param name="missing">What to say where there is no such disk; libvirt says it in three ways.</param>
    static Disk Throttled(DomainDefinition definition, string disk, string? missing = null)
    {
        var disks = definition.Devices.Disks;
        return disks.FirstOrDefault(one => one.Target == disk) ?? disks.FirstOrDefault(one => one.Source?.Path == disk) ?? throw Errors.Argument(missing ?? $"disk '{disk}' not found in domain");
    }

    static (DomainDefinition Definition, Disk Changed) Limited(DomainDefinition definition, string disk, ValueList<Parameter> asked, string? missing = null)
    {
        var found = Throttled(definition, disk, missing);
        var group = asked.Where(parameter => parameter.Name == IoTuneField.Group) is [var named, ..] ? named.Text : found.IoTune?.Group;
        // Who joins a group has the group's limits to begin with.
        var before = group is null || group == found.IoTune?.Group ? found.IoTune : definition.Devices.Disks.FirstOrDefault(one => one.IoTune?.Group == group)?.IoTune ?? found.IoTune;
        var tune = IoTuneField.Merge(before ?? new(), asked);
        var changed = found with { IoTune = tune == new IoTune() ? null : tune };
        return (definition with
        {
            Devices = definition.Devices with
            {
                Disks = definition.Devices.Disks.Map(one => one == found ? changed : tune.Group is { } shared && one.IoTune?.Group == shared ? one with { IoTune = tune } : one),
            },
        }, changed);
    }

    /// <summary>Tells QEMU of a disk's limits.</summary>
    static async Task ThrottleAsync(Guest live, Disk disk, bool lift = false)
    {
        if (DiskThrottle.Arguments(disk, lift) is { } arguments) await live.AskAsync(new SetIoThrottle(arguments));
    }
}
