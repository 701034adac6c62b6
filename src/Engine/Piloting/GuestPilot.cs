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
    readonly Queue<PilotNote> notes = new(Kept);
    ProcessIdentity? of;
    long toldAt, resetAt;
    (ForeignElement? From, MemoryPolicy Read)? policy;
    volatile Sample? sample;

    /// <summary>The question under way; a guest that owes an answer is not asked again.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>The question to its agent under way.</summary>
    public Task AskingAgent { get; set; } = Task.CompletedTask;

    /// <summary>The agent kept us waiting, or does not show files: it is left alone until it opens its port anew.</summary>
    public bool AgentIsMute { get; set; }

    /// <summary>When its agent was last asked.</summary>
    public long AgentAskedAt { get; set; }

    /// <summary>What its agent told last.</summary>
    public AgentSample? Told { get; set; }

    /// <summary>What its agent told, unless that was long ago.</summary>
    public AgentSample? AgentSeen(TimeSpan interval) => Told is { } told && time.GetElapsedTime(told.At) < AgentSample.Every + interval + interval ? told : null;

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
        (of, sample, Polled, resetAt, Told, AgentIsMute) = (process, null, false, 0, null, false);
    }

    public void Saw(GuestStats? stats, ulong? diskRead)
    {
        var before = sample;
        if (stats is { LastUpdate: > 0 } && stats.LastUpdate != before?.Stats?.LastUpdate)
        {
            var age = before is null ? Math.Max(0, time.GetUtcNow().ToUnixTimeSeconds() - stats.LastUpdate) : 0;
            toldAt = time.GetTimestamp() - (long)(Math.Min(age, 1e6) * time.TimestampFrequency);
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
        if (policy is { } known && ReferenceEquals(known.From, definition.Metadata)) return known.Read;
        var xml = Domains.Metadata.Find(definition.Metadata, MemoryPolicy.Namespace);
        string? problem = null;
        var read = xml is null ? new() : MemoryPolicy.Read(xml, out problem) ?? policy?.Read ?? new();
        Problem = problem;
        policy = (definition.Metadata, read);
        return read;
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

    /// <summary>What came with one question.</summary>
    /// <param name="DiskRead">Bytes, of all disks.</param>
    public sealed record Sample(GuestStats? Stats, ulong? DiskRead);
}
