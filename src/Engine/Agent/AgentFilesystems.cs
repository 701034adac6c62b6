using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>A file system that the guest has mounted.</summary>
/// <param name="Disks">Targets of the disks that it lies on, as far as their places are known.</param>
public sealed record GuestFilesystem(string Mountpoint, string Name, string Type, ValueList<string> Disks);

public sealed partial class Domain
{
    /// <remarks>Source: <c>guest-get-fsinfo</c>; libvirt <c>virDomainGetFSInfo</c>.</remarks>
    public Task<ValueList<GuestFilesystem>> FilesystemsAsync(CancellationToken cancel) => AgentAsync("fsinfo", async agent =>
    {
        var told = await agent.AskAsync(new GetFilesystems());
        var definition = State.Definition;
        // The agent tells the last one first.
        return Enumerable.Reverse(told).Select(fs => new GuestFilesystem(fs.Mountpoint, fs.Name, fs.Type,
            [.. fs.Disk.Select(at => definition.DiskAt(at)?.Target).OfType<string>()])).ToValueList();
    }, cancel);

    /// <summary>Holds all writing to file systems back, so that what is on the disks is whole.</summary>
    /// <param name="mountpoints">Empty: all.</param>
    /// <returns>How many.</returns>
    /// <remarks>Source: <c>guest-fsfreeze-freeze</c>; libvirt <c>virDomainFSFreeze</c>.</remarks>
    public Task<int> FreezeAsync(IReadOnlyList<string> mountpoints, CancellationToken cancel) => AgentAsync("fsfreeze", async agent =>
    {
        AgentCommand<AgentNumber> freeze = mountpoints.Count == 0 ? new FreezeAll() : new Freeze([.. mountpoints]);
        return Count(await agent.AskAsync(freeze));
    }, cancel);

    /// <remarks>Source: <c>guest-fsfreeze-thaw</c>; libvirt <c>virDomainFSThaw</c>.</remarks>
    public Task<int> ThawAsync(IReadOnlyList<string> mountpoints, CancellationToken cancel)
    {
        if (mountpoints.Count > 0) throw new VirtException(ErrorCode.ArgumentUnsupported, "argument unsupported: specifying mountpoints is not supported") { Hint = "Thaw all of them at once." };
        return AgentAsync("fsthaw", async agent => Count(await agent.AskAsync(new Thaw())), cancel);
    }

    /// <summary>Gives the blocks that file systems do not use back to the host.</summary>
    /// <param name="minimum">Shorter runs are passed over.</param>
    /// <remarks>Source: <c>guest-fstrim</c>; libvirt <c>virDomainFSTrim</c>.</remarks>
    public Task TrimAsync(string? mountpoint, Bytes minimum, CancellationToken cancel)
    {
        if (mountpoint is not null) throw new VirtException(ErrorCode.ArgumentUnsupported, "argument unsupported: Specifying mount point is not supported for now") { Hint = "Trim all of them at once." };
        return AgentAsync("fstrim", agent => agent.AskAsync(new Trim(minimum.Value)), cancel);
    }

    static int Count(AgentNumber told) => told.Value is >= 0 and <= int.MaxValue ? (int)told.Value : throw Errors.Internal($"the guest agent tells of {told.Value} file systems");
}
