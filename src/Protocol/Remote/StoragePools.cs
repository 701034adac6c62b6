namespace Aerostat.Protocol;

// Storage pools.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllStoragePoolsArgs, ConnectListAllStoragePoolsRet> ConnectListAllStoragePools =
        new(281, "connect:search_storage_pools");
    public static readonly Procedure<ConnectGetStoragePoolCapabilitiesArgs, ConnectGetStoragePoolCapabilitiesRet> ConnectGetStoragePoolCapabilities =
        new(403, "connect:read");
    public static readonly Procedure<Nothing, ConnectNumOfStoragePoolsRet> ConnectNumOfStoragePools = new(71, "connect:search_storage_pools");
    public static readonly Procedure<ConnectListStoragePoolsArgs, ConnectListStoragePoolsRet> ConnectListStoragePools =
        new(72, "connect:search_storage_pools");
    public static readonly Procedure<Nothing, ConnectNumOfDefinedStoragePoolsRet> ConnectNumOfDefinedStoragePools =
        new(73, "connect:search_storage_pools");
    public static readonly Procedure<ConnectListDefinedStoragePoolsArgs, ConnectListDefinedStoragePoolsRet> ConnectListDefinedStoragePools =
        new(74, "connect:search_storage_pools");
    public static readonly Procedure<StoragePoolLookupByNameArgs, StoragePoolLookupByNameRet> StoragePoolLookupByName =
        new(84, "storage_pool:getattr");
    public static readonly Procedure<StoragePoolLookupByUuidArgs, StoragePoolLookupByUuidRet> StoragePoolLookupByUuid =
        new(85, "storage_pool:getattr");
    public static readonly Procedure<StoragePoolLookupByTargetPathArgs, StoragePoolLookupByTargetPathRet> StoragePoolLookupByTargetPath =
        new(391, "storage_pool:getattr");
    public static readonly Procedure<StoragePoolLookupByVolumeArgs, StoragePoolLookupByVolumeRet> StoragePoolLookupByVolume =
        new(86, "storage_pool:getattr");
    public static readonly Procedure<StoragePoolDefineXmlArgs, StoragePoolDefineXmlRet> StoragePoolDefineXml =
        new(77, "storage_pool:write storage_pool:save");
    public static readonly Procedure<StoragePoolCreateXmlArgs, StoragePoolCreateXmlRet> StoragePoolCreateXml =
        new(76, "storage_pool:start storage_pool:write");
    public static readonly Procedure<StoragePoolBuildArgs, Nothing> StoragePoolBuild = new(79, "storage_pool:format");
    public static readonly Procedure<StoragePoolCreateArgs, Nothing> StoragePoolCreate = new(78, "storage_pool:start");
    public static readonly Procedure<StoragePoolDestroyArgs, Nothing> StoragePoolDestroy = new(80, "storage_pool:stop");
    public static readonly Procedure<StoragePoolDeleteArgs, Nothing> StoragePoolDelete = new(81, "storage_pool:format");
    public static readonly Procedure<StoragePoolUndefineArgs, Nothing> StoragePoolUndefine = new(82, "storage_pool:delete");
    public static readonly Procedure<StoragePoolRefreshArgs, Nothing> StoragePoolRefresh = new(83, "storage_pool:refresh");
    public static readonly Procedure<StoragePoolGetXmlDescArgs, StoragePoolGetXmlDescRet> StoragePoolGetXmlDesc = new(88, "storage_pool:read");
    public static readonly Procedure<StoragePoolGetInfoArgs, StoragePoolGetInfoRet> StoragePoolGetInfo = new(87, "storage_pool:read");
    public static readonly Procedure<StoragePoolGetAutostartArgs, StoragePoolGetAutostartRet> StoragePoolGetAutostart = new(89, "storage_pool:read");
    public static readonly Procedure<StoragePoolSetAutostartArgs, Nothing> StoragePoolSetAutostart = new(90, "storage_pool:write");
    public static readonly Procedure<StoragePoolIsActiveArgs, StoragePoolIsActiveRet> StoragePoolIsActive = new(154, "storage_pool:read");
    public static readonly Procedure<StoragePoolIsPersistentArgs, StoragePoolIsPersistentRet> StoragePoolIsPersistent = new(155, "storage_pool:read");
    public static readonly Procedure<StoragePoolNumOfVolumesArgs, StoragePoolNumOfVolumesRet> StoragePoolNumOfVolumes =
        new(91, "storage_pool:search_storage_vols");
    public static readonly Procedure<StoragePoolListVolumesArgs, StoragePoolListVolumesRet> StoragePoolListVolumes =
        new(92, "storage_pool:search_storage_vols");
    public static readonly Procedure<StoragePoolListAllVolumesArgs, StoragePoolListAllVolumesRet> StoragePoolListAllVolumes =
        new(282, "storage_pool:search_storage_vols");
    public static readonly Procedure<ConnectFindStoragePoolSourcesArgs, ConnectFindStoragePoolSourcesRet> ConnectFindStoragePoolSources = new(75, "connect:detect_storage_pools");
}

[Xdr] public readonly partial record struct ConnectListAllStoragePoolsArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllStoragePoolsRet([Max(16384)] PoolRef[] Pools, uint Count);
[Xdr] public readonly partial record struct ConnectGetStoragePoolCapabilitiesArgs(uint Flags);
[Xdr] public readonly partial record struct ConnectGetStoragePoolCapabilitiesRet(string Capabilities);
[Xdr] public readonly partial record struct ConnectNumOfStoragePoolsRet(int Count);
[Xdr] public readonly partial record struct ConnectListStoragePoolsArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListStoragePoolsRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct ConnectNumOfDefinedStoragePoolsRet(int Count);
[Xdr] public readonly partial record struct ConnectListDefinedStoragePoolsArgs(int MaxNames);
[Xdr] public readonly partial record struct ConnectListDefinedStoragePoolsRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct StoragePoolLookupByNameArgs(string Name);
[Xdr] public readonly partial record struct StoragePoolLookupByNameRet(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolLookupByUuidArgs(Guid Uuid);
[Xdr] public readonly partial record struct StoragePoolLookupByUuidRet(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolLookupByTargetPathArgs(string Path);
[Xdr] public readonly partial record struct StoragePoolLookupByTargetPathRet(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolLookupByVolumeArgs(VolumeRef Volume);
[Xdr] public readonly partial record struct StoragePoolLookupByVolumeRet(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolDefineXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct StoragePoolDefineXmlRet(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolCreateXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct StoragePoolCreateXmlRet(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolBuildArgs(PoolRef Pool, uint Flags);
[Xdr] public readonly partial record struct StoragePoolCreateArgs(PoolRef Pool, uint Flags);
[Xdr] public readonly partial record struct StoragePoolDestroyArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolDeleteArgs(PoolRef Pool, uint Flags);
[Xdr] public readonly partial record struct StoragePoolUndefineArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolRefreshArgs(PoolRef Pool, uint Flags);
[Xdr] public readonly partial record struct StoragePoolGetXmlDescArgs(PoolRef Pool, uint Flags);
[Xdr] public readonly partial record struct StoragePoolGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct StoragePoolGetInfoArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolGetInfoRet(byte State, ulong Capacity, ulong Allocation, ulong Available);
[Xdr] public readonly partial record struct StoragePoolGetAutostartArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolGetAutostartRet(bool Autostart);
[Xdr] public readonly partial record struct StoragePoolSetAutostartArgs(PoolRef Pool, bool Autostart);
[Xdr] public readonly partial record struct StoragePoolIsActiveArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolIsActiveRet(bool Active);
[Xdr] public readonly partial record struct StoragePoolIsPersistentArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolIsPersistentRet(bool Persistent);
[Xdr] public readonly partial record struct StoragePoolNumOfVolumesArgs(PoolRef Pool);
[Xdr] public readonly partial record struct StoragePoolNumOfVolumesRet(int Count);
[Xdr] public readonly partial record struct StoragePoolListVolumesArgs(PoolRef Pool, int MaxNames);
[Xdr] public readonly partial record struct StoragePoolListVolumesRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct StoragePoolListAllVolumesArgs(PoolRef Pool, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct StoragePoolListAllVolumesRet([Max(16384)] VolumeRef[] Volumes, uint Count);
[Xdr] public readonly partial record struct ConnectFindStoragePoolSourcesArgs(string Type, string? Source, uint Flags);
[Xdr] public readonly partial record struct ConnectFindStoragePoolSourcesRet(string Xml);
