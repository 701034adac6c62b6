using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Filters of cards: in force before the guest may use the card, and gone with it.</summary>
static class CardFilters
{
    /// <summary>A tap of a bridge's, or by itself; what goes through another kind of card no bridge sees.</summary>
    static bool HasTap(Interface card) => card.Type is InterfaceType.Bridge or InterfaceType.Network or InterfaceType.Ethernet;

    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: the network makes of it a card without a tap; else the filters' own.</exception>
    public static async Task PutAsync(Hypervisor host, DomainDefinition domain, Interface card)
    {
        if (card.FilterRef is not { } filter) return;
        if (!HasTap(card) || card.Target is not { } tap)
            throw Errors.ConfigUnsupported($"interface {card.Mac} - filterref is not supported for network interfaces of type {card.Type.Word()}");
        await host.Filters.BindAsync(new() { OwnerName = domain.Name, OwnerUuid = domain.Uuid, Port = tap, Mac = card.Mac ?? default, Filter = filter });
    }

    public static async Task TakeAsync(Hypervisor host, Guid domain, IEnumerable<Device> devices)
    {
        foreach (var card in devices.OfType<Interface>())
            if (card is { FilterRef: not null, Target: { } tap }) await host.Filters.UnbindAsync(tap, domain);
    }

    /// <summary>Another filter, other values, or none: what was in force stays where the new one cannot be.</summary>
    public static Task ChangeAsync(Hypervisor host, DomainDefinition domain, Interface card, FilterRef? filter) =>
        filter is null ? TakeAsync(host, domain.Uuid, [card]) : PutAsync(host, domain, card with { FilterRef = filter });

    /// <summary>After a restart of the daemon: every card that runs has its filter, and no guest's filter is left without its card.</summary>
    public static async Task AdoptAsync(Hypervisor host)
    {
        foreach (var domain in host.Domains.All)
        {
            var running = domain.State.Running;
            Interface[] cards = [.. running?.Live.Devices.Interfaces.Where(card => card is { FilterRef: not null, Target: not null }) ?? []];
            foreach (var binding in host.Filters.Bindings.Where(binding => binding.OwnerUuid == domain.State.Uuid && !Array.Exists(cards, card => card.Target == binding.Port)).ToList())
                await host.Filters.UnbindAsync(binding.Port, domain.State.Uuid);
            foreach (var card in cards.Where(card => !host.Filters.Bindings.Any(binding => binding.Port == card.Target && binding.OwnerUuid == domain.State.Uuid)))
            {
                try { await PutAsync(host, running!.Live, card); }
                catch (Exception e) when (e is VirtException or LinuxException) { Log.FilterNotInForce(host.Logger, card.Target!, e.Message); }
            }
        }
    }
}
