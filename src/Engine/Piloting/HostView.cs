using Aerostat.Autopilot;
using Aerostat.Linux;

namespace Aerostat.Engine.Piloting;

/// <summary>The host's memory as the pilot sees it.</summary>
static class HostView
{
    /// <remarks>Source: <c>proc_meminfo(5)</c>, <c>/proc/pressure/memory</c>: 0 for ever where the kernel has none.</remarks>
    public static HostMemory Read()
    {
        var info = MemoryInfo.Read();
        var pressure = ProcFile.TryRead("/proc/pressure/memory");
        return new()
        {
            Total = info.Total,
            Available = info.Available,
            Free = info.Free,
            SwapTotal = info.SwapTotal,
            SwapUsed = info.SwapTotal is { } total && info.SwapFree is { } free && free <= total ? total - free : null,
            PressureSome = Total(pressure, "some"),
            PressureFull = Total(pressure, "full"),
        };
    }

    /// <summary>Microseconds.</summary>
    internal static double Total(string? pressure, string kind)
    {
        foreach (var line in (pressure ?? "").AsSpan().EnumerateLines())
            if (line.StartsWith(kind) && line.LastIndexOf('=') is > 0 and var at && ulong.TryParse(line[(at + 1)..], out var micros)) return micros;
        return 0;
    }
}
