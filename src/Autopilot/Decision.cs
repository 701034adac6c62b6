using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Autopilot;

/// <summary>Why a guest moves, or does not. The words are stable: they label a metric.</summary>
public enum Reason
{
    /// <summary>It is well as it is.</summary>
    Calm,
    Idle, Cache, Probe, Undo, Needed, HostPressure, Shortage, NoStats, Stuck, Starting, Cooling, Floor, Ceiling, Ordered,
}

/// <summary>What becomes of one guest at one tick.</summary>
/// <param name="Guest">Its name.</param>
/// <param name="Target">What it is asked to keep. Null: it keeps its target.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">What it has.</param>
/// <param name="Usable">What it could use without hardship, as far as is known.</param>
/// <param name="HostAvailable">What the host had left.</param>
/// <param name="Until">Seconds until it is looked at again, where the reason is to wait.</param>
public readonly record struct Decision(string Guest, Bytes? Target, Reason Reason, Bytes From, Bytes? Usable, Bytes HostAvailable, double Until)
{
    /// <summary>The reason's word.</summary>
    public string Word => WordOf(Reason);

    public static string WordOf(Reason reason) => reason switch
    {
        Reason.Idle => "idle",
        Reason.Cache => "cache",
        Reason.Probe => "probe",
        Reason.Undo => "undo",
        Reason.Needed => "needed",
        Reason.HostPressure => "host-pressure",
        Reason.Shortage => "shortage",
        Reason.NoStats => "no-stats",
        Reason.Stuck => "stuck",
        Reason.Starting => "starting",
        Reason.Cooling => "cooling",
        Reason.Floor => "floor",
        Reason.Ceiling => "ceiling",
        Reason.Ordered => "ordered",
        _ => "calm",
    };

    /// <summary>The numbers behind the word, for people.</summary>
    public string Numbers => string.Create(CultureInfo.InvariantCulture,
        $"has {From.InMib} MiB{(Usable is { } u ? $", {u.InMib} MiB of it usable" : ", statistics unknown")}, host {HostAvailable.InMib} MiB available{(Until >= 1 ? $", for {Until:F0} s" : "")}");
}
