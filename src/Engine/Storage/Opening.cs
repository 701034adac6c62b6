using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

// A volume's content, out and in.
public sealed partial class Pool
{
    /// <summary>Opens a stretch of a volume to read it.</summary>
    /// <param name="name">Of the volume.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="length">Its length; 0: to the end.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <remarks>Source: libvirt <c>virStorageVolDownload</c>.</remarks>
    public Task<VolumeContent> ReadVolumeAsync(string name, ulong offset, ulong length, CancellationToken cancel) => OpenAsync(name, offset, length, write: false, cancel);

    /// <summary>Opens a stretch of a volume to write over it. When it is closed, the pool looks for its volumes anew.</summary>
    /// <remarks>Source: libvirt <c>virStorageVolUpload</c>.</remarks>
    public Task<VolumeContent> WriteVolumeAsync(string name, ulong offset, ulong length, CancellationToken cancel) => OpenAsync(name, offset, length, write: true, cancel);

    async Task<VolumeContent> OpenAsync(string name, ulong offset, ulong length, bool write, CancellationToken cancel)
    {
        var volume = await ToChangeAsync(name, cancel);
        if (volume.Type is VolumeType.Dir) throw StorageErrors.Unsupported("a directory has no content of its own");
        if (offset > long.MaxValue || length > long.MaxValue - offset) throw StorageErrors.Argument($"offset {offset} and length {length} are too large");
        // Only while it is opened: who reads and writes a volume, and what becomes of it meanwhile, is their own affair, as with libvirt.
        using var use = uses.Take(name, alone: false);
        try
        {
            var path = volume.Target.Path;
            var file = await paths.RunAsync(path, () => write ? Files.OpenWrite(path) : Files.OpenRead(path, follow: true), cancel);
            return new(file, path, (long)offset, length == 0 ? long.MaxValue : (long)(offset + length), Closed);
        }
        catch (LinuxException e)
        {
            throw StorageErrors.System($"Unable to open '{volume.Target.Path}'", e);
        }

        async Task Closed()
        {
            if (!write) return;
            try
            {
                await RefreshAsync(CancellationToken.None);
            }
            catch (VirtException)
            {
                // The pool was stopped meanwhile, or makes a volume: it will look for itself.
            }
        }
    }
}
