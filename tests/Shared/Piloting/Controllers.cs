using Aerostat.Autopilot;
using Aerostat.Values;

namespace Aerostat.Tests.Shared.Piloting;

/// <summary>Whoever decides about balloons.</summary>
public interface IController
{
    double Interval { get; }

    IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen);
}

/// <summary>The pilot itself.</summary>
public sealed class Pilot(Policy? policy = null) : IController
{
    PilotMemory memory = PilotMemory.Empty;

    public double Interval => policy?.Interval ?? new Policy().Interval;

    /// <summary>Told of each decision.</summary>
    public Action<double, Decision>? Says { get; init; }

    public IEnumerable<(string Guest, Bytes Target)> Tick(Observation seen)
    {
        (memory, var decisions) = Balloons.Decide(seen, policy ?? new(), memory);
        if (Says is not null) foreach (var decision in decisions) Says(seen.Time ?? 0, decision);
        return decisions.Where(d => d.Target is not null).Select(d => (d.Guest, d.Target!.Value));
    }
}
