using System.Globalization;

namespace Aerostat.Linux;

/// <summary>What went through an interface, as the host sees it: what a guest sends, its tap receives.</summary>
/// <remarks>Source: <c>/proc/net/dev</c>.</remarks>
public readonly record struct InterfaceStats(
    ulong ReceivedBytes, ulong ReceivedPackets, ulong ReceiveErrors, ulong ReceiveDrops,
    ulong SentBytes, ulong SentPackets, ulong SendErrors, ulong SendDrops)
{
    /// <summary>As the guest at the other end of a tap sees it.</summary>
    public InterfaceStats Swapped =>
        new(SentBytes, SentPackets, SendErrors, SendDrops, ReceivedBytes, ReceivedPackets, ReceiveErrors, ReceiveDrops);

    /// <summary>All interfaces in one read.</summary>
    public static IReadOnlyDictionary<string, InterfaceStats> ReadAll() => Parse(ProcFile.TryRead("/proc/net/dev") ?? "");

    public static InterfaceStats? TryRead(string name) => ReadAll().TryGetValue(name, out var stats) ? stats : null;

    internal static IReadOnlyDictionary<string, InterfaceStats> Parse(string text)
    {
        Dictionary<string, InterfaceStats> all = [];
        foreach (var line in text.Split('\n'))
        {
            var colon = line.LastIndexOf(':');
            if (colon < 0) continue;
            ulong[] n = [.. line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => ulong.TryParse(word, CultureInfo.InvariantCulture, out var value) ? value : 0)];
            if (n.Length >= 16) all[line[..colon].Trim()] = new(n[0], n[1], n[2], n[3], n[8], n[9], n[10], n[11]);
        }
        return all;
    }
}
