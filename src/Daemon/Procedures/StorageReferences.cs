using Aerostat.Engine.Storage;
using Aerostat.Model;
using Aerostat.Protocol;

namespace Aerostat.Daemon.Procedures;

/// <summary>Between the wire's names of pools and volumes and what they name.</summary>
static class StorageReferences
{
    extension(Pool pool)
    {
        public PoolRef Ref => new(pool.State.Name, pool.State.Uuid);

        public VolumeRef RefOf(VolumeDefinition volume) => new(pool.State.Name, volume.Name, volume.Key);
    }

    extension(PoolSet pools)
    {
        /// <summary>By UUID alone: the name may be stale.</summary>
        public Pool Of(PoolRef named) => pools[named.Uuid, named.Name];
    }
}
