using Aerostat.Engine.Networks;
using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>How much may go through a card, in libvirt's words and the kernel's. KiB a second; of bursts KiB.</summary>
/// <remarks>Source: libvirt domain format, <c>&lt;bandwidth&gt;</c>; <c>VIR_DOMAIN_BANDWIDTH_*</c>, in libvirt's order.</remarks>
static class CardLimits
{
    static readonly (string Name, Func<Bandwidth?, ulong?> Of)[] Fields =
    [
        ("inbound.average", limit => limit?.Inbound?.Average), ("inbound.peak", limit => limit?.Inbound?.Peak),
        ("inbound.burst", limit => limit?.Inbound?.Burst), ("inbound.floor", limit => limit?.Inbound?.Floor),
        ("outbound.average", limit => limit?.Outbound?.Average), ("outbound.peak", limit => limit?.Outbound?.Peak), ("outbound.burst", limit => limit?.Outbound?.Burst),
    ];

    /// <summary>Zero is no limit.</summary>
    public static ValueList<Parameter> Of(Bandwidth? limit) => [.. Fields.Select(field => new Parameter(field.Name, (uint)Math.Min(field.Of(limit) ?? 0, uint.MaxValue)))];

    /// <summary>What was, with each way that is spoken of set anew. A way without an average has no limit.</summary>
    public static Bandwidth? Merge(Bandwidth? before, ValueList<Parameter> asked)
    {
        Bandwidth next = new() { Inbound = Way("inbound", before?.Inbound), Outbound = Way("outbound", before?.Outbound) };
        return next == new Bandwidth() ? null : next;

        BandwidthRate? Way(string way, BandwidthRate? old)
        {
            if (!asked.Any(one => one.Name.StartsWith(way, StringComparison.Ordinal))) return old;
            BandwidthRate rate = new() { Average = Value($"{way}.average"), Peak = Value($"{way}.peak"), Burst = Value($"{way}.burst"), Floor = Value($"{way}.floor") };
            return rate is { Average: null, Floor: null } ? null : rate;
        }

        ulong? Value(string name) => asked.Where(one => one.Name == name) is [{ Bits: not 0 } given, ..] ? (uint)given.Bits : null;
    }

    /// <summary>A share that is kept free needs a network that counts its ports.</summary>
    public static void Check(Interface card)
    {
        if (card is not { Bandwidth.Inbound.Floor: > 0, Type: not InterfaceType.Network }) return;
        throw Errors.ConfigUnsupported($"Invalid use of 'floor' on interface with MAC address {card.Mac} - 'floor' is only supported for interface type 'network' with forward type 'nat', 'route', 'open' or none");
    }

    /// <summary>Tells the kernel of a card's limits; one without an interface on the host has none.</summary>
    /// <param name="before">Those that it has; null: it is new.</param>
    public static async Task SetAsync(Interface card, Bandwidth? before = null)
    {
        Check(card);
        if (card.Type is not (InterfaceType.Bridge or InterfaceType.Network or InterfaceType.Ethernet or InterfaceType.Direct) || card.Target is not { } name || card.Bandwidth is null && before is null) return;
        try
        {
            await TellAsync(card.Bandwidth);
        }
        catch (VirtException) when (before is not null)
        {
            await TellAsync(before);
            throw;
        }

        // A tap is the other end of the guest's card; a macvtap is its card.
        Task TellAsync(Bandwidth? limit) => Traffic.LimitAsync(name, card.Type is InterfaceType.Direct ? new() { Inbound = limit?.Outbound, Outbound = limit?.Inbound } : limit);
    }
}
