using Aerostat.Engine;
using Aerostat.Engine.Storage;
using Aerostat.Model;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Storage pools: which there are, what they are, their life.</summary>
sealed class StoragePoolProcedures(Hypervisor host)
{
    const uint Validate = 1, StartFlags = 7, BuildFlags = 15, ListFlags = 0xfffff, Inactive = 1;

    PoolSet Pools => host.Pools;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.ConnectListAllStoragePools, List)
            .On(Remote.ConnectFindStoragePoolSources, (args, call) => NoSources(args, call))
            .On(Remote.ConnectGetStoragePoolCapabilities, (args, call) =>
            {
                call.Flags(args.Flags, 0);
                return new ConnectGetStoragePoolCapabilitiesRet(PoolCapabilities.Xml);
            })
            .On(Remote.ConnectNumOfStoragePools, _ => new ConnectNumOfStoragePoolsRet(Pools.All.Count(p => p.State.IsActive)))
            .On(Remote.ConnectListStoragePools, (args, _) => new ConnectListStoragePoolsRet(Names(args.MaxNames, active: true)))
            .On(Remote.ConnectNumOfDefinedStoragePools, _ => new ConnectNumOfDefinedStoragePoolsRet(Pools.All.Count(p => !p.State.IsActive)))
            .On(Remote.ConnectListDefinedStoragePools, (args, _) => new ConnectListDefinedStoragePoolsRet(Names(args.MaxNames, active: false)))
            .On(Remote.StoragePoolLookupByName, (args, _) => new StoragePoolLookupByNameRet(Pools[args.Name].Ref))
            .On(Remote.StoragePoolLookupByUuid, (args, _) => new StoragePoolLookupByUuidRet(Pools[args.Uuid].Ref))
            .On(Remote.StoragePoolLookupByVolume, (args, _) => new StoragePoolLookupByVolumeRet(Pools[args.Volume.Pool].Ref))
            .On(Remote.StoragePoolLookupByTargetPath, (args, _) => new StoragePoolLookupByTargetPathRet(Pools.AtPath(args.Path).Ref));
        table
            .On(Remote.StoragePoolGetXmlDesc, (args, call) => new StoragePoolGetXmlDescRet(Pools.Of(args.Pool).Xml((call.Flags(args.Flags, Inactive) & Inactive) != 0)))
            .On(Remote.StoragePoolGetInfo, (args, _) => Info(Pools.Of(args.Pool).State))
            .On(Remote.StoragePoolGetAutostart, (args, _) => new StoragePoolGetAutostartRet(Pools.Of(args.Pool).State.Autostart))
            .On(Remote.StoragePoolSetAutostart, (args, call) => Pools.Of(args.Pool).SetAutostartAsync(args.Autostart, call.Cancel))
            .On(Remote.StoragePoolIsActive, (args, _) => new StoragePoolIsActiveRet(Pools.Of(args.Pool).State.IsActive))
            .On(Remote.StoragePoolIsPersistent, (args, _) => new StoragePoolIsPersistentRet(Pools.Of(args.Pool).State.IsPersistent));
        table
            .On(Remote.StoragePoolDefineXml, async (args, call) => new StoragePoolDefineXmlRet(
                (await Pools.DefineAsync(args.Xml, (call.Flags(args.Flags, Validate) & Validate) != 0, call.Cancel)).Ref))
            .On(Remote.StoragePoolCreateXml, async (args, call) => new StoragePoolCreateXmlRet(
                (await Pools.CreateAsync(args.Xml, (PoolStartFlags)call.Flags(args.Flags, StartFlags), validate: false, call.Cancel)).Ref))
            .On(Remote.StoragePoolCreate, (args, call) => Pools.Of(args.Pool).StartAsync((PoolStartFlags)call.Flags(args.Flags, StartFlags), call.Cancel))
            .On(Remote.StoragePoolBuild, (args, call) => Pools.Of(args.Pool).BuildAsync((PoolBuildFlags)call.Flags(args.Flags, BuildFlags), call.Cancel))
            .On(Remote.StoragePoolDestroy, (args, call) => Pools.Of(args.Pool).DestroyAsync(call.Cancel))
            .On(Remote.StoragePoolDelete, (args, call) => Pools.Of(args.Pool).DeleteAsync((PoolDeleteFlags)call.Flags(args.Flags, 1), call.Cancel))
            .On(Remote.StoragePoolUndefine, (args, call) => Pools.Of(args.Pool).UndefineAsync(call.Cancel))
            .On(Remote.StoragePoolRefresh, (args, call) =>
            {
                call.Flags(args.Flags, 0);
                return Pools.Of(args.Pool).RefreshAsync(call.Cancel);
            });
    }

    ConnectListAllStoragePoolsRet List(ConnectListAllStoragePoolsArgs args, Call call)
    {
        var found = Pools.List((PoolListFlags)call.Flags(args.Flags, ListFlags)).Select(pool => pool.Ref).ToArray();
        return new(args.NeedResults ? found : [], (uint)found.Length);
    }

    string[] Names(int most, bool active) => [.. Pools.All.Select(pool => pool.State).Where(state => state.IsActive == active).Select(state => state.Name).Take(most)];

    static StoragePoolGetInfoRet Info(PoolState state) =>
        new((byte)state.Phase, state.Definition.Capacity.Value, state.Definition.Allocation.Value, state.Definition.Available.Value);

    /// <summary>Of the kinds that are kept here, none has sources to look for.</summary>
    static ConnectFindStoragePoolSourcesRet NoSources(ConnectFindStoragePoolSourcesArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        if (Spelling.Parse<PoolType>(args.Type) is null) throw new VirtException(ErrorCode.InternalError, $"internal error: unknown storage pool type {args.Type}", ErrorDomain.Storage);
        throw new VirtException(ErrorCode.NoSupport, $"pool type '{args.Type}' does not support source discovery", ErrorDomain.Storage);
    }
}
