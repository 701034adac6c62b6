using Aerostat.Autopilot;
using Aerostat.Tests.Shared.Piloting;
using BenchmarkDotNet.Attributes;

namespace Aerostat.Bench.Micro;

/// <summary>One thought of the memory pilot, with ten minutes of a host behind it.</summary>
public class Pilot
{
    readonly Observation seen;
    readonly PilotMemory memory;

    public Pilot()
    {
        HiddenHost host = new(Scenarios.Make("small", 1), 1);
        memory = PilotMemory.Empty;
        for (var now = 0.0; now < 600; now += 0.5)
        {
            host.Step(now, 0.5);
            if (now % 1 != 0) continue;
            seen = host.Look(now);
            (memory, _) = Balloons.Decide(seen, new(), memory);
        }
        ArgumentNullException.ThrowIfNull(seen);
    }

    [Benchmark] public (PilotMemory, Values.ValueList<Decision>) Decision() => Balloons.Decide(seen, new(), memory);
}
