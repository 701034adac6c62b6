using Aerostat.Engine.Domains;
using Aerostat.Qmp;

namespace Aerostat.Engine.Piloting;

/// <summary>What one monitor is asked at each look, and when it was asked last. One per QEMU: another is another guest.</summary>
/// <param name="balloon">The balloon's alias; null: it has none.</param>
/// <param name="hasDisks">Whether there is anything that it could read from.</param>
sealed class GuestLook(Guest live, string? balloon, bool hasDisks, TimeProvider time)
{
    /// <summary>Seconds.</summary>
    const double Waking = 30;

    readonly GuestStatsGlance? stats = balloon is null ? null : new($"/machine/peripheral/{balloon}");
    readonly DiskReadsGlance? reads = hasDisks ? new() : null;
    readonly Spread spread = new();
    long statsAt, readsAt, wokeAt;
    bool ran;
    double readsElapsed, rest;
    double? shown;
    ulong? readBefore;
    bool readsAsked;

    public bool IsOf(Guest other, string? itsBalloon, bool itsDisks) => ReferenceEquals(live, other) && balloon == itsBalloon && hasDisks == itsDisks;

    /// <summary>It still owes an answer, and is not asked again.</summary>
    public bool IsOwed => stats is { IsOwed: true } || reads is { IsOwed: true };

    public GuestStats? Stats => stats?.Told;

    /// <summary>Seconds since it was asked for statistics.</summary>
    public double SinceStats { get; private set; }

    /// <summary>It was read from, between the last two answers.</summary>
    public bool Reads { get; private set; }

    /// <summary>Asks what is due.</summary>
    /// <param name="stirs">It was moved a moment ago.</param>
    /// <param name="interval">Seconds between two looks.</param>
    /// <param name="told">Called when all is answered; not at all where nothing was due.</param>
    /// <returns>When the questions are on their way; null: nothing was due.</returns>
    public Task? Ask(Beat beat, bool stirs, double interval, Action told)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        // Whoever has just gone on tells anew any moment.
        if (beat.Runs && !ran) wokeAt = time.GetTimestamp();
        ran = beat.Runs;
        if (Since(wokeAt) < Waking) beat = beat with { Frozen = 0 };
        var askStats = stats is not null && Rhythm.IsOver(Rhythm.Statistics(beat, now), Since(statsAt), interval);
        var next = Rhythm.Reads(beat, stirs || Reads, rest);
        var askReads = reads is not null && Rhythm.IsOver(next, Since(readsAt), interval);
        if (askStats) (SinceStats, statsAt) = (Since(statsAt) ?? 0, time.GetTimestamp());
        readsAsked = askReads;
        if (askReads) (readsElapsed, readsAt, rest) = (Since(readsAt) ?? interval, time.GetTimestamp(), next);
        return (askStats, askReads) switch
        {
            (true, true) => live.GlanceAsync([stats!, reads!], told),
            (true, false) => live.GlanceAsync([stats!], told),
            (false, true) => live.GlanceAsync([reads!], told),
            _ => null,
        };
    }

    /// <summary>What it has read from its disks, as one who asks each interval would see it grow.</summary>
    public double? Read(double interval)
    {
        if (!readsAsked || reads?.Told is not { } read) return shown;
        Reads = readBefore is { } before && read != before;
        readBefore = read;
        return shown = spread.Show(read, readsElapsed, interval);
    }

    double? Since(long at) => at == 0 ? null : time.GetElapsedTime(at).TotalSeconds;
}
