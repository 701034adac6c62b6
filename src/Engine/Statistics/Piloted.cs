using Aerostat.Autopilot;
using Aerostat.Engine.Piloting;
using Aerostat.Engine.Statistics;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>What the memory pilot sees and thinks of the guest. Names are those of the simulation's fields, sizes bytes.</summary>
    /// <remarks>A group of our own, told only to who asks for it: no client of libvirt's meets it by chance.</remarks>
    List<Parameter> PilotView(MemoryPilot pilot)
    {
        if (Seen(pilot.Settings) is not { } seen) return [];
        var (memory, stats, told) = (seen.Memory, seen.Memory.Statistics, pilot.Host);
        List<Parameter> all =
        [
            new("autopilot.mode", MemoryPolicy.WordOf(seen.Mode)), new("autopilot.ordered", seen.Ordered), new("autopilot.balloon", memory.Balloon),
            new("autopilot.autodeflate", memory.AutoDeflate), new("autopilot.free_page_reporting", memory.FreePageReporting),
            new("autopilot.shares", (uint)memory.Shares!.Value), new("autopilot.up_s", memory.Up!.Value), new("autopilot.interval_s", pilot.Settings.Interval.TotalSeconds),
        ];
        Add("host_reserve_bytes", pilot.Settings.HostReserve);
        Add("budget_bytes", pilot.Settings.Budget);
        Add("max_bytes", memory.Maximum);
        Add("min_bytes", memory.Minimum);
        Add("actual_bytes", memory.Actual);
        Add("target_bytes", memory.Target);
        Add("rss_bytes", memory.Resident);
        Add("disk_read_bytes", memory.DiskRead);
        if (stats is not null)
        {
            all.Add(new("autopilot.stats.age_s", stats.Age ?? 0));
            Add("stats.total_bytes", stats.Total);
            Add("stats.free_bytes", stats.Free);
            Add("stats.usable_bytes", stats.Usable);
            Add("stats.caches_bytes", stats.Caches);
            Count("stats.swap_in_bytes", stats.SwapIn);
            Count("stats.swap_out_bytes", stats.SwapOut);
            Count("stats.major_faults", stats.MajorFaults);
            Count("stats.minor_faults", stats.MinorFaults);
            Count("stats.oom_kills", stats.OutOfMemoryKills);
            Count("stats.alloc_stalls", stats.AllocationStalls);
            Count("stats.async_scans_bytes", stats.AsyncScans);
            Count("stats.direct_scans_bytes", stats.DirectScans);
        }
        if (memory.Agent is { } agent)
        {
            Count("agent.psi_some_total_us", agent.PressureSome);
            Add("agent.swap_total_bytes", agent.SwapTotal);
        }
        Add("host.total_bytes", told.Total);
        Add("host.available_bytes", told.Available);
        Add("host.free_bytes", told.Free);
        Add("host.swap_total_bytes", told.SwapTotal);
        Add("host.swap_used_bytes", told.SwapUsed);
        Count("host.psi_some_total_us", told.PressureSome);
        Count("host.psi_full_total_us", told.PressureFull);
        foreach (var (word, count) in Pilot.Counts) all.Add(new($"autopilot.decisions.{word}", (ulong)count));
        if ((Pilot.Problem ?? pilot.Settings.Problem) is { } problem) all.Add(new("autopilot.problem", problem));
        if (Advice(seen) is { } advice) all.Add(new("autopilot.advice", advice));
        if (Pilot.Last is { } last)
        {
            all.Add(new("autopilot.reason", last.Word));
            all.Add(new("autopilot.numbers", last.Numbers));
            all.Add(new("autopilot.since", last.At.ToUnixTimeMilliseconds() / 1000.0));
            Add("wanted_bytes", last.To);
        }
        return all;

        void Add(string name, Bytes? size) { if (size is { } bytes) all.Add(new($"autopilot.{name}", bytes.Value)); }
        void Count(string name, double? count) { if (count is { } number and >= 0) all.Add(new($"autopilot.{name}", (ulong)number)); }
    }

    /// <summary>What would make the guest tell more, or follow better.</summary>
    string? Advice(GuestSeen seen) => seen switch
    {
        { Hindrance: { } hindrance } => hindrance,
        { Memory.Statistics: null or { Age: > 10 } } when !Pilot.Polled && State.Running?.Live.Devices.Memballoon?.StatsPeriod is null or 0 => $"nobody asks it for statistics: virsh dommemstat {seen.Memory.Name} --period 2 --live",
        { Memory: { Statistics: null, Up: < Rhythm.Boot } } => "its balloon driver has not answered yet: where it has booted, load virtio_balloon in it (Windows: install the driver and its service blnsvr)",
        { Memory.Statistics: null } => "its balloon driver has never answered: load virtio_balloon in the guest (Windows: install the driver and its service blnsvr)",
        { Memory.Statistics.Age: > 30 } => "its statistics stand still: it is paused, it hangs, or the driver's service has stopped",
        { Memory: { Statistics.Usable: not null, Actual: { } now, Maximum: { } ceiling } } when Pilot.Last is { Reason: Reason.Ceiling } last => (now > ceiling, last.To < now) switch
        {
            (false, _) => "it uses nearly all that it may have: raise its <memory> (virsh setmaxmem --config, then a new start), or the ceiling in its policy",
            (true, false) => "the ceiling in its policy is not kept, since what it uses would not fit: raise the ceiling, or make the guest need less",
            _ => null,
        },
        { Memory.Statistics.Usable: null } => "its kernel does not tell what is usable: Linux 4.6 or newer does",
        _ => null,
    };

    /// <summary>What was decided lately, the newest last.</summary>
    IEnumerable<Parameter> PilotNotes()
    {
        var notes = Pilot.Notes;
        yield return new("autopilot.log.count", (uint)notes.Length);
        foreach (var (i, note) in notes.Index())
        {
            yield return new($"autopilot.log.{i}.time", note.At.ToUnixTimeMilliseconds() / 1000.0);
            yield return new($"autopilot.log.{i}.from_bytes", note.From.Value);
            if (note.To is { } to) yield return new($"autopilot.log.{i}.to_bytes", to.Value);
            yield return new($"autopilot.log.{i}.acted", note.Acted);
            yield return new($"autopilot.log.{i}.reason", note.Word);
            yield return new($"autopilot.log.{i}.numbers", note.Numbers);
        }
    }
}
