using Aerostat.Values;

namespace Aerostat.Autopilot;

/// <summary>The pilot's will. Shares are of a guest's maximum, or of the host's memory where a name says so; times are seconds.</summary>
public sealed record Policy
{
    const double MiB = 1 << 20;

    /// <summary>How often the pilot wants to look. A demand of 1 GiB can come within 3 s.</summary>
    public double Interval { get; init; } = 1;

    /// <summary>What the host keeps for itself, always. Null: <see cref="HostReserveShare"/> of it.</summary>
    public Bytes? HostReserve { get; init; }

    /// <summary>What all guests together may hold. Null: all but the reserve.</summary>
    public Bytes? Budget { get; init; }

    internal double HostReserveShare { get; init; } = 0.03;

    /// <summary>The pool for sudden needs, beside the reserve.</summary>
    internal double PoolShare { get; init; } = 0.04;

    /// <summary>How often more what the host has to spare is promised: not all burst at once.</summary>
    internal double Overpromise { get; init; } = 2;

    /// <summary>The host's fall of so many seconds is kept ready beside.</summary>
    internal double FallAhead { get; init; } = 8;

    /// <summary>What a guest has beyond its need before anything is known of its bursts.</summary>
    internal double ReserveShare { get; init; } = 0.06;
    internal double ReserveLeast { get; init; } = 96 * MiB;
    internal double ReserveMost { get; init; } = 1024 * MiB;

    /// <summary>The same for a guest that neither swaps nor takes its balloon back.</summary>
    internal double MortalShare { get; init; } = 0.2;
    internal double MortalLeast { get; init; } = 384 * MiB;

    /// <summary>And for each second beyond the first from one of its reports to the next.</summary>
    internal double MortalSpeed { get; init; } = 250 * MiB;

    /// <summary>The same for one whose free pages cost the host nothing.</summary>
    internal double ReportingShare { get; init; } = 0.12;

    /// <summary>How much of the largest surge seen lately is kept ready.</summary>
    internal double SurgeKept { get; init; } = 1;
    internal double SurgeMost { get; init; } = 0.45;
    internal double SurgeMemory { get; init; } = 3600;

    /// <summary>A guest is helped when less than this part of its reserve is left.</summary>
    internal double Trigger { get; init; } = 0.6;

    /// <summary>Statistics older than this move nothing down.</summary>
    internal double StaleAfter { get; init; } = 15;

    /// <summary>Who is full and tells nothing is given so much more.</summary>
    internal double BlindStep { get; init; } = 0.25;

    /// <summary>A starting guest is let alone for so long.</summary>
    internal double BootGrace { get; init; } = 120;

    /// <summary>After growth, and at most: it doubles each time the guest needed soon again what had been taken.</summary>
    internal double CoolDown { get; init; } = 40;
    internal double CoolDownMost { get; init; } = 900;

    /// <summary>A step into page cache, first and at most.</summary>
    internal double StepFirst { get; init; } = 0.015;
    internal double StepMost { get; init; } = 0.04;

    /// <summary>A step into pages that nobody uses.</summary>
    internal double FreeStep { get; init; } = 0.125;

    /// <summary>Free pages that reads will fill within that time are not idle.</summary>
    internal double Filling { get; init; } = 60;

    /// <summary>How long the effect of a step is watched.</summary>
    internal double Settle { get; init; } = 6;
    internal double SettlePressed { get; init; } = 3;

    /// <summary>After cache proved hot, first and at most.</summary>
    internal double CacheBackOff { get; init; } = 180;
    internal double CacheBackOffMost { get; init; } = 7200;

    /// <summary>How much more a guest is given to see whether its reads end, first; and to which part they must fall.</summary>
    internal double UpShare { get; init; } = 0.2;
    internal double Spared { get; init; } = 0.75;

    /// <summary>Smaller moves are not worth their noise.</summary>
    internal double DeadBand { get; init; } = 0.015;

    /// <summary>What a quiet guest may be moved in an hour; the law says less than a twentieth.</summary>
    internal double QuietMoves { get; init; } = 0.04;
    internal double QuietAfter { get; init; } = 1140;
}
