namespace Aerostat.Engine.Piloting;

/// <summary>What decides how often a guest is asked.</summary>
/// <param name="Runs">A guest that is paused changes nothing.</param>
/// <param name="Period">Seconds between two reports of its driver; 0: nobody asks it for any.</param>
/// <param name="Up">Seconds since it was started or reset.</param>
/// <param name="Told">When its driver told last, Unix seconds by the host's clock; null: never.</param>
/// <param name="Frozen">Seconds since it told something new.</param>
public readonly record struct Beat(bool Runs, PilotMode Mode, long Period, double Up, long? Told, double Frozen);

/// <summary>When a guest is asked again: as soon as its answer can be another one, and hardly ever where it cannot.</summary>
public static class Rhythm
{
    /// <summary>Seconds: nothing moves while a guest is paused.</summary>
    public const double Asleep = 60;

    /// <summary>Seconds: who is silent may speak again, and whom nobody steers is shown to people only.</summary>
    public const double Slow = 10;

    /// <summary>Seconds: a disk from which nothing was read, while no step is under way.</summary>
    public const double Idle = 8;

    /// <summary>Seconds: a driver comes up within that time, or hardly ever.</summary>
    public const double Boot = 120;

    /// <summary>Seconds that a question for statistics may rest after the last one.</summary>
    /// <param name="now">Unix seconds by the host's clock, which may have been set.</param>
    public static double Statistics(Beat beat, double now)
    {
        if (!beat.Runs) return Asleep;
        if (beat.Period <= 0 || beat.Mode is PilotMode.Off) return Slow;
        if (beat.Told is not { } told) return beat.Up < Boot ? 0 : Slow;
        if (beat.Frozen > 3 * beat.Period + 6 && beat.Up > Boot) return Slow;
        // The next report is due when the last is a period old; before that there is nothing new.
        return now >= told && now < told + beat.Period ? beat.Period : 0;
    }

    /// <summary>Seconds that a question for what was read from disks may rest after the last one.</summary>
    /// <param name="stirs">It reads, or was moved a moment ago: what it reads is judged.</param>
    /// <param name="before">How long it rested before.</param>
    public static double Reads(Beat beat, bool stirs, double before)
    {
        if (!beat.Runs || beat.Mode is PilotMode.Off) return Asleep;
        if (beat.Told is null) return Slow;
        return stirs ? 0 : Math.Min(Idle, Math.Max(1, before * 2));
    }

    /// <summary>Whether a rest is over, to the nearest look.</summary>
    /// <param name="since">Seconds since it was asked; null: never.</param>
    /// <param name="interval">Seconds between two looks.</param>
    public static bool IsOver(double rest, double? since, double interval) => since is not { } rested || rested + interval / 2 >= rest;
}
