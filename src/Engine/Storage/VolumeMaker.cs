using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Storage;

/// <summary>Makes the file of a volume. What fails leaves no file behind.</summary>
static class VolumeMaker
{
    const uint Private = 0b110_000_000;

    /// <summary>What a format cannot have is refused by name, before anything is made.</summary>
    public static void Check(VolumeDefinition wanted)
    {
        var (target, format) = (wanted.Target, wanted.Target.Format);
        if (!VolumeFormats.Made.Contains(format)) throw StorageErrors.ConfigUnsupported($"volumes of format '{VolumeFormats.Word(format)}' cannot be made");
        if (target.Encryption is not null) throw StorageErrors.ConfigUnsupported($"encrypted volumes cannot be made: no secrets are kept here");
        if (target.NoCow) throw StorageErrors.ConfigUnsupported("<nocow/> is not supported");
        if (wanted.Backing is not null && !VolumeFormats.ByTool(format))
            throw new VirtException(ErrorCode.NoSupport, $"backing storage not supported for {VolumeFormats.Word(format)} volumes", ErrorDomain.Storage);
        if (format is StorageFormat.Qcow2)
        {
            if (ImageTool.CompatOf(target) == ImageTool.OldCompat && target.Features is { } features && (features.LazyRefcounts || features.ExtendedL2))
                throw StorageErrors.ConfigUnsupported($"Feature {(features.LazyRefcounts ? "lazy_refcounts" : "extended_l2")} not supported with compat level {ImageTool.OldCompat}");
        }
        else if (target.Compat is not null) throw StorageErrors.ConfigUnsupported("compatibility option only supported with qcow2");
        else if (target.Features is not null) throw StorageErrors.ConfigUnsupported("format features only available with qcow2");
    }

    /// <remarks>A new file is nobody else's before it has its owner: it is made by us with mode 0600, and tools only fill it.</remarks>
    public static async Task MakeAsync(VolumeDefinition wanted, VolumeCreateFlags flags)
    {
        if (wanted.Target.Format is StorageFormat.Dir)
        {
            await PathThread.RunAsync(wanted.Target.Path, () => MakeFolder(wanted));
            return;
        }
        if (wanted.Target.Format is StorageFormat.Raw && flags.HasFlag(VolumeCreateFlags.PreallocateMetadata))
            throw StorageErrors.ConfigUnsupported("metadata preallocation is not supported for raw volumes");
        await FileAsync(wanted, async file =>
        {
            if (wanted.Target.Format is StorageFormat.Raw) await PathThread.RunAsync(wanted.Target.Path, () => Fill(file, wanted));
            else await ImageTool.CreateAsync(wanted, flags.HasFlag(VolumeCreateFlags.PreallocateMetadata));
        });
    }

    public static Task CloneAsync(VolumeDefinition wanted, VolumeDefinition source, VolumeCreateFlags flags)
    {
        if (wanted.Target.Format is StorageFormat.Dir || source.Type is VolumeType.Dir) throw StorageErrors.Invalid("cannot copy a directory");
        return FileAsync(wanted, async file =>
        {
            if (flags.HasFlag(VolumeCreateFlags.Reflink)) await PathThread.RunAsync(wanted.Target.Path, () => Share(source, file, wanted));
            else if (wanted.Target.Format is StorageFormat.Raw && source.Target.Format is StorageFormat.Raw or StorageFormat.Iso)
                await PathThread.RunAsync(wanted.Target.Path, () => Copy(source, file, wanted));
            else await ImageTool.ConvertAsync(source, wanted, flags.HasFlag(VolumeCreateFlags.PreallocateMetadata));
        });
    }

    static async Task FileAsync(VolumeDefinition wanted, Func<SafeFileHandle, Task> fill)
    {
        var path = wanted.Target.Path;
        var file = await PathThread.RunAsync(path, () => Open(path));
        try
        {
            await fill(file);
            await PathThread.RunAsync(path, () => Own(file, wanted.Target, Private));
        }
        catch
        {
            await PathThread.RunAsync(path, () => Files.Remove(path));
            throw;
        }
        finally
        {
            file.Dispose();
        }
    }

    static SafeFileHandle Open(string path)
    {
        try
        {
            return Files.CreateNew(path, Private);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"Failed to create file '{path}'", e);
        }
    }

    static void MakeFolder(VolumeDefinition wanted)
    {
        var path = wanted.Target.Path;
        if (FileStatus.TryOf(path) is not null) throw StorageErrors.System($"failed to create directory '{path}'", new LinuxException("mkdir", Errno.EEXIST));
        Files.MakeFolder(path, Private);
        using var folder = Files.OpenFolder(path);
        Own(folder, wanted.Target, Private);
    }

    static void Own(SafeFileHandle file, VolumeTarget target, uint usual)
    {
        if (target.Permissions is { } wanted && (wanted.Owner is not null || wanted.Group is not null)) Files.SetOwner(file, wanted.Owner, wanted.Group, target.Path);
        Files.SetMode(file, target.Permissions?.Mode ?? usual, target.Path);
    }

    /// <summary>As long as its capacity, and as much of it on the disk as was asked for: all, where nothing was said.</summary>
    static void Fill(SafeFileHandle file, VolumeDefinition wanted)
    {
        var length = Bytes.Max(wanted.Capacity ?? default, wanted.Allocation ?? default);
        var path = wanted.Target.Path;
        try
        {
            Files.SetLength(file, checked((long)length.Value), path);
        }
        catch (Exception e) when (e is LinuxException or OverflowException)
        {
            throw StorageErrors.System($"cannot extend file '{path}'", e as LinuxException ?? new("ftruncate", Errno.EFBIG));
        }
        var allocation = Bytes.Min(wanted.Allocation ?? length, length);
        if (allocation.Value == 0) return;
        try
        {
            SparseFile.Allocate(file, 0, (long)allocation.Value, path);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"cannot allocate {allocation.Value} bytes in file '{path}'", e);
        }
    }

    static void Copy(VolumeDefinition source, SafeFileHandle file, VolumeDefinition wanted)
    {
        var sparse = wanted.Allocation < wanted.Capacity;
        // A copy that need not lie on the disk whole takes the room of its data, wherever that is.
        Fill(file, sparse ? wanted with { Allocation = default(Bytes) } : wanted);
        using var from = Files.OpenRead(source.Target.Path, follow: true);
        var buffer = new byte[64 * 1024];
        for (var at = 0L; SparseFile.NextData(from, at, source.Target.Path) is var (start, end); at = end)
            for (var place = start; place < end;)
            {
                var count = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - place)), place);
                if (count == 0) break;
                // What reads as zeroes anyway takes no room where room was not asked for.
                if (!sparse || buffer.AsSpan(0, count).ContainsAnyExcept((byte)0)) RandomAccess.Write(file, buffer.AsSpan(0, count), place);
                place += count;
            }
        SparseFile.Flush(file, wanted.Target.Path);
    }

    /// <summary>Both have the same blocks until one of them is written.</summary>
    static void Share(VolumeDefinition source, SafeFileHandle file, VolumeDefinition wanted)
    {
        using var from = Files.OpenRead(source.Target.Path, follow: true);
        try
        {
            SparseFile.Share(from, file, wanted.Target.Path);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"failed to clone files from '{source.Target.Path}'", e);
        }
    }
}
