using System.Text.Json;
using System.Text.RegularExpressions;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine;

/// <summary>The images below a disk's own, as their headers name them: known before QEMU opens the first, so that each is told, numbered and lent.</summary>
/// <param name="paths">Headers are read on it, since each path may hang.</param>
/// <remarks>
/// What a document says of its chain is believed, up to where it says nothing. What QEMU would find beyond a local file (a network's, a format that
/// is not understood here) is left to QEMU. Source: libvirtd's live documents; its errors.
/// </remarks>
/// <param name="user">QEMU's; null: it runs as we do.</param>
/// <param name="own">The daemon's own folders.</param>
/// <param name="probed">Told of a format that only the image itself shows.</param>
sealed partial class BackingChains(PathLane paths, Identity? user, IEnumerable<string> own, Action<string, StorageFormat> probed)
{
    const int Deepest = 200;

    /// <summary>The system's own: an image that somebody brought is no reason to show a guest what is in them.</summary>
    static readonly string[] System = ["/boot", "/etc", "/proc", "/root", "/run", "/sys", "/usr"];

    static readonly BackingStore End = new() { IsFound = true };

    public async Task<DomainDefinition> FollowAsync(DomainDefinition definition, CancellationToken cancel)
    {
        var disks = definition.Devices.Disks;
        for (var i = 0; i < disks.Count; i++) disks = disks.With(i, await FollowAsync(disks[i], cancel));
        return definition with { Devices = definition.Devices with { Disks = disks } };
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: one of its images is not there, or not for QEMU.</exception>
    public async Task<Disk> FollowAsync(Disk disk, CancellationToken cancel)
    {
        foreach (var (image, _) in Images.Of(disk)) await paths.DemandImageAsync(image, user, cancel);
        return disk is { IsEmpty: false, Type: DiskType.File or DiskType.Block, Source.Path: { } path }
            ? disk with { BackingStore = await BelowAsync(disk.BackingStore, path, disk.Driver?.Format ?? StorageFormat.Raw, 0, cancel) }
            : disk;
    }

    /// <param name="said">What the document says; null: nothing.</param>
    async Task<BackingStore?> BelowAsync(BackingStore? said, string path, StorageFormat format, int depth, CancellationToken cancel) => said switch
    {
        { Type: DiskType.File or DiskType.Block, Source.Path: { } next } => said with { Below = await BelowAsync(said.Below, next, said.Format ?? StorageFormat.Raw, depth + 1, cancel) },
        not null => said,
        null when format is not (StorageFormat.Qcow or StorageFormat.Qcow2 or StorageFormat.Qed) => format < StorageFormat.Cow ? End : null,
        null => await FoundAsync(path, depth, cancel),
    };

    async Task<BackingStore?> FoundAsync(string path, int depth, CancellationToken cancel)
    {
        var header = await paths.RunAsync(path, () => HeaderOf(path), cancel);
        if (header.Backing is null) return End;
        if (PathOf(header.Backing) is not { } named) return null;
        var below = Path.IsPathRooted(named) ? named : Path.Combine(Path.GetDirectoryName(path)!, named);
        if (depth == Deepest || below == path) throw Errors.Internal($"backing store for {path} is self-referential or too deeply nested");
        await paths.DemandBackingAsync(below, path, user, cancel);
        var (kind, format) = await paths.RunAsync(below, () => Look(path, below, header.BackingFormat), cancel);
        if (header.BackingFormat is null) probed(below, format);
        return new() { IsFound = true, Type = kind, Format = format, Source = kind is DiskType.Block ? new() { Device = below } : new() { File = below }, Below = await BelowAsync(null, below, format, depth + 1, cancel) };
    }

    (DiskType Kind, StorageFormat Format) Look(string above, string path, StorageFormat? said)
    {
        using var file = Files.OpenPath(path, follow: true);
        var status = FileStatus.Of(file);
        if (user is not null && !Images.Reaches(status, user, write: false) && ClosedFolder(Files.NameOf(file)) is { } closed)
            throw new VirtException(ErrorCode.SystemError, $"Cannot access backing file '{path}' of storage file '{above}' (as uid:{user.Uid}, gid:{user.Gid}): Permission denied", ErrorDomain.Storage)
            {
                Hint = $"What only an image names is not taken out of {closed}: if it is meant, say so by <backingStore> in the disk.",
            };
        return (status.Kind is FileKind.BlockDevice ? DiskType.Block : DiskType.File, said ?? HeaderOf(path).Format);
    }

    string? ClosedFolder(string path) => System.Concat(own).FirstOrDefault(folder => path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: it cannot be read.</exception>
    static ImageHeader HeaderOf(string path)
    {
        try
        {
            using var file = Files.OpenRead(path, follow: true);
            if (FileStatus.Of(file).Kind is not (FileKind.Regular or FileKind.BlockDevice)) return new(StorageFormat.Raw);
            var bytes = new byte[ImageHeader.Length];
            var length = 0;
            while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var count) length += count;
            return ImageHeader.Read(bytes.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VirtException(ErrorCode.SystemError, $"cannot read header '{path}': {e.Message}", ErrorDomain.Storage, e);
        }
    }

    /// <summary>The local file that an image names; null: something else, QEMU's to understand.</summary>
    internal static string? PathOf(string named) =>
        named.StartsWith("json:", StringComparison.Ordinal) ? FileOf(named["json:".Length..])
        : named.StartsWith("file:", StringComparison.Ordinal) ? named["file:".Length..]
        : Protocol().IsMatch(named) ? null : named;

    static string? FileOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return FileOf(document.RootElement, depth: 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: a text that has half of a surrogate pair, which only who reads it finds out.
            return null; // QEMU will say what is wrong with it
        }
    }

    static string? FileOf(JsonElement node, int depth)
    {
        if (node.ValueKind is not JsonValueKind.Object || depth > 4) return null;
        if (node.TryGetProperty("file", out var file)) return FileOf(file, depth + 1);
        if (node.TryGetProperty("driver", out var driver) && driver.ValueKind is JsonValueKind.String && driver.GetString() is not ("file" or "host_device" or "raw" or "qcow2")) return null;
        return (node.TryGetProperty("filename", out var name) || node.TryGetProperty("file.filename", out name)) && name.ValueKind is JsonValueKind.String ? name.GetString() : null;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9+.-]+:")]
    private static partial Regex Protocol();
}
