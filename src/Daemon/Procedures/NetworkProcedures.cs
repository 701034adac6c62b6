using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Networks are not kept here yet: there are none, and a name of one is not found.</summary>
static class NetworkProcedures
{
    public static void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectListAllNetworks, (_, _) => new ConnectListAllNetworksRet([], 0))
        .On(Remote.ConnectNumOfNetworks, _ => new ConnectNumOfNetworksRet(0))
        .On(Remote.ConnectListNetworks, (_, _) => new ConnectListNetworksRet([]))
        .On(Remote.ConnectNumOfDefinedNetworks, _ => new ConnectNumOfDefinedNetworksRet(0))
        .On(Remote.ConnectListDefinedNetworks, (_, _) => new ConnectListDefinedNetworksRet([]))
        .On(Remote.NetworkLookupByUuid, (args, _) => MissingUuid(args.Uuid))
        .On(Remote.NetworkLookupByName, (args, _) => Missing(args.Name));

    static NetworkLookupByUuidRet MissingUuid(Guid uuid) =>
        throw new VirtException(ErrorCode.NoNetwork, $"Network not found: no network with matching uuid '{uuid}'", ErrorDomain.Network);

    static NetworkLookupByNameRet Missing(string name) =>
        throw new VirtException(ErrorCode.NoNetwork, $"Network not found: no network with matching name '{name}'", ErrorDomain.Network);
}
