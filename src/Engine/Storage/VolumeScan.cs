using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>What was found in a pool's folder.</summary>
sealed record FolderContent(FileSystem Space, StoragePermissions Permissions, ImmutableDictionary<string, VolumeDefinition> Volumes);

/// <summary>Looks at files and tells what volumes they are. It runs on a lane of paths: each call may wait for a file server.</summary>
static class VolumeScan
{
    /// <summary>So many files are looked at in one step, which has the lane's patience.</summary>
    const int Step = 64;

    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: the folder cannot be opened; <see cref="ErrorCode.OperationTimeout"/>.</exception>
    public static async Task<FolderContent> FolderAsync(PathLane paths, string folder, CancellationToken cancel)
    {
        try
        {
            var (space, status, names) = await paths.RunAsync(folder, () => Names(folder), cancel);
            var volumes = ImmutableDictionary.CreateBuilder<string, VolumeDefinition>();
            foreach (var some in names.Chunk(Step))
                foreach (var volume in await paths.RunAsync(folder, () => some.Select(name => Look(folder, name)).OfType<VolumeDefinition>().ToList(), cancel))
                    volumes[volume.Name] = volume;
            return new(space, PermissionsOf(status), volumes.ToImmutable());
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"cannot open directory '{folder}'", e);
        }
    }

    static (FileSystem, FileStatus, List<string>) Names(string folder)
    {
        using var open = Files.OpenFolder(folder);
        return (FileSystem.Of(folder), FileStatus.Of(open), [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))]);
    }

    /// <summary>One volume as it is now.</summary>
    /// <returns>Null: there is none; it has gone, leads nowhere, or is a pipe, a socket or a terminal.</returns>
    public static VolumeDefinition? Look(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (FileStatus.TryOf(path, follow: true) is not { } status) return null;
        VolumeDefinition volume = new() { Name = name, Target = new() { Path = path, Permissions = PermissionsOf(status), Times = TimesOf(status) } };
        try
        {
            return status.Kind switch
            {
                FileKind.Regular => Image(volume, VolumeType.File),
                FileKind.BlockDevice => Image(volume, VolumeType.Block),
                FileKind.Folder => volume with { Type = VolumeType.Dir, Capacity = default(Bytes), Allocation = default(Bytes), Target = volume.Target with { Format = StorageFormat.Dir } },
                _ => null,
            };
        }
        catch (LinuxException)
        {
            return null; // removed, or made unreadable, since it was listed
        }
    }

    static VolumeDefinition Image(VolumeDefinition volume, VolumeType type)
    {
        using var file = Files.OpenRead(volume.Target.Path, follow: true);
        var size = FileSize.Of(file);
        var bytes = new byte[ImageHeader.Length];
        var header = ImageHeader.Read(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0)));
        var capacity = header.Capacity ?? size.Length;
        return volume with
        {
            Type = type,
            Capacity = capacity,
            Allocation = type is VolumeType.Block ? size.Length : size.Allocated,
            Physical = size.Length,
            Target = volume.Target with
            {
                Format = header.Format,
                Encryption = header.Encryption,
                Compat = header.Qcow2 is { Version: >= 3 } ? "1.1" : null,
                ClusterSize = header.Qcow2?.ClusterSize,
                Features = header.Qcow2 is { Version: >= 3 } qcow2 ? new() { LazyRefcounts = qcow2.LazyRefcounts, ExtendedL2 = qcow2.ExtendedL2 } : null,
            },
            Backing = header.Backing is { } below ? Backing(volume.Target.Path, below, header.BackingFormat) : null,
        };
    }

    /// <summary>The image below, whose name is relative to the one above. What is no file of this host is told as it is written.</summary>
    static VolumeBacking Backing(string above, string below, StorageFormat? format)
    {
        if (below.StartsWith("json:", StringComparison.Ordinal) || below.Contains("://", StringComparison.Ordinal)) return new() { Path = below, Format = format };
        var path = Path.Combine(Path.GetDirectoryName(above)!, below);
        VolumeBacking backing = new() { Path = path, Format = format ?? StorageFormat.Raw };
        return FileStatus.TryOf(path, follow: true) is { } status ? backing with { Permissions = PermissionsOf(status), Times = TimesOf(status) } : backing;
    }

    static StoragePermissions PermissionsOf(FileStatus status) => new() { Mode = status.Mode & 0b111_111_111, Owner = status.User, Group = status.Group };

    static StorageTimes TimesOf(FileStatus status) => new() { Accessed = status.Times.Accessed, Modified = status.Times.Written, Changed = status.Times.Changed };
}
