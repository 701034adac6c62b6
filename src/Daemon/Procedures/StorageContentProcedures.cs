using Aerostat.Engine;
using Aerostat.Engine.Storage;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Volumes made, changed, removed, filled and read.</summary>
sealed class StorageContentProcedures(Hypervisor host)
{
    const uint Create = 7, Resize = 7, Sparse = 1;

    PoolSet Pools => host.Pools;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.StorageVolCreateXml, async (args, call) =>
        {
            var pool = Pools.Of(args.Pool);
            return new StorageVolCreateXmlRet(pool.RefOf(await pool.CreateVolumeAsync(args.Xml, (VolumeCreateFlags)call.Flags(args.Flags, Create), call.Cancel)));
        })
        .On(Remote.StorageVolCreateXmlFrom, async (args, call) =>
        {
            var pool = Pools.Of(args.Pool);
            var made = await pool.CloneVolumeAsync(args.Xml, Pools[args.Source.Pool], args.Source.Name, (VolumeCreateFlags)call.Flags(args.Flags, Create), call.Cancel);
            return new StorageVolCreateXmlFromRet(pool.RefOf(made));
        })
        .On(Remote.StorageVolDelete, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return Pools[args.Volume.Pool].DeleteVolumeAsync(args.Volume.Name, call.Cancel);
        })
        .On(Remote.StorageVolResize, (args, call) => Pools[args.Volume.Pool].ResizeVolumeAsync(
            args.Volume.Name, new(args.Capacity), (VolumeResizeFlags)call.Flags(args.Flags, Resize), call.Cancel))
        .On(Remote.StorageVolWipe, (args, call) => WipeAsync(args.Volume, 0, args.Flags, call))
        .On(Remote.StorageVolWipePattern, (args, call) => WipeAsync(args.Volume, args.Algorithm, args.Flags, call))
        .On(Remote.StorageVolDownload, async (args, call) =>
        {
            var sparse = (call.Flags(args.Flags, Sparse) & Sparse) != 0;
            var content = await Pools[args.Volume.Pool].ReadVolumeAsync(args.Volume.Name, args.Offset, args.Length, call.Cancel);
            await OpenAsync(call, content, (stream, cancel) => VolumeStreams.SendAsync(content, sparse, stream, cancel));
        })
        .On(Remote.StorageVolUpload, async (args, call) =>
        {
            call.Flags(args.Flags, Sparse);
            var content = await Pools[args.Volume.Pool].WriteVolumeAsync(args.Volume.Name, args.Offset, args.Length, call.Cancel);
            await OpenAsync(call, content, (stream, cancel) => VolumeStreams.TakeAsync(content, stream, cancel));
        });

    Task WipeAsync(VolumeRef named, uint algorithm, uint flags, Call call)
    {
        call.Flags(flags, 0);
        return Pools[named.Pool].WipeVolumeAsync(named.Name, algorithm, call.Cancel);
    }

    static async Task OpenAsync(Call call, VolumeContent content, Func<ServerStream, CancellationToken, Task> pump)
    {
        try
        {
            call.Stream(pump);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }
}
