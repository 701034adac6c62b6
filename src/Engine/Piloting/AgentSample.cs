using System.Buffers.Text;
using System.Text;
using Aerostat.Autopilot;
using Aerostat.Linux;

namespace Aerostat.Engine.Piloting;

/// <summary>What a guest's agent tells of its memory.</summary>
/// <param name="At">The host's clock, in its own ticks.</param>
/// <param name="PressureSome">Microseconds in which something in the guest waited for memory; null: its kernel does not count them.</param>
/// <param name="Usable">MemAvailable, for drivers that do not tell it.</param>
public sealed record AgentSample(long At, double? PressureSome, Bytes? SwapTotal, Bytes? Usable, Bytes? Caches)
{
    /// <summary>Each sample is six commands and a sync: rarer than the balloon's, and hardly ever of a guest that is left alone.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5), Rest = TimeSpan.FromSeconds(30);

    /// <summary>The pressure as the guest's kernel counted it.</summary>
    public double? Counted { get; init; }

    public GuestAgent ForPilot => new() { PressureSome = PressureSome, SwapTotal = SwapTotal };

    /// <param name="pressure">The guest's <c>/proc/pressure/memory</c>; null: it has none.</param>
    /// <param name="meminfo">Its <c>/proc/meminfo</c>. The guest is a stranger: what is no number is not known.</param>
    public static AgentSample Read(long at, string? pressure, string meminfo)
    {
        var told = MemoryInfo.Parse(meminfo);
        return new(at, pressure is null ? null : HostView.Total(pressure, "some"), told.SwapTotal, told.Available, told.Cached is { } cached ? cached + (told.Buffers ?? Bytes.Zero) : null);
    }

    /// <summary>A piece of a file as the agent packs it.</summary>
    /// <returns>Null: it is not packed so.</returns>
    public static string? Unpack(string base64)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }
}
