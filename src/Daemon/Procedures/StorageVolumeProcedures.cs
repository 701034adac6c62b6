using Aerostat.Engine;
using Aerostat.Engine.Storage;
using Aerostat.Model;
using Aerostat.Protocol;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>Storage volumes: which there are, and what they are.</summary>
sealed class StorageVolumeProcedures(Hypervisor host)
{
    const uint Physical = 1;

    PoolSet Pools => host.Pools;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.StoragePoolNumOfVolumes, async (args, call) => new StoragePoolNumOfVolumesRet((await Pools.Of(args.Pool).VolumesAsync(call.Cancel)).Count))
            .On(Remote.StoragePoolListVolumes, async (args, call) => new StoragePoolListVolumesRet(
                [.. (await Pools.Of(args.Pool).VolumesAsync(call.Cancel)).Select(volume => volume.Name).Take(args.MaxNames)]))
            .On(Remote.StoragePoolListAllVolumes, ListAsync)
            .On(Remote.StorageVolLookupByName, async (args, call) =>
            {
                var pool = Pools.Of(args.Pool);
                return new StorageVolLookupByNameRet(pool.RefOf(await pool.VolumeAsync(args.Name, call.Cancel)));
            })
            .On(Remote.StorageVolLookupByKey, async (args, call) => new StorageVolLookupByKeyRet(Ref(await Pools.VolumeOfAsync(args.Key, call.Cancel))))
            .On(Remote.StorageVolLookupByPath, async (args, call) => new StorageVolLookupByPathRet(Ref(await Pools.VolumeAtAsync(args.Path, call.Cancel))));
        table
            .On(Remote.StorageVolGetPath, async (args, call) => new StorageVolGetPathRet((await Pools[args.Volume.Pool].VolumeAsync(args.Volume.Name, call.Cancel)).Target.Path))
            .On(Remote.StorageVolGetXmlDesc, async (args, call) =>
            {
                call.Flags(args.Flags, 0);
                return new StorageVolGetXmlDescRet(StorageXml.Write(await LookAsync(args.Volume, call)));
            })
            .On(Remote.StorageVolGetInfo, async (args, call) =>
            {
                var volume = await LookAsync(args.Volume, call);
                return new StorageVolGetInfoRet((sbyte)volume.Type, volume.Capacity?.Value ?? 0, volume.Allocation?.Value ?? 0);
            })
            .On(Remote.StorageVolGetInfoFlags, async (args, call) =>
            {
                var physical = (call.Flags(args.Flags, Physical) & Physical) != 0;
                var volume = await LookAsync(args.Volume, call);
                return new StorageVolGetInfoFlagsRet((sbyte)volume.Type, volume.Capacity?.Value ?? 0, physical ? volume.Physical.Value : volume.Allocation?.Value ?? 0);
            });
    }

    async Task<StoragePoolListAllVolumesRet> ListAsync(StoragePoolListAllVolumesArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var pool = Pools.Of(args.Pool);
        var volumes = await pool.VolumesAsync(call.Cancel);
        return new(args.NeedResults ? [.. volumes.Select(pool.RefOf)] : [], (uint)volumes.Count);
    }

    Task<VolumeDefinition> LookAsync(VolumeRef named, Call call) => Pools[named.Pool].LookAsync(named.Name, call.Cancel);

    static VolumeRef Ref((Pool Pool, VolumeDefinition Volume) found) => found.Pool.RefOf(found.Volume);
}
