using System.Text.RegularExpressions;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>One guest's disk as QEMU's locks see it.</summary>
/// <param name="Writes">Nobody else may read meanwhile, unless both are shareable.</param>
sealed record ImageUse(string Domain, string Disk, string Path, bool Writes, bool Shareable)
{
    public static IEnumerable<ImageUse> Of(string domain, IEnumerable<Device> devices) =>
        from disk in devices.OfType<Disk>()
        from image in Images.Of(disk)
        select new ImageUse(domain, disk.Target ?? "", image.Path, image.Write, disk.Shareable);

    public bool Excludes(ImageUse other) => this != other && (Writes || other.Writes) && !(Shareable && other.Shareable);
}

public sealed partial class Domain
{
    /// <summary>QEMU says that an image is locked, and not by whom: where it is a guest of ours, both are named.</summary>
    /// <param name="failure">Any; another one is given back as it is.</param>
    /// <param name="wanted">Devices that were to come.</param>
    /// <remarks>QEMU's locks decide, so that shared and read-only images stay as free as under libvirt. Source: <c>block/file-posix.c</c>.</remarks>
    async Task<VirtException> WithHolderAsync(VirtException failure, IEnumerable<Device> wanted)
    {
        if (!LockRefused().IsMatch(failure.Message)) return failure;
        ImageUse[] ours = [.. ImageUse.Of(State.Name, wanted)];
        var theirs = from domain in host.Domains.All
                     where domain.State.Running is not null
                     from use in ImageUse.Of(domain.State.Name, domain.State.Running!.Live.Devices.All)
                     select use;
        foreach (var held in theirs.Concat(ours))
            foreach (var want in ours)
                if (want.Excludes(held) && await IsSameAsync(want.Path, held.Path))
                    return new(failure.Code, $"{failure.Message.TrimEnd()}: image '{want.Path}' is wanted by domain '{want.Domain}' as {want.Disk} and in use by domain '{held.Domain}' as {held.Disk}", failure.Domain, failure)
                    {
                        Hint = "Detach it there first; if both know how to share it, give both disks <shareable/>, or <readonly/>.",
                    };
        return failure;
    }

    /// <summary>Two names may be one file's.</summary>
    async Task<bool> IsSameAsync(string one, string other)
    {
        if (one == other) return true;
        try
        {
            return await paths.RunAsync(one, () => FileStatus.TryOf(one, follow: true) is { } a && FileStatus.TryOf(other, follow: true) is { } b && a.Identity == b.Identity, CancellationToken.None);
        }
        catch (Exception e) when (e is VirtException or LinuxException)
        {
            // It does not answer: then it is not told.
            return false;
        }
    }

    [GeneratedRegex("Failed to (get|lock) .*(lock|byte)")]
    private static partial Regex LockRefused();
}
