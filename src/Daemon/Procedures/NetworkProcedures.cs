using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Networks are not kept here yet: there are none, and a name of one is not found.</summary>
static class NetworkProcedures
{
    public static void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectListAllNetworks, (_, _) => new ConnectListAllNetworksRet([], 0))
        .On(Remote.NetworkLookupByName, (args, _) => Missing(args.Name));

    static NetworkLookupByNameRet Missing(string name) =>
        throw new VirtException(ErrorCode.NoNetwork, $"Network not found: no network with matching name '{name}'", ErrorDomain.Network);
}
