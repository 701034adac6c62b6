using Aerostat.Values;

namespace Aerostat.Autopilot;

/// <summary>The memory pilot: where each guest's balloon goes next.</summary>
/// <remarks>Pure: no clock but the observation's, no chance, no order among guests, no input that is an error. Cost: some microseconds a guest.</remarks>
public static class Balloons
{
    /// <param name="seen">What was seen.</param>
    /// <param name="policy">What is wanted.</param>
    /// <param name="memory">What the last decision returned; <see cref="PilotMemory.Empty"/> at first.</param>
    /// <returns>What to remember, and a decision for each guest that has a balloon, by name.</returns>
    public static (PilotMemory Memory, ValueList<Decision> Decisions) Decide(Observation seen, Policy policy, PilotMemory memory)
    {
        var clock = memory.Clock.Advance(seen.Time);
        var plans = Known(seen.Guests, memory, clock, policy);
        var (host, trace) = Host.Of(seen.Host, Unwilling(seen.Guests), Standing(seen.Guests), memory.Host, plans, clock, policy);
        foreach (var plan in plans) Needs.Assess(plan, clock, policy);
        host = host with { Slack = Shortage.Share(plans, host, policy) };
        foreach (var plan in plans) Moves.Choose(plan, host, clock, policy);
        Grants.Serve(plans, host);
        foreach (var plan in plans) Laws.Hold(plan, clock, policy);
        return (new() { Clock = clock, Host = trace, Guests = ValueList.Create<GuestTrace>([.. plans.Select(p => p.Kept)]), Taught = clock.Now < Remembering ? memory.Taught : [] },
            ValueList.Create<Decision>([.. plans.Select(p => Told(p, host))]));
    }

    /// <summary>Seconds in which a guest that another pilot knew is taken for the same.</summary>
    const double Remembering = 600;

    /// <summary>What those without a balloon may still take.</summary>
    static double Unwilling(ValueList<GuestMemory> guests)
    {
        double sum = 0;
        foreach (var guest in guests)
            if (guest is { Balloon: false, Maximum: { } most } && guest.Resident is { } resident) sum += Math.Max(0, (double)most.Value - resident.Value);
        return Math.Min(sum, 1L << 52);
    }

    /// <summary>What they hold.</summary>
    static double Standing(ValueList<GuestMemory> guests)
    {
        double sum = 0;
        foreach (var guest in guests) if (guest is { Balloon: false, Resident: { } resident }) sum += resident.Value;
        return Math.Min(sum, 1L << 52);
    }

    /// <summary>The guests that can be steered, by name, each with what is remembered of it.</summary>
    static List<Plan> Known(ValueList<GuestMemory> guests, PilotMemory memory, Clock clock, Policy policy)
    {
        var readings = new List<(string Name, Reading? Seen)>(guests.Count);
        foreach (var guest in guests) if (guest is { Name: { } name }) readings.Add((name, Reading.Of(guest)));
        readings.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var plans = new List<Plan>(readings.Count);
        var at = 0;
        for (var i = 0; i < readings.Count; i++)
        {
            var (name, reading) = readings[i];
            // Two of one name cannot be told apart: neither is touched.
            if (i > 0 && readings[i - 1].Name == name || i + 1 < readings.Count && readings[i + 1].Name == name || reading is not { } seen) continue;
            while (at < memory.Guests.Count && string.CompareOrdinal(memory.Guests[at].Name, seen.Name) < 0) at++;
            var before = at < memory.Guests.Count && memory.Guests[at].Name == seen.Name ? memory.Guests[at] : null;
            plans.Add(new(seen, Learning.Learn(before, seen, before is null ? LessonOf(memory.Taught, seen.Name) : null, clock, policy)) { Fresh = Learning.Fresh(seen, policy) });
        }
        return plans;
    }

    static Lesson? LessonOf(ValueList<Lesson> taught, string name)
    {
        foreach (var lesson in taught) if (lesson.Guest == name) return lesson;
        return null;
    }

    static Decision Told(Plan plan, Host host) => new(plan.Seen.Name, plan.Target is { } target ? new((ulong)target) : null, plan.Reason,
        new((ulong)plan.Seen.Actual), plan.Fresh ? new((ulong)plan.Seen.Usable!.Value) : null, new((ulong)host.Available), plan.Until);
}
