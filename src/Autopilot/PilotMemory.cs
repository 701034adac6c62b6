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
