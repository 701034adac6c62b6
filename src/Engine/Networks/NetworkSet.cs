using System.Collections.Concurrent;
using Aerostat.Engine.Events;
using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Networks;

/// <summary>Every network of this host, by UUID and name. Looking takes no lock; name, UUID and bridge are claimed together.</summary>
public sealed class NetworkSet
{
    readonly Lock naming = new();
    readonly ConcurrentDictionary<Guid, Network> byUuid = [];
    readonly ConcurrentDictionary<string, Network> byName = [];

    internal NetworkSet(Folders folders, NetworkHooks hooks, GivenFunctions given, ILogger logger, TimeProvider time)
    {
        (Store, Servers, Hooks, Given, Logger, Time) = (new(folders, Linux.Host.BootId, logger), new(folders), hooks, given, logger, time);
    }

    internal NetworkStore Store { get; }
    internal Dnsmasq Servers { get; }
    internal NetworkHooks Hooks { get; }
    internal ILogger Logger { get; }
    internal TimeProvider Time { get; }

    /// <summary>How many cards of running guests are plugged into one of this name.</summary>
    internal Func<string, int> ConnectionsOf { get; set; } = _ => 0;

    /// <summary>The host's functions that guests have.</summary>
    internal GivenFunctions Given { get; }

    /// <summary>How many cards of running guests are upon this one of the host's.</summary>
    internal Func<string, int> UsersOf { get; set; } = _ => 0;

    public EventHub<NetworkEvent> Events { get; } = new();

    public IEnumerable<Network> All => byUuid.Values;

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNetwork"/>.</exception>
    public Network this[string? name] => name is not null && byName.TryGetValue(name, out var network) ? network : throw NetworkErrors.NoName(name);

    /// <param name="name">For the message alone: a network is known by its UUID.</param>
    public Network this[Guid uuid, string? name = null] => byUuid.TryGetValue(uuid, out var network) ? network : throw NetworkErrors.NoUuid(uuid, name);

    public IEnumerable<Network> List(NetworkListFlags flags) => All.Where(network => network.Matches(flags));

    /// <summary>What has been given to a card, in whichever network it is plugged.</summary>
    public IEnumerable<DhcpLease> LeasesOf(string network, string mac) => byName.TryGetValue(network, out var found) ? found.Leases(mac) : [];

    /// <summary>Networks of before; what was active is looked at again.</summary>
    internal async Task LoadAsync()
    {
        Store.Prepare();
        foreach (var state in Store.Load())
        {
            Network network = new(this, state);
            byUuid[state.Uuid] = network;
            byName[state.Name] = network;
        }
        // A document that a person put there may leave open what a define fills in.
        foreach (var network in All.Where(network => network.State is { Phase: NetworkPhase.Inactive } state && state.Definition.OwnsBridge && (state.Definition.Bridge?.Name is null || state.Definition.Mac is null)))
            network.Complete(definition => Completed(definition, null));
        await Task.WhenAll(All.Where(network => network.State.Phase is not NetworkPhase.Inactive).Select(network => network.AdoptAsync()));
    }

    /// <summary>Starts what is marked to start with the host.</summary>
    internal async Task AutostartAsync(CancellationToken cancel)
    {
        foreach (var network in All.Where(network => network.State is { Autostart: true, IsActive: false }))
        {
            try { await network.StartAsync(cancel); }
            catch (VirtException e) { Log.NetworkNotStarted(Logger, network.State.Name, e.Message); }
        }
    }

    /// <summary>Saves a configuration: a new network, or the next start of a known one.</summary>
    /// <exception cref="VirtException">The document's own errors; <see cref="ErrorCode.OperationFailed"/>: name or UUID is another's; <see cref="ErrorCode.InternalError"/>: the bridge is.</exception>
    /// <remarks>Source: libvirt <c>virNetworkDefineXML</c>. Cost: one turn, one file written and synced.</remarks>
    public async Task<Network> DefineAsync(string xml, bool validate, CancellationToken cancel)
    {
        var (network, isNew, definition) = Claim(Read(xml, validate), toStart: false);
        try
        {
            await network.SaveAsync(definition, cancel);
            return network;
        }
        catch when (isNew)
        {
            Forget(network);
            throw;
        }
    }

    /// <summary>Starts a network that is gone again when it stops.</summary>
    /// <remarks>Source: libvirt <c>virNetworkCreateXML</c>. A persistent network that is off may be started by other XML this way.</remarks>
    public async Task<Network> CreateAsync(string xml, bool validate, CancellationToken cancel)
    {
        var (network, isNew, definition) = Claim(Read(xml, validate), toStart: true);
        try
        {
            await network.StartAsync(cancel, definition);
            return network;
        }
        catch when (isNew)
        {
            Forget(network);
            throw;
        }
    }

    NetworkDefinition Read(string xml, bool validate)
    {
        List<string> leftOver = [];
        var read = NetworkXml.Read(xml, new() { Validate = validate, LeftOver = leftOver });
        foreach (var problem in leftOver) Log.NetworkLeftOver(Logger, read.Name, problem);
        return NetworkPool.Asked(read, Given);
    }

    /// <summary>Name, UUID and bridge at once; what the document leaves open is filled in, and a known network keeps what it had.</summary>
    (Network Network, bool IsNew, NetworkDefinition Definition) Claim(NetworkDefinition definition, bool toStart)
    {
        lock (naming)
        {
            byUuid.TryGetValue(definition.Uuid, out var known);
            if (known is not null && known.State.Name != definition.Name) throw NetworkErrors.Failed($"network '{known.State.Name}' is already defined with uuid {definition.Uuid}");
            if (known is null && byName.TryGetValue(definition.Name, out var namesake))
                throw NetworkErrors.Failed($"network '{definition.Name}' already exists with uuid {namesake.State.Uuid}");
            if (toStart && known is { State.IsActive: true }) throw NetworkErrors.Invalid($"network is already active as '{definition.Name}'");
            var whole = Completed(definition, known?.State);
            if (known is not null) return (known, false, whole);

            Network made = new(this, new(whole, null));
            byUuid[whole.Uuid] = made;
            byName[whole.Name] = made;
            return (made, true, whole);
        }
    }

    NetworkDefinition Completed(NetworkDefinition definition, NetworkState? known)
    {
        var whole = definition with { Uuid = definition.Uuid == Guid.Empty ? Guid.NewGuid() : definition.Uuid };
        if (!whole.OwnsBridge) return whole;
        var name = whole.Bridge?.Name;
        var others = All.Where(network => network.State.Uuid != whole.Uuid && network.State.Definition.OwnsBridge)
            .SelectMany(network => (string?[])[network.State.Definition.Bridge?.Name, network.State.Next?.Bridge?.Name]).ToHashSet();
        if (name is not null && others.Contains(name)) throw NetworkErrors.Internal($"bridge name '{name}' already in use.");
        if (name is not null) NetworkInterface.Checked(name);
        return whole with
        {
            Bridge = (whole.Bridge ?? new()) with
            {
                Name = name is null or "virbr%d" ? known?.Saved?.Bridge?.Name ?? BridgeDevice.FreeName(others.Contains) : name,
                Stp = whole.Bridge?.Stp ?? true,
                Delay = whole.Bridge?.Delay ?? 0,
            },
            Mac = whole.Mac ?? BridgeDevice.RandomMac(),
        };
    }

    /// <summary>The network neither has a configuration nor is active.</summary>
    internal void Forget(Network network)
    {
        lock (naming)
        {
            byUuid.TryRemove(new(network.State.Uuid, network));
            byName.TryRemove(new(network.State.Name, network));
        }
    }
}
