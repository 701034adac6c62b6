using Aerostat.Model;

namespace Aerostat.Engine.Storage;

// A pool's volumes, as they are.
public sealed partial class Pool
{
    readonly VolumeUses uses = new();

    /// <summary>All that are known, in no order.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: the pool is not active.</exception>
    public async Task<IReadOnlyCollection<VolumeDefinition>> VolumesAsync(CancellationToken cancel)
    {
        await KnownAsync(cancel);
        var state = State;
        return state.IsActive ? [.. state.Volumes.Values] : throw StorageErrors.NotActive(state.Name);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.NoStorageVol"/>.</exception>
    public async Task<VolumeDefinition> VolumeAsync(string name, CancellationToken cancel)
    {
        await KnownAsync(cancel);
        var state = State;
        if (!state.IsActive) throw StorageErrors.NotActive(state.Name);
        return state.Volumes.TryGetValue(name, out var volume) ? volume : throw StorageErrors.NoVolume("name", $"'{name}'");
    }

    /// <summary>One volume with its size as it is at this moment.</summary>
    public async Task<VolumeDefinition> LookAsync(string name, CancellationToken cancel)
    {
        var volume = await VolumeAsync(name, cancel);
        if (uses.IsMade(name)) return volume;
        var (folder, path) = (State.Definition.Path, volume.Target.Path);
        var now = await paths.RunAsync(path, () => VolumeScan.Look(folder, name), cancel);
        return now is null
            ? throw new VirtException(ErrorCode.NoStorageVol, $"Storage volume not found: '{path}' is gone", ErrorDomain.Storage) { Hint = $"Refresh pool '{State.Name}'." }
            : Told(volume, now);
    }

    /// <summary>What was said of a volume when it was made stays until the next refresh; what its file tells is as it is now.</summary>
    static VolumeDefinition Told(VolumeDefinition known, VolumeDefinition now) => known with
    {
        Capacity = now.Capacity,
        Allocation = now.Allocation,
        Physical = now.Physical,
        Target = known.Target with { Permissions = now.Target.Permissions, Times = now.Target.Times },
        Backing = now.Backing,
    };
}
