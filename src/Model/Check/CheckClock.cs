using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Timers that the machine has, and how they catch up.</summary>
/// <remarks>Source: libvirt's <c>qemuValidateDomainDefClockTimers</c>.</remarks>
static class CheckClock
{
    const string Path = "/domain/clock/timer";

    /// <summary>Seconds: the end of the year 9999.</summary>
    const ulong LastMoment = 253402300799;

    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var machine = MachineFamily.Of(v);
        foreach (var timer in v.Clock?.Timers ?? [])
        {
            var name = timer.Name.Word();
            if (Refused(timer, v, machine) is { } message) yield return Problem.Unsupported($"{Path}[@name='{name}']", message);
        }
        if (v.Clock is { Offset: ClockOffset.Absolute, Start: > LastMoment })
            yield return Problem.Unsupported("/domain/clock/@start", $"The maximum 'start' value for <clock offset='absolute'> is {LastMoment}");
    }

    static string? Refused(ClockTimer timer, DomainDefinition v, MachineFamily machine) => timer.Name switch
    {
        TimerName.Platform => $"unsupported timer type (name) '{timer.Name.Word()}'",
        TimerName.Tsc or TimerName.Kvmclock or TimerName.Hypervclock when !machine.IsX86 && timer.Present is true => Elsewhere(timer, v),
        TimerName.Rtc when timer.Track is TimerTrack.Boot => "unsupported rtc timer track 'boot'",
        TimerName.Rtc when timer.TickPolicy is TickPolicy.Merge or TickPolicy.Discard => $"unsupported rtc timer tickpolicy '{timer.TickPolicy?.Word()}'",
        TimerName.Pit when timer.TickPolicy is TickPolicy.Merge => "unsupported pit tickpolicy 'merge'",
        TimerName.Hpet when !machine.IsX86 && timer.Present is true => "hpet timer is not supported",
        TimerName.Armvtimer when v.Type is not DomainType.Kvm || !machine.IsVirt => Elsewhere(timer, v),
        TimerName.Armvtimer when timer.Present is false => "The 'armvtimer' timer can't be disabled",
        TimerName.Armvtimer when timer.TickPolicy is TickPolicy.Catchup or TickPolicy.Merge => $"The 'armvtimer' timer does not support tickpolicy '{timer.TickPolicy?.Word()}'",
        _ => null,
    };

    static string Elsewhere(ClockTimer timer, DomainDefinition v) =>
        $"Configuring the '{timer.Name.Word()}' timer is not supported for virtType={v.Type.Word()} arch={v.Os.Arch} machine={v.Os.Machine} guests";
}
