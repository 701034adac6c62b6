using System.Net;
using Aerostat.Engine.Statistics;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Who is asked for a guest's addresses. Source: <c>virDomainInterfaceAddressesSource</c>.</summary>
public enum AddressSource { Lease, Agent, Arp }

/// <summary>A card's addresses, as the host knows them or the guest tells them.</summary>
/// <param name="Name">The interface on the host; of an agent's, the one in the guest.</param>
/// <param name="Mac">Null: it has none.</param>
public sealed record InterfaceAddresses(string Name, string? Mac, ValueList<PrefixedAddress> Addresses);

/// <param name="Prefix">Bits of the network; 0: not known.</param>
public readonly record struct PrefixedAddress(string Address, bool IsV6, uint Prefix);

public sealed partial class Domain
{
    /// <summary>What went through a card, as the guest sees it.</summary>
    /// <param name="device">The interface on the host, or the card's hardware address.</param>
    /// <remarks>Source: libvirt <c>virDomainInterfaceStats</c>. What the tap receives, the guest has sent.</remarks>
    public InterfaceStats InterfaceStats(string device)
    {
        if (State.Running is not { } running) throw Errors.NotRunning();
        var cards = running.Live.Devices.Interfaces;
        var card = (MacAddress.TryParse(device, out var mac) ? cards.FirstOrDefault(c => c.Mac == mac) : cards.FirstOrDefault(c => c.Target == device))
            ?? throw Errors.Argument($"'{device}' is not a known interface", ErrorDomain.Domain);
        if (card.Target is not { } name) throw new VirtException(ErrorCode.InternalError, "internal error: Interface name not provided", ErrorDomain.None);
        if (Linux.InterfaceStats.TryRead(name) is not { } stats)
            throw Errors.Internal($"/proc/net/dev: Interface not found: {name}");
        return AsGuestSees(card, stats);
    }

    /// <summary>The addresses of a guest's cards, by what the host has heard or its agent says.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ArgumentUnsupported"/>: the guest has no agent to ask.</exception>
    /// <remarks>Source: libvirt <c>virDomainInterfaceAddresses</c>. Leases are those of this daemon's own networks.</remarks>
    public Task<ValueList<InterfaceAddresses>> InterfaceAddressesAsync(AddressSource source, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (State.Running is not { } running) throw Errors.NotRunning();
        var cards = running.Live.Devices.Interfaces;
        return source switch
        {
            AddressSource.Agent => AgentAsync("get-interfaces", async agent => GuestAddresses.Of(await agent.AskAsync(new Qmp.GetInterfaces())), cancel),
            AddressSource.Arp => Task.FromResult(ByArp(cards)),
            _ => Task.FromResult(ByLease(cards)),
        };
    }

    static ValueList<InterfaceAddresses> ByArp(ValueList<Interface> cards)
    {
        var heard = ArpTable.Read().ToLookup(entry => entry.Mac, entry => entry.Address);
        return cards.Where(card => card is { Target: not null, Mac: { } mac } && heard.Contains(mac))
            .Select(card => new InterfaceAddresses(card.Target!, card.Mac!.Value.ToString(),
                [.. heard[card.Mac.Value].Select(address => new PrefixedAddress(address.ToString(), address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6, 0))]))
            .ToValueList();
    }

    ValueList<InterfaceAddresses> ByLease(ValueList<Interface> cards) => cards
        .Where(card => card is { Target: not null, Mac: not null, Source.Network: not null })
        .Select(card => new InterfaceAddresses(card.Target!, card.Mac!.Value.ToString(),
            [.. host.Networks.LeasesOf(card.Source!.Network!, card.Mac.Value.ToString()).Select(lease => new PrefixedAddress(lease.Address, lease.IsIPv6, lease.Prefix))]))
        .Where(found => !found.Addresses.IsEmpty)
        .ToValueList();

    static IEnumerable<Parameter> Interfaces(DomainState state)
    {
        if (state.Running is not { } running) yield break;
        var cards = running.Live.Devices.Interfaces;
        yield return new("net.count", (uint)cards.Count);
        if (cards.IsEmpty) yield break;
        var counted = Linux.InterfaceStats.ReadAll();
        for (var i = 0; i < cards.Count; i++)
        {
            if (cards[i].Target is not { } name) continue;
            yield return new($"net.{i}.name", name);
            if (!counted.TryGetValue(name, out var tap)) continue;
            var stats = AsGuestSees(cards[i], tap);
            yield return new($"net.{i}.rx.bytes", stats.ReceivedBytes);
            yield return new($"net.{i}.rx.pkts", stats.ReceivedPackets);
            yield return new($"net.{i}.rx.errs", stats.ReceiveErrors);
            yield return new($"net.{i}.rx.drop", stats.ReceiveDrops);
            yield return new($"net.{i}.tx.bytes", stats.SentBytes);
            yield return new($"net.{i}.tx.pkts", stats.SentPackets);
            yield return new($"net.{i}.tx.errs", stats.SendErrors);
            yield return new($"net.{i}.tx.drop", stats.SendDrops);
        }
    }

    /// <summary>A macvtap is a view of the host's own card, and counts as the guest does.</summary>
    static InterfaceStats AsGuestSees(Interface card, InterfaceStats tap) => card.Type is InterfaceType.Direct ? tap : tap.Swapped;
}
