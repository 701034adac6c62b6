using Aerostat.Values;

namespace Aerostat.Autopilot;

/// <summary>What the pilot carries from one tick to the next. It is a value: keep it, pass it on, drop it to begin anew.</summary>
public sealed record PilotMemory
{
    public static readonly PilotMemory Empty = new();

    public Clock Clock { get; init; }
    internal HostTrace Host { get; init; } = new();

    /// <summary>By name, ordinal.</summary>
    internal ValueList<GuestTrace> Guests { get; init; }

    /// <summary>What is known of guests that have not been seen yet.</summary>
    internal ValueList<Lesson> Taught { get; init; }

    /// <summary>What the next one should know: all else is soon learned again.</summary>
    public ValueList<Lesson> Lessons => Guests.Select(Lesson.Of).ToValueList();

    /// <summary>A new beginning that knows what another learned a moment ago.</summary>
    /// <param name="lessons">In any order; of two of one name, one.</param>
    public static PilotMemory Knowing(IEnumerable<Lesson> lessons) => new() { Taught = lessons.Where(l => l.Guest is not null).ToValueList() };
}

/// <summary>What is remembered of the host.</summary>
sealed record HostTrace
{
    public double? PressureSome { get; init; }
    public double? SwapUsed { get; init; }

    public double Available { get; init; } = double.NaN;

    /// <summary>How fast it loses memory, bytes a second.</summary>
    public double Fall { get; init; }

    /// <summary>1 in peace; grows while the host swaps or waits for memory.</summary>
    public double Alarm { get; init; } = 1;
}
