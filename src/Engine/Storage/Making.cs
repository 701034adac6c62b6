using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

// Volumes come into being, from nothing or from another.
public sealed partial class Pool
{
    /// <summary>Makes a volume.</summary>
    /// <exception cref="VirtException">
    /// <see cref="ErrorCode.StorageVolExist"/>; <see cref="ErrorCode.OperationInvalid"/>: the pool is not active, or the name is none;
    /// <see cref="ErrorCode.ConfigUnsupported"/>: this format cannot have what is asked for; <see cref="ErrorCode.SystemError"/>: the disk refused.
    /// </exception>
    /// <remarks>Source: libvirt <c>virStorageVolCreateXML</c>. The pool is free for others while a large volume is filled.</remarks>
    public Task<VolumeDefinition> CreateVolumeAsync(string xml, VolumeCreateFlags flags, CancellationToken cancel)
    {
        var wanted = Read(xml, flags, mayLackCapacity: false);
        return MakeAsync(wanted, Exists, made => VolumeMaker.MakeAsync(made, flags), cancel);

        VirtException Exists() => StorageErrors.Exists(wanted.Name);
    }

    /// <summary>Makes a volume with another's content, in its own format; the other may lie in another pool.</summary>
    /// <remarks>Source: libvirt <c>virStorageVolCreateXMLFrom</c>. It is never smaller than what it is made from.</remarks>
    public async Task<VolumeDefinition> CloneVolumeAsync(string xml, Pool from, string name, VolumeCreateFlags flags, CancellationToken cancel)
    {
        var source = await from.LookAsync(name, cancel);
        var wanted = Read(xml, flags, mayLackCapacity: true);
        wanted = wanted with { Capacity = Bytes.Max(wanted.Capacity ?? default, source.Capacity ?? default), Backing = null };
        using var reading = from.uses.Take(name, alone: false);
        return await MakeAsync(wanted, Exists, made => VolumeMaker.CloneAsync(made, source, flags), cancel);

        VirtException Exists() => new(ErrorCode.InternalError, $"internal error: storage volume name '{wanted.Name}' already in use.", ErrorDomain.Storage);
    }

    VolumeDefinition Read(string xml, VolumeCreateFlags flags, bool mayLackCapacity)
    {
        List<string> leftOver = [];
        var read = StorageXml.ReadVolume(xml, mayLackCapacity, new() { Validate = flags.HasFlag(VolumeCreateFlags.Validate), LeftOver = leftOver });
        foreach (var problem in leftOver) Log.PoolLeftOver(pools.Logger, State.Name, problem);
        return read;
    }

    async Task<VolumeDefinition> MakeAsync(VolumeDefinition wanted, Func<VirtException> exists, Func<VolumeDefinition, Task> make, CancellationToken cancel)
    {
        if (!State.IsActive) throw StorageErrors.NotActive(State.Name);
        if (wanted.Name.Contains('/', StringComparison.Ordinal) || wanted.Name is "." or "..") throw StorageErrors.Invalid($"volume name '{wanted.Name}' cannot contain '/'");
        await KnownAsync(cancel);
        var making = await TakeAsync("create-volume", () =>
        {
            if (!State.IsActive) throw StorageErrors.NotActive(State.Name);
            if (State.Volumes.ContainsKey(wanted.Name)) throw exists();
            wanted = Placed(wanted, State.Definition.Path);
            VolumeMaker.Check(wanted);
            Become(State with { Volumes = State.Volumes.Add(wanted.Name, wanted with { Allocation = default(Bytes) }) });
            return Task.FromResult(uses.Make(wanted.Name));
        }, cancel);
        return await FinishAsync(wanted, make, making).WaitAsync(cancel);
    }

    /// <summary>Goes on to its end, whoever waits for it.</summary>
    async Task<VolumeDefinition> FinishAsync(VolumeDefinition wanted, Func<VolumeDefinition, Task> make, IDisposable making)
    {
        using (making)
        {
            try
            {
                await make(wanted);
            }
            catch (Exception e)
            {
                await TakeAsync("create-volume", () =>
                {
                    Become(State with { Volumes = State.Volumes.Remove(wanted.Name) });
                    return Task.CompletedTask;
                }, CancellationToken.None);
                if (e is LinuxException failed) throw StorageErrors.System($"cannot create file '{wanted.Target.Path}'", failed);
                throw;
            }
        }
        return await AgainAsync(wanted.Name, wanted, CancellationToken.None);
    }

    /// <summary>Looks at one volume anew, and at how full the pool is.</summary>
    Task<VolumeDefinition> AgainAsync(string name, VolumeDefinition known, CancellationToken cancel) => TakeAsync("look", async () =>
    {
        var folder = State.Definition.Path;
        var (now, space) = await paths.RunAsync(folder, () => (VolumeScan.Look(folder, name), FileSystem.Of(folder)), cancel);
        var volume = now is null ? known : Told(known, now);
        if (State.IsActive) Become(Spaced(State, space) with { Volumes = now is null ? State.Volumes.Remove(name) : State.Volumes.SetItem(name, volume) });
        return volume;
    }, cancel);

    static VolumeDefinition Placed(VolumeDefinition wanted, string folder) => wanted with
    {
        Target = wanted.Target with { Path = Path.Combine(folder, wanted.Name) },
        Backing = wanted.Backing is { } below ? below with { Path = Path.Combine(folder, below.Path) } : null,
    };
}
