using Aerostat.Engine.Networks;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>What a network keeps free for single cards of a guest.</summary>
static class CardFloors
{
    /// <summary>The card with its share, where it asks for one.</summary>
    /// <exception cref="VirtException">Its network has none to give.</exception>
    public static async Task<Interface> PromiseAsync(Hypervisor host, Interface card)
    {
        if (card is not { Bandwidth.Inbound.Floor: > 0 }) return card;
        CardLimits.Check(card);
        return await host.Networks[card.Source?.Network].PromiseAsync(card);
    }

    /// <summary>Before its limit is changed.</summary>
    /// <returns>The card with the number of its class, and its limit as it was.</returns>
    public static async Task<Interface> PromiseAnewAsync(Hypervisor host, Interface card, Bandwidth? next)
    {
        CardLimits.Check(card with { Bandwidth = next });
        if (card.Type is not InterfaceType.Network || (next?.Inbound?.Floor ?? 0) == (card.Bandwidth?.Inbound?.Floor ?? 0)) return card;
        return await host.Networks[card.Source?.Network].PromiseAnewAsync(card, next);
    }

    /// <summary>Each once, however often it is told of: a number may be another card's by then.</summary>
    public static async Task ForgetAsync(Hypervisor host, IEnumerable<Device> gone)
    {
        foreach (var card in gone.OfType<Interface>().Where(card => card.TrafficClass is not null))
        {
            try
            {
                await host.Networks[card.Source?.Network].ForgetAsync(card);
            }
            catch (VirtException e)
            {
                // The network is gone, and its bridge with it; or it is busy for long, and the next daemon looks again.
                Log.ShareLeft(host.Logger, $"{card.Mac}", e.Message);
            }
        }
    }

    /// <summary>After a restart of the daemon.</summary>
    public static async Task AdoptAsync(Hypervisor host)
    {
        var cards = host.Domains.All.SelectMany(domain => domain.State.Running is { } running ? running.Live.Devices.Interfaces.Concat(running.Plugging?.Devices.Interfaces ?? []) : []).Where(card => card.TrafficClass is not null).ToLookup(card => card.Source?.Network);
        foreach (var network in host.Networks.All) await network.AdoptFloorsAsync(cards[network.State.Name]);
    }
}
