using Aerostat.Linux;

namespace Aerostat.Engine;

/// <summary>A file that a document names: asked for before anything is made for it, so that what is amiss is told by the folder where it is amiss.</summary>
static class NamedFile
{
    /// <summary>Demands that a disk's image is there, and on a way that is open to QEMU's user.</summary>
    /// <param name="user">Null: QEMU runs as we do.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: it is not; <see cref="ErrorCode.OperationTimeout"/>: its server does not answer.</exception>
    public static Task DemandImageAsync(this PathLane paths, string path, Identity? user, CancellationToken cancel) =>
        paths.DemandAsync(path, $"Cannot access storage file '{path}'", ErrorDomain.Storage, user, cancel);

    /// <summary>Of a kernel, or a device of the host's.</summary>
    /// <inheritdoc cref="DemandImageAsync"/>
    public static Task DemandOtherAsync(this PathLane paths, string path, Identity? user, CancellationToken cancel) =>
        paths.DemandAsync(path, $"unable to stat: {path}", ErrorDomain.Security, user, cancel);

    /// <summary>Of an image that another one names below itself.</summary>
    /// <inheritdoc cref="DemandImageAsync"/>
    public static Task DemandBackingAsync(this PathLane paths, string path, string above, Identity? user, CancellationToken cancel) =>
        paths.DemandAsync(path, $"Cannot access backing file '{path}' of storage file '{above}'", ErrorDomain.Storage, user, cancel, tellsUser: true);

    static async Task DemandAsync(this PathLane paths, string path, string otherwise, ErrorDomain domain, Identity? user, CancellationToken cancel, bool tellsUser = false)
    {
        if (await paths.RunAsync(path, () => Problem(path, otherwise, domain, user, tellsUser), cancel) is { } problem) throw problem;
    }

    /// <param name="tellsUser">As whom it was looked for, also where nobody finds it.</param>
    static VirtException? Problem(string path, string otherwise, ErrorDomain domain, Identity? user, bool tellsUser)
    {
        var asUser = user is null ? "" : $" (as uid:{user.Uid}, gid:{user.Gid})";
        if (FileStatus.TryOf(path, follow: true) is null)
            return new(ErrorCode.SystemError, $"{otherwise}{(tellsUser ? asUser : "")}: No such file or directory", domain) { Hint = $"The nearest folder that is there is '{Nearest(path)}'." };
        if (user is null || OtherUser.Obstacle(path, user.Uid, user.Gid, user.Groups) is not { } folder) return null;
        return new(ErrorCode.SystemError, $"{otherwise}{asUser}: Permission denied", domain)
        {
            Hint = $"QEMU's user may not enter '{folder}': keep the file elsewhere, or let it through with 'setfacl -m u:{user.Uid}:x {folder}'.",
        };
    }

    static string? Nearest(string path)
    {
        var near = Path.GetDirectoryName(path);
        while (near is not null && !Directory.Exists(near)) near = Path.GetDirectoryName(near);
        return near;
    }
}
