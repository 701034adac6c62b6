using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary><c>-rtc</c>, what becomes of lost ticks, and whether the guest may sleep.</summary>
static class ClockWords
{
    public static IEnumerable<string> Of(DomainDefinition domain, Machine machine)
    {
        var clock = domain.Clock;
        var rtc = clock?.Timers.FirstOrDefault(timer => timer.Name is TimerName.Rtc);
        yield return "-rtc";
        yield return $"base={Base(clock, machine.Plan)}" + new Words("")
            .Say("clock", rtc?.Track switch { TimerTrack.Guest => "vm", TimerTrack.Wall => "host", TimerTrack.Realtime => "rt", _ => null })
            .Say("driftfix", rtc?.TickPolicy is TickPolicy.Catchup ? "slew" : null);

        var pit = clock?.Timers.FirstOrDefault(timer => timer.Name is TimerName.Pit);
        if (machine.IsX86 && pit?.TickPolicy is TickPolicy.Delay or TickPolicy.Discard)
        {
            yield return "-global";
            yield return $"kvm-pit.lost_tick_policy={pit!.TickPolicy.Value.Word()}";
        }
        if (machine.IsX86 && !MachineWords.MachineIsAsked(machine) && clock?.Timers.Any(timer => timer is { Name: TimerName.Hpet, Present: false }) is true) yield return "-no-hpet";
    }

    static string Base(Clock? clock, LaunchPlan plan) => clock?.Offset switch
    {
        ClockOffset.Localtime or ClockOffset.Timezone => "localtime",
        ClockOffset.Absolute => Stamp(DateTimeOffset.FromUnixTimeSeconds((long)(clock.Start ?? 0))),
        ClockOffset.Variable when long.TryParse(clock.Adjustment, CultureInfo.InvariantCulture, out var seconds) =>
            Stamp((clock.Basis is ClockBasis.Localtime ? plan.Now.ToLocalTime() : plan.Now).AddSeconds(seconds)),
        _ => "utc",
    };

    static string Stamp(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
