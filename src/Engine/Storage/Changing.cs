using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

// Volumes are resized, wiped and deleted.
public sealed partial class Pool
{
    /// <summary>Removes a volume's file, or its folder where that is empty.</summary>
    public async Task DeleteVolumeAsync(string name, CancellationToken cancel)
    {
        var volume = await ToChangeAsync(name, cancel);
        using var alone = uses.Take(name, alone: true);
        var path = volume.Target.Path;
        try
        {
            await paths.RunAsync(path, () => Remove(volume), cancel);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"cannot {(volume.Type is VolumeType.Dir ? "remove directory" : "unlink file")} '{path}'", e);
        }
        await AgainAsync(name, volume, cancel);
    }

    static bool Remove(VolumeDefinition volume)
    {
        if (volume.Type is not VolumeType.Dir) return Files.Remove(volume.Target.Path);
        Files.RemoveFolder(volume.Target.Path);
        return true;
    }

    /// <summary>Changes how large its guest sees a volume.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: it would shrink, and that was not asked for, or below what it takes.</exception>
    /// <remarks>Source: libvirt <c>virStorageVolResize</c>.</remarks>
    public async Task ResizeVolumeAsync(string name, Bytes size, VolumeResizeFlags flags, CancellationToken cancel)
    {
        var volume = await ToChangeAsync(name, cancel);
        volume = Told(volume, await LookAsync(name, cancel));
        using var alone = uses.Take(name, alone: true);
        var (before, shrink) = (volume.Capacity ?? default, flags.HasFlag(VolumeResizeFlags.Shrink));
        var capacity = !flags.HasFlag(VolumeResizeFlags.Delta) ? size : shrink ? before - Bytes.Min(before, size) : before + size;
        if (capacity < volume.Allocation) throw StorageErrors.Argument("can't shrink capacity below existing allocation");
        if (capacity < before && !shrink) throw StorageErrors.Argument("Can't shrink capacity below current capacity unless shrink flag explicitly specified");
        if (flags.HasFlag(VolumeResizeFlags.Allocate) && capacity > before + State.Definition.Available) throw StorageErrors.Failed("Not enough space left in storage pool");
        if (volume.Target.Format is StorageFormat.Raw) await PathThread.RunAsync(volume.Target.Path, () => Resize(volume, capacity, flags.HasFlag(VolumeResizeFlags.Allocate)));
        else if (flags.HasFlag(VolumeResizeFlags.Allocate)) throw StorageErrors.Unsupported("preallocate is only supported for raw type volume");
        else if (!VolumeFormats.ByTool(volume.Target.Format)) throw StorageErrors.Unsupported($"volumes of format '{VolumeFormats.Word(volume.Target.Format)}' cannot be resized");
        else await ImageTool.ResizeAsync(volume.Target.Path, volume.Target.Format, capacity, shrink);
        await AgainAsync(name, volume, cancel);
    }

    static void Resize(VolumeDefinition volume, Bytes capacity, bool allocate)
    {
        var path = volume.Target.Path;
        try
        {
            using var file = Files.OpenWrite(path);
            if (allocate && capacity > volume.Capacity) SparseFile.Allocate(file, 0, (long)capacity.Value, path);
            Files.SetLength(file, checked((long)capacity.Value), path);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"Failed to truncate file '{path}'", e);
        }
    }

    /// <summary>Makes a volume's content unreadable.</summary>
    /// <remarks>Source: libvirt <c>virStorageVolWipePattern</c>: zeroes over what it takes; a sparse file is cut, and made as long again.</remarks>
    public async Task WipeVolumeAsync(string name, uint algorithm, CancellationToken cancel)
    {
        if (algorithm > (uint)WipeAlgorithm.Trim) throw StorageErrors.Argument($"wiping algorithm {algorithm} not supported");
        var wanted = (WipeAlgorithm)algorithm;
        if (wanted is not WipeAlgorithm.Zero)
            throw new VirtException(ErrorCode.ArgumentUnsupported, $"'{wanted.ToString().ToLowerInvariant()}' algorithm not supported", ErrorDomain.Storage) { Hint = "Use 'zero'." };
        var volume = await ToChangeAsync(name, cancel);
        if (volume.Type is VolumeType.Dir) throw StorageErrors.Unsupported("a directory cannot be wiped");
        using var alone = uses.Take(name, alone: true);
        await PathThread.RunAsync(volume.Target.Path, () => Wipe(volume.Target.Path));
        await AgainAsync(name, volume, cancel);
    }

    static void Wipe(string path)
    {
        try
        {
            using var file = Files.OpenWrite(path);
            var size = FileSize.Of(file);
            if (FileStatus.Of(file).Kind is FileKind.Regular && size.Allocated < size.Length)
            {
                Files.SetLength(file, 0, path);
                Files.SetLength(file, (long)size.Length.Value, path);
            }
            else Zero(file, (long)size.Length.Value);
            SparseFile.Flush(file, path);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"Failed to wipe volume with path '{path}'", e);
        }
    }

    static void Zero(Microsoft.Win32.SafeHandles.SafeFileHandle file, long length)
    {
        var zeroes = new byte[1 << 20];
        for (var at = 0L; at < length; at += zeroes.Length) RandomAccess.Write(file, zeroes.AsSpan(0, (int)Math.Min(zeroes.Length, length - at)), at);
    }

    async Task<VolumeDefinition> ToChangeAsync(string name, CancellationToken cancel)
    {
        await KnownAsync(cancel);
        var state = State;
        if (!state.IsActive) throw StorageErrors.Invalid($"pool '{state.Name}' is not active");
        return await VolumeAsync(name, cancel);
    }
}
