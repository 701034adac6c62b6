using System.Globalization;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>A network card; its far end is in <see cref="InterfaceNetdev"/>.</summary>
static class InterfaceParts
{
    extension(Interface card)
    {
        public IEnumerable<Part> Parts(Machine machine) => card.Given is { } function ? [card.Function(function, machine)] : [.. card.Netdev(machine), card.Card(machine)];

        /// <summary>A card of the host's own.</summary>
        Part Function(HostPci function, Machine machine) => Part.Device("vfio-pci")
            .With("host", function.ToString())
            .Named(card.Alias)
            .With("bootindex", card.BootOrder)
            .With("failover_pair_id", card.Teaming is TeamingPersistence.Transient ? card.TeamingPartner : null)
            .And(machine.Place(card))
            .And(Machine.Rom(card.Rom));

        Part Card(Machine machine) => (card.IsVirtio ? card.VirtioCard() : Part.Device(card.Model switch
        {
            null => throw Machine.Unsupported("no network card model is known for this machine"),
            var model => model,
        }))
            .With("failover", card.Teaming is TeamingPersistence.Persistent ? true : null)
            .With("netdev", $"host{card.Alias}")
            .Named(card.Alias)
            .With("mac", card.Mac?.ToString())
            .With("bootindex", card.BootOrder)
            .And(machine.Place(card))
            .And(Machine.Rom(card.Rom));

        Part VirtioCard()
        {
            var driver = card.Driver;
            var queues = card.Queues;
            return Part.Device(Machine.Virtio("virtio-net", card.Address, Machine.Generation(card.Model)))
                .And(Machine.Options(driver?.Virtio ?? default))
                .With("tx", driver?.TxMode switch { TxMode.Iothread => "bh", TxMode.Timer => "timer", _ => null })
                .With("ioeventfd", driver?.IoEventFd)
                .With("event_idx", driver?.EventIdx)
                .And(Host(driver?.Host))
                .And(Guest(driver?.Guest))
                .With("mq", queues > 1 ? true : null)
                // One vector for each direction of each queue, one for control, one for changes of configuration.
                .With("vectors", queues > 1 && card.Address is not (VirtioMmioAddress or CcwAddress) ? 2 * queues + 2 : null)
                .With("rx_queue_size", driver?.RxQueueSize)
                .With("tx_queue_size", driver?.TxQueueSize)
                .With("host_mtu", card.Mtu)
                .With("rss", driver?.Rss)
                .With("hash", driver?.RssHashReport);
        }
    }

    static Props? Host(HostOffloads? host) => host is null ? null : Props.Empty
        .With("csum", host.Csum)
        .With("gso", host.Gso)
        .With("host_tso4", host.Tso4)
        .With("host_tso6", host.Tso6)
        .With("host_ecn", host.Ecn)
        .With("host_ufo", host.Ufo)
        .With("mrg_rxbuf", host.MrgRxBuf);

    static Props? Guest(GuestOffloads? guest) => guest is null ? null : Props.Empty
        .With("guest_csum", guest.Csum)
        .With("guest_tso4", guest.Tso4)
        .With("guest_tso6", guest.Tso6)
        .With("guest_ecn", guest.Ecn)
        .With("guest_ufo", guest.Ufo);
}

/// <summary>Where a card's packets go: a tap that was opened before, another process, QEMU's own network.</summary>
static class InterfaceNetdev
{
    extension(Interface card)
    {
        /// <summary>Queues of the card that its far end can have as well.</summary>
        public uint Queues => card.Type is InterfaceType.User or InterfaceType.Server or InterfaceType.Client or InterfaceType.Mcast or InterfaceType.Udp
            ? 1 : card.Driver?.Queues ?? 1;

        public IEnumerable<Part> Netdev(Machine machine)
        {
            var alias = card.Alias!;
            if (card.Type is InterfaceType.VhostUser)
                yield return Part.OfChardev(new UnixChardev($"char{alias}", card.Source?.Path)
                {
                    Server = card.Source?.ListenMode is ListenMode.Server,
                    Reconnect = machine.Retry(card.Source?.Reconnect is { Enabled: true } reconnect ? reconnect.Timeout : null),
                });
            var part = card.Type switch
            {
                InterfaceType.User => Part.Netdev("user").And(card.UserNetwork()),
                InterfaceType.Server => Part.Netdev("socket").With("listen", card.Peer),
                InterfaceType.Client => Part.Netdev("socket").With("connect", card.Peer),
                InterfaceType.Mcast => Part.Netdev("socket").With("mcast", card.Peer).With("localaddr", card.Source?.LocalAddress),
                InterfaceType.Udp => Part.Netdev("socket").With("udp", card.Peer).With("localaddr", $"{card.Source?.LocalAddress}:{card.Source?.LocalPort}"),
                InterfaceType.VhostUser => Part.Netdev("vhost-user").With("chardev", $"char{alias}").With("queues", card.Queues > 1 ? card.Queues : null),
                InterfaceType.Vdpa => card.Vdpa(machine.Plan),
                InterfaceType.Hostdev or InterfaceType.Internal or InterfaceType.Vds or InterfaceType.Null =>
                    throw Machine.Unsupported($"network interface type '{card.Type.Word()}' is not supported"),
                _ => card.Tap(machine.Plan),
            };
            yield return part.Named($"host{alias}");
        }

        string Peer => string.Create(CultureInfo.InvariantCulture, $"{card.Source?.Address}:{card.Source?.Port}");

        Part Tap(LaunchPlan plan)
        {
            var taps = Passed(plan, plan.Taps, card.Alias!, "fd");
            var vhosts = Passed(plan, plan.VhostNets, card.Alias!, "vhostfd");
            var several = taps.Count > 1;
            return (Part.Netdev("tap") with { Descriptors = taps.AddRange(vhosts) })
                .With(several ? "fds" : "fd", Names(taps))
                .With("sndbuf", card.SendBuffer)
                .With("vhost", vhosts.IsEmpty ? null : true)
                .With(several ? "vhostfds" : "vhostfd", vhosts.IsEmpty ? null : Names(vhosts));
        }

        Part Vdpa(LaunchPlan plan)
        {
            var key = $"{card.Alias}-vdpa";
            var set = plan.Sets.TryGetValue(key, out var passed) ? passed : (DescriptorSet?)null;
            return (Part.Netdev("vhost-vdpa") with { Sets = set is { } given ? [new PassedSet(given.Set, given.Descriptor, key)] : [] })
                .With("vhostdev", set?.Path ?? card.Source?.Device)
                .With("queues", card.Queues > 1 ? card.Queues : null);
        }

        Props UserNetwork()
        {
            var props = Props.Empty;
            foreach (var ip in card.Ips)
                props = ip.Address.Contains(':')
                    ? props.With("ipv6-prefix", ip.Address).With("ipv6-prefixlen", ip.Prefix)
                    : props.With("net", $"{ip.Address}/{ip.Prefix ?? 24}");
            return props;
        }
    }

    /// <summary>At start a number, which QEMU has inherited; later a name that <c>getfd</c> gave.</summary>
    static ValueList<PassedDescriptor> Passed(LaunchPlan plan, IReadOnlyDictionary<string, ValueList<int>> all, string alias, string kind) =>
        !all.TryGetValue(alias, out var descriptors) ? []
        : descriptors.Select((descriptor, i) => new PassedDescriptor(
            plan.Running ? $"{kind}-{alias}{i}" : descriptor.ToString(CultureInfo.InvariantCulture), descriptor)).ToValueList();

    static string Names(ValueList<PassedDescriptor> descriptors) => string.Join(':', descriptors.Select(descriptor => descriptor.Name));
}
