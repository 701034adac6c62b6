using Aerostat.Engine;
using Aerostat.Engine.Networks;
using Aerostat.Model;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;
using DhcpLease = Aerostat.Protocol.DhcpLease;

namespace Aerostat.Daemon.Procedures;

/// <summary>Networks: which there are, what they are, their life.</summary>
sealed class NetworkProcedures(Hypervisor host)
{
    const uint ListFlags = 0x3f, Inactive = 1, Validate = 1, UpdateFlags = 3;

    NetworkSet Networks => host.Networks;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.ConnectListAllNetworks, List)
            .On(Remote.ConnectNumOfNetworks, _ => new ConnectNumOfNetworksRet(Networks.All.Count(n => n.State.IsActive)))
            .On(Remote.ConnectListNetworks, (args, _) => new ConnectListNetworksRet(Names(args.MaxNames, active: true)))
            .On(Remote.ConnectNumOfDefinedNetworks, _ => new ConnectNumOfDefinedNetworksRet(Networks.All.Count(n => !n.State.IsActive)))
            .On(Remote.ConnectListDefinedNetworks, (args, _) => new ConnectListDefinedNetworksRet(Names(args.MaxNames, active: false)))
            .On(Remote.NetworkLookupByUuid, (args, _) => new NetworkLookupByUuidRet(RefOf(Networks[args.Uuid])))
            .On(Remote.NetworkLookupByName, (args, _) => new NetworkLookupByNameRet(RefOf(Networks[args.Name])));
        table
            .On(Remote.NetworkGetXmlDesc, (args, call) => new NetworkGetXmlDescRet(Of(args.Network).Xml((call.Flags(args.Flags, Inactive) & Inactive) != 0)))
            .On(Remote.NetworkGetBridgeName, (args, _) => new NetworkGetBridgeNameRet(Of(args.Network).BridgeName))
            .On(Remote.NetworkGetAutostart, (args, _) => new NetworkGetAutostartRet(Of(args.Network).State.Autostart))
            .On(Remote.NetworkSetAutostart, (args, call) => Of(args.Network).SetAutostartAsync(args.Autostart, call.Cancel))
            .On(Remote.NetworkIsActive, (args, _) => new NetworkIsActiveRet(Of(args.Network).State.IsActive))
            .On(Remote.NetworkIsPersistent, (args, _) => new NetworkIsPersistentRet(Of(args.Network).State.IsPersistent))
            .On(Remote.NetworkGetDhcpLeases, Leases);
        table
            .On(Remote.NetworkDefineXml, async (args, call) => new NetworkDefineXmlRet(RefOf(await Networks.DefineAsync(args.Xml, validate: false, call.Cancel))))
            .On(Remote.NetworkCreateXml, async (args, call) => new NetworkCreateXmlRet(RefOf(await Networks.CreateAsync(args.Xml, validate: false, call.Cancel))))
            .On(Remote.NetworkDefineXmlFlags, async (args, call) => new NetworkDefineXmlFlagsRet(RefOf(await Networks.DefineAsync(args.Xml, call.Flags(args.Flags, Validate) == Validate, call.Cancel))))
            .On(Remote.NetworkCreateXmlFlags, async (args, call) => new NetworkCreateXmlFlagsRet(RefOf(await Networks.CreateAsync(args.Xml, call.Flags(args.Flags, Validate) == Validate, call.Cancel))))
            .On(Remote.NetworkCreate, (args, call) => Of(args.Network).StartAsync(call.Cancel))
            .On(Remote.NetworkDestroy, (args, call) => Of(args.Network).DestroyAsync(call.Cancel))
            .On(Remote.NetworkUndefine, (args, call) => Of(args.Network).UndefineAsync(call.Cancel))
            .On(Remote.NetworkUpdate, (args, call) => Of(args.Network).UpdateAsync(
                (NetworkScope)call.Flags(args.Flags, UpdateFlags),
                network => NetworkUpdate.Apply(network, (NetworkUpdateCommand)args.Command, (NetworkSection)args.Section, args.ParentIndex, args.Xml),
                call.Cancel));
    }

    /// <summary>By UUID alone: the name may be stale.</summary>
    Network Of(NetworkRef named) => Networks[named.Uuid, named.Name];

    static NetworkRef RefOf(Network network) => new(network.State.Name, network.State.Uuid);

    ConnectListAllNetworksRet List(ConnectListAllNetworksArgs args, Call call)
    {
        var found = Networks.List((NetworkListFlags)call.Flags(args.Flags, ListFlags)).Select(RefOf).ToArray();
        return new(args.NeedResults ? found : [], (uint)found.Length);
    }

    string[] Names(int most, bool active) => [.. Networks.All.Select(network => network.State).Where(state => state.IsActive == active).Select(state => state.Name).Take(most)];

    NetworkGetDhcpLeasesRet Leases(NetworkGetDhcpLeasesArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var network = Of(args.Network);
        var bridge = network.State.Definition.Bridge?.Name ?? "";
        DhcpLease[] leases = [.. network.Leases(args.Mac).Select(lease => new DhcpLease(bridge, lease.Expires, lease.IsIPv6 ? 1 : 0, lease.Mac, lease.Iaid, lease.Address, lease.Prefix, lease.Hostname, lease.ClientId))];
        return new(args.NeedResults ? leases : [], (uint)leases.Length);
    }
}
