using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

// Shares of what a network may receive, kept free for single cards.
public sealed partial class Network
{
    /// <summary>By the number of the kernel's class: whose port it is, and KiB a second.</summary>
    readonly Dictionary<uint, (Guid Port, ulong Floor)> floors = [];

    /// <summary>Keeps a share free for a card that has just been plugged in.</summary>
    /// <returns>The card with the number of its class; as it was where it asks for no share.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationUnsupported"/>: the network has no limit of which there could be a share. <see cref="ErrorCode.OperationInvalid"/>: more would be promised than there is.</exception>
    /// <remarks>Source: libvirt's <c>networkPlugBandwidth</c>.</remarks>
    internal Task<Interface> PromiseAsync(Interface card) => steps.TakeAsync("promise", async () =>
    {
        if (card.Bandwidth?.Inbound?.Floor is not (> 0 and var floor)) return card;
        var limit = Checked(card, floor, before: 0);
        var id = FirstFree();
        floors[id] = (card.Source!.PortId!.Value, floor);
        try
        {
            await Traffic.PromiseAsync(Bridge, id, card.Mac ?? default, floor, card.Bandwidth.Inbound.Average ?? 0, limit);
        }
        catch
        {
            floors.Remove(id);
            await Traffic.ForgetAsync(Bridge, id);
            throw;
        }
        await Traffic.LeaveToOthersAsync(Bridge, limit, Promised);
        return card with { TrafficClass = id };
    }, CancellationToken.None);

    /// <summary>Another share, one at last, or none any more.</summary>
    /// <returns>The card with the number of its class.</returns>
    /// <remarks>Source: libvirt's <c>networkUpdatePortBandwidth</c>.</remarks>
    internal async Task<Interface> PromiseAnewAsync(Interface card, Bandwidth? next)
    {
        var (before, floor) = (card.Bandwidth?.Inbound?.Floor ?? 0, next?.Inbound?.Floor ?? 0);
        if (before == floor) return card;
        if (card.TrafficClass is not { } id || !IsOf(id, card)) return (await PromiseAsync(card with { Bandwidth = next })) with { Bandwidth = card.Bandwidth };
        if (floor == 0)
        {
            await ForgetAsync(card);
            return card with { TrafficClass = null };
        }
        return await steps.TakeAsync("promise", async () =>
        {
            var limit = Checked(card, floor, before);
            await Traffic.ChangeAsync(Bridge, id, floor, limit);
            floors[id] = floors[id] with { Floor = floor };
            await Traffic.LeaveToOthersAsync(Bridge, limit, Promised);
            return card;
        }, CancellationToken.None);
    }

    /// <summary>Its share is the others' again. What is gone already is no error.</summary>
    internal Task ForgetAsync(Interface card) => steps.TakeAsync("promise", async () =>
    {
        if (card.TrafficClass is not { } id || !IsOf(id, card)) return;
        floors.Remove(id);
        await Traffic.ForgetAsync(Bridge, id);
        if (State.Definition.Bandwidth?.Inbound is { } limit) await Traffic.LeaveToOthersAsync(Bridge, limit, Promised);
    }, CancellationToken.None);

    /// <summary>After a restart of the daemon: shares are those of the cards that run, and no other.</summary>
    internal Task AdoptFloorsAsync(IEnumerable<Interface> cards) => steps.TakeAsync("adopt", async () =>
    {
        if (!State.IsActive || !State.Definition.OwnsBridge || State.Definition.Bandwidth?.Inbound is not { } limit) return;
        var there = await Traffic.ClassesAsync(Bridge);
        foreach (var card in cards)
            if (card is { TrafficClass: { } id, Source.PortId: { } port, Bandwidth.Inbound.Floor: > 0 and var floor } && there.Contains(id)) floors[id] = (port, floor);
        foreach (var id in there.Where(id => !floors.ContainsKey(id))) await Traffic.ForgetAsync(Bridge, id);
        if (there.Count > 0) await Traffic.LeaveToOthersAsync(Bridge, limit, Promised);
    }, CancellationToken.None);

    string Bridge => State.Definition.Bridge!.Name!;

    /// <summary>KiB a second.</summary>
    ulong Promised
    {
        get
        {
            ulong sum = 0;
            foreach (var (_, floor) in floors.Values) sum += floor;
            return sum;
        }
    }

    bool IsOf(uint id, Interface card) => floors.TryGetValue(id, out var floor) && floor.Port == card.Source?.PortId;

    /// <summary>1 is the network's whole, 2 is for all that have no share.</summary>
    uint FirstFree()
    {
        var id = 3u;
        while (floors.ContainsKey(id)) id++;
        return id;
    }

    BandwidthRate Checked(Interface card, ulong floor, ulong before)
    {
        var network = State.Definition;
        if (network.Bandwidth?.Inbound is not { } limit)
            throw new VirtException(ErrorCode.OperationUnsupported, $"Operation not supported: Invalid use of 'floor' on interface with MAC address {card.Mac} - network '{network.Name}' has no inbound QoS set", ErrorDomain.Network)
            {
                Hint = $"Give the network a <bandwidth> with an <inbound average='…'/>: virsh net-edit {network.Name}.",
            };
        var (most, word) = limit.Peak is > 0 and var peak ? (peak, "peak") : (limit.Average ?? 0, "average");
        var sum = Promised - before + floor;
        return sum <= most ? limit : throw NetworkErrors.Invalid($"Cannot plug '{card.Mac}' interface into '{Bridge}' because new combined inbound floor={sum} would overcommit {word}={most} on network '{network.Name}'");
    }
}
