using Aerostat.Autopilot;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Piloting;

/// <summary>What was decided for a guest, and why.</summary>
/// <param name="At">When, by the host's clock.</param>
/// <param name="To">Null: it stays.</param>
/// <param name="Numbers">The numbers behind the reason, for people.</param>
/// <param name="Acted">False: it was only thought of.</param>
public readonly record struct PilotNote(DateTimeOffset At, Bytes From, Bytes? To, Reason Reason, string Numbers, bool Acted)
{
    public string Word => Decision.WordOf(Reason);
}

/// <summary>The pilot's side of one guest: what it last told, what it was last asked, and what was thought of it.</summary>
sealed class GuestPilot(TimeProvider time)
{
    public const int Kept = 64;

    readonly Lock guard = new();
    readonly Dictionary<Reason, int> counts = [];
    readonly Spread waited = new();
    readonly Queue<PilotNote> notes = new(Kept);
    ProcessIdentity? of;
    long toldAt, resetAt;
    (ForeignElement? From, MemoryPolicy Read)? policy;
    volatile Sample? sample;

    /// <summary>The questions on their way; a guest that owes an answer is not asked again.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>What is asked, and when it was asked last.</summary>
    public GuestLook? Look { get; set; }

    /// <summary>When it was moved last.</summary>
    public long MovedAt { get; set; }

    /// <summary>It was moved a moment ago: what that does to it is judged.</summary>
    public bool Stirs => MovedAt != 0 && time.GetElapsedTime(MovedAt) < Watch;

    /// <summary>Seconds since its driver told something new.</summary>
    public double Frozen => time.GetElapsedTime(toldAt).TotalSeconds;

    static readonly TimeSpan Watch = TimeSpan.FromMinutes(2);

    /// <summary>The question to its agent under way.</summary>
    public Task AskingAgent { get; set; } = Task.CompletedTask;

    /// <summary>The agent kept us waiting, or does not show files: it is left alone until it opens its port anew.</summary>
    public bool AgentIsMute { get; set; }

    /// <summary>When its agent was last asked.</summary>
    public long AgentAskedAt { get; set; }

    /// <summary>What its agent told last.</summary>
    public AgentSample? Told { get; private set; }

    /// <summary>It waited for memory between the last two samples.</summary>
    public bool AgentWaited { get; private set; }

    /// <summary>Its agent has told. What it counted since the sample before is shown as one who asks each interval would see it.</summary>
    public void Heard(AgentSample sample, TimeSpan interval)
    {
        var (before, counted) = (Told, sample.PressureSome);
        AgentWaited = before?.Counted is { } earlier && counted > earlier;
        var elapsed = before is null ? interval : time.GetElapsedTime(before.At, sample.At);
        Told = sample with { Counted = counted, PressureSome = counted is { } count ? waited.Show(count, elapsed.TotalSeconds, interval.TotalSeconds) : null };
    }

    /// <summary>What its agent told, unless that was long ago.</summary>
    public AgentSample? AgentSeen(TimeSpan interval) => Told is { } told && time.GetElapsedTime(told.At) < AgentSample.Rest + interval + interval ? told : null;

    /// <summary>The order under way.</summary>
    public Task Acting { get; set; } = Task.CompletedTask;

    /// <summary>What is wrong with its policy; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>QEMU was told to ask the guest for statistics, though the definition does not say so.</summary>
    public bool Polled { get; set; }

    /// <summary>What came last.</summary>
    public Sample? Seen => sample;

    /// <summary>What was thought last.</summary>
    public PilotNote? Last { get; private set; }

    /// <summary>The last decisions, oldest first.</summary>
    public PilotNote[] Notes { get { lock (guard) return [.. notes]; } }

    /// <summary>How often each reason was new.</summary>
    public (string Word, int Count)[] Counts { get { lock (guard) return [.. counts.OrderBy(c => c.Key).Select(c => (Decision.WordOf(c.Key), c.Value))]; } }

    /// <summary>Another QEMU is another guest.</summary>
    public void Follow(ProcessIdentity process)
    {
        if (of == process) return;
        (of, sample, Look, Polled, resetAt, MovedAt, Told, AgentIsMute) = (process, null, null, false, 0, 0, null, false);
    }

    /// <param name="since">Seconds since it was asked before: what is new is no older. The host's clock may have been set meanwhile.</param>
    public void Saw(GuestStats? stats, double? diskRead, double since)
    {
        var before = sample;
        if (stats is { LastUpdate: > 0 } && stats.LastUpdate != before?.Stats?.LastUpdate)
        {
            var age = Math.Clamp(time.GetUtcNow().ToUnixTimeSeconds() - stats.LastUpdate, 0, before?.Stats is null ? 1e6 : since);
            toldAt = time.GetTimestamp() - (long)(age * time.TimestampFrequency);
        }
        sample = new(stats is { LastUpdate: > 0 } ? stats : before?.Stats, diskRead ?? before?.DiskRead);
    }

    /// <summary>Seconds; null: it has never told anything.</summary>
    public double? Age => sample?.Stats is null ? null : time.GetElapsedTime(toldAt).TotalSeconds;

    public void WasReset() => (resetAt, Told) = (time.GetTimestamp(), null);

    /// <summary>Seconds since it was started or reset.</summary>
    public double Up => resetAt != 0 ? time.GetElapsedTime(resetAt).TotalSeconds
        : of is { } process ? Math.Max(0, Environment.TickCount64 / 1000.0 - process.StartTime / 100.0) : 0;

    /// <summary>Its own policy; a wrong one keeps the last good one.</summary>
    public MemoryPolicy PolicyOf(DomainDefinition definition)
    {
        // Who sets a guest's memory asks beside the pilot.
        lock (guard)
        {
            if (policy is { } known && ReferenceEquals(known.From, definition.Metadata)) return known.Read;
            var xml = Domains.Metadata.Find(definition.Metadata, MemoryPolicy.Namespace);
            string? problem = null;
            var read = xml is null ? new() : MemoryPolicy.Read(xml, out problem) ?? policy?.Read ?? new();
            // It cannot keep more than there is; what it has is what it keeps.
            if (problem is null && read.Floor is { } floor && floor > definition.BalloonMaximum) problem = $"floor='{floor}' is above the guest's memory of {definition.BalloonMaximum}: it is never moved";
            Problem = problem;
            policy = (definition.Metadata, read);
            return read;
        }
    }

    /// <summary>Keeps what is new: a move, or another reason.</summary>
    /// <returns>Whether it is.</returns>
    public bool Note(PilotNote note)
    {
        var before = Last;
        Last = note;
        var moved = note.To is { } to && (note.Acted || before?.To is not { } old || Bytes.Distance(to, old) > to * 0.05);
        if (!moved && before?.Reason == note.Reason && before.Value.To is null == note.To is null) return false;
        lock (guard)
        {
            counts[note.Reason] = counts.GetValueOrDefault(note.Reason) + 1;
            if (notes.Count == Kept) notes.Dequeue();
            notes.Enqueue(note);
        }
        return true;
    }

    /// <summary>Nobody thinks of it any more: what was thought last is history.</summary>
    public void ThinkNothing() => Last = null;

    /// <summary>What came with one question.</summary>
    /// <param name="DiskRead">Bytes, of all disks: see <see cref="GuestLook.Read"/>.</param>
    public sealed record Sample(GuestStats? Stats, double? DiskRead);
}
