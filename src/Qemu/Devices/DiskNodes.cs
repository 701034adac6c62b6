using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>
/// The block nodes below a drive: for each image one that stores, <c>libvirt-N-storage</c>, and one that knows the format, <c>libvirt-N-format</c>;
/// made from the bottom of the chain up. Clients find the names in the statistics, so they are libvirt's.
/// </summary>
public static class DiskNodes
{
    extension(Disk disk)
    {
        /// <summary>The node that the drive reads; null: no medium.</summary>
        public string? TopNode =>
            disk.IsEmpty || disk.Type is DiskType.VhostUser ? null
            : disk.Driver?.CopyOnRead is true ? $"libvirt-CoR-{disk.Target}"
            : $"libvirt-{disk.Source!.Index}-format";

        internal IEnumerable<Part> Nodes(Machine machine)
        {
            if (disk.IsEmpty) yield break;
            if (disk.Type is DiskType.VhostUser)
            {
                yield return Part.OfChardev(new UnixChardev(disk.VhostUserChardev, disk.Source!.SocketPath) { Reconnect = machine.Retry(disk.Source.Reconnect?.Timeout) });
                yield break;
            }
            foreach (var part in disk.Medium(machine)) yield return part;
            if (disk.Driver?.CopyOnRead is true)
                yield return Part.Blockdev(Props.Empty
                    .With("driver", "copy-on-read")
                    .With("node-name", disk.TopNode)
                    .With("file", $"libvirt-{disk.Source!.Index}-format")
                    .With("discard", "unmap"));
        }

        /// <summary>The nodes of the image in the drive, without what sits on them: what a change of media exchanges.</summary>
        internal IEnumerable<Part> Medium(Machine machine)
        {
            var below = Below(disk.BackingStore).Reverse().ToList();
            foreach (var (image, next) in below)
                foreach (var part in Image(machine, image.Type ?? DiskType.File, image.Source!, image.Index, image.Format, true, disk.Driver, next, image.MetadataCache))
                    yield return part;
            foreach (var part in Image(machine, disk.Type, disk.WholeSource!, disk.Source!.Index, disk.Driver?.Format, disk.ReadOnly || disk.Kind is DiskDevice.Cdrom, disk.Driver, disk.BackingStore, disk.Driver?.MetadataCache, disk))
                yield return part;
        }
    }

    static IEnumerable<(BackingStore Image, BackingStore? Next)> Below(BackingStore? image)
    {
        for (; image?.Type is not null; image = image.Below) yield return (image, image.Below);
    }

    static IEnumerable<Part> Image(
        Machine machine, DiskType type, DiskSource source, uint? index, StorageFormat? format, bool readOnly,
        DiskDriver? driver, BackingStore? next, MetadataCache? cache, Disk? top = null)
    {
        var name = $"libvirt-{index}";
        foreach (var part in Secrets(machine, name, source)) yield return part;
        if (source.Reservations is { Managed: not true, Path: { } helper })
            yield return Part.Object("pr-manager-helper", $"pr-helper-{name}-storage").With("path", helper);
        yield return Part.Blockdev(Storage.Of(type, source, driver, name, top, machine.Plan)
            .With("node-name", $"{name}-storage")
            .With("cache", Cache(driver?.Cache))
            .With("auto-read-only", true)
            .With("discard", "unmap"));

        var sliced = source.Slices is not null && format is not (null or StorageFormat.Raw or StorageFormat.None);
        if (sliced)
            yield return Part.Blockdev(Props.Empty
                .With("driver", "raw")
                .With("node-name", $"{name}-slice-sto")
                .With("offset", source.Slices!.Offset).With("size", source.Slices.Size)
                .With("file", $"{name}-storage")
                .With("auto-read-only", true).With("discard", "unmap")
                .With("cache", Cache(driver?.Cache)));

        yield return Part.Blockdev(Props.Empty
            .With("node-name", $"{name}-format")
            .With("read-only", readOnly)
            .With("discard", driver?.Discard?.Word())
            .With("detect-zeroes", top is null ? null : Zeroes(driver))
            .With("cache", Cache(driver?.Cache))
            .And(Format(format, source, name))
            .With("cache-size", cache?.MaxSize?.Value)
            .With("file", sliced ? $"{name}-slice-sto" : $"{name}-storage")
            .And(Backing(format, next)));
    }

    /// <summary>A chain that is known to its end says so; where nothing is known, QEMU follows the image's own header.</summary>
    static Props? Backing(StorageFormat? format, BackingStore? next) => next switch
    {
        null => null,
        { Type: null } when format is null or StorageFormat.Raw => null,
        { Type: null } => Props.Empty.Null("backing"),
        _ => Props.Empty.With("backing", $"libvirt-{next.Index}-format"),
    };

    static Props Format(StorageFormat? format, DiskSource source, string name)
    {
        var secret = source.Encryption is { Engine: not EncryptionEngine.Librbd } ? $"{name}-format-encryption-secret0" : null;
        return format switch
        {
            null or StorageFormat.None or StorageFormat.Raw or StorageFormat.Iso or StorageFormat.Dir or StorageFormat.Fat => secret is not null
                ? Props.Empty.With("driver", "luks").With("key-secret", secret)
                : Props.Empty.With("driver", "raw").With("offset", source.Slices?.Offset).With("size", source.Slices?.Size),
            _ => Props.Empty.With("driver", Driver(format.Value)).With("encrypt", secret is null ? null : Props.Empty
                .With("format", source.Encryption!.Format is EncryptionFormat.Qcow ? "aes" : "luks")
                .With("key-secret", secret)),
        };
    }

    static string Driver(StorageFormat format) => format switch
    {
        StorageFormat.Vhd => "vhdx",
        StorageFormat.Ploop => "parallels",
        StorageFormat.Aio or StorageFormat.Cow or StorageFormat.Auto => throw Machine.Unsupported($"storage format '{format.Word()}' is not supported by QEMU"),
        _ => format.Word(),
    };

    static string? Zeroes(DiskDriver? driver) => driver?.DetectZeroes switch
    {
        null => null,
        // Zeroes may be unmapped only where discarding is asked for as well.
        DetectZeroes.Unmap when driver.Discard is not DiskDiscard.Unmap => "on",
        { } other => other.Word(),
    };

    static Props? Cache(DiskCache? mode) => mode switch
    {
        null or DiskCache.Default => null,
        _ => Props.Empty
            .With("direct", mode is DiskCache.None or DiskCache.Directsync)
            .With("no-flush", mode is DiskCache.Unsafe),
    };

    static IEnumerable<Part> Secrets(Machine machine, string name, DiskSource source)
    {
        if (source.Auth is not null) yield return Secret(machine, $"{name}-storage-auth-secret0");
        if (source.Encryption is not null) yield return Secret(machine, $"{name}-format-encryption-secret0");
        if (source.Tls is true)
            yield return Part.Object("tls-creds-x509", $"obj{name}-storage_tls0").With("dir", "/etc/pki/qemu").With("endpoint", "client").With("verify-peer", true);
        if (!source.Cookies.IsEmpty) yield return Secret(machine, $"{name}-storage-httpcookie-secret0");
    }

    static Part Secret(Machine machine, string id) => Part.Secret(machine.Plan, id);
}
