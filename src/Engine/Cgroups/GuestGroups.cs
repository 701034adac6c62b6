using System.IO.Hashing;
using System.Text;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Cgroups;

/// <summary>This host's control groups, as far as guests are put into them: a group each, by the kernel's files, or a scope where systemd rules.</summary>
sealed class GuestGroups
{
    /// <summary>libvirt's for guests that name none.</summary>
    public const string DefaultPartition = "/machine";

    /// <summary>A process that was killed is out of its group within milliseconds, where the kernel is not held up.</summary>
    const int Tries = 50;

    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(2);

    readonly CgroupTree tree;
    readonly string? tag;
    readonly string? unusable;
    readonly ILogger logger;
    readonly TimeProvider time;

    /// <summary>Held while a group and those above it are made, so that nobody removes what is still empty.</summary>
    readonly Lock making = new();

    /// <param name="options">A user's session has no groups; a root of its own has them apart, since its guests may be called as another's.</param>
    public GuestGroups(EngineOptions options, ILogger logger, TimeProvider time)
    {
        this.logger = logger;
        this.time = time;
        tree = CgroupTree.Read();
        tag = options.Folders == Folders.System ? null : "aerostat-" + Convert.ToHexStringLower(XxHash3.Hash(Encoding.UTF8.GetBytes(options.Folders.Run)))[..8];
        unusable = !options.IsSystem ? "a user's session has none" : !tree.IsThere ? "this host has none" : UsesSystemd ? null : Probe();
        if (unusable is not null && options.IsSystem) Log.NoGroups(logger, unusable);
    }

    public bool UsesSystemd { get; } = SystemdScope.IsThere && File.Exists(SystemdScope.Bus) && Tool.Find("busctl") is not null;

    public bool IsUsable => unusable is null;

    /// <summary>Makes the group of a guest about to start, and holds it by what its document says.</summary>
    /// <returns>Null: guests have none here, and this one asks for nothing that takes one. Under systemd: not before there is a process.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: it asks for a limit that this host cannot hold it by.</exception>
    public async Task<GuestGroup?> MakeAsync(int id, DomainDefinition definition, CancellationToken cancel)
    {
        if (!IsUsable)
        {
            GuestGroup.RefuseLimits(definition, _ => false);
            return null;
        }
        if (UsesSystemd) return null;
        var path = PathOf(id, definition);
        GuestGroup group;
        lock (making) group = new(path, tree.Make(path));
        try
        {
            await group.TuneAsync(before: null, definition, cancel);
            return group;
        }
        catch
        {
            TryRemove(path);
            throw;
        }
    }

    /// <summary>Has systemd put the process, which does nothing yet, into a scope of its own.</summary>
    /// <returns>Null where systemd does not rule.</returns>
    public async Task<GuestGroup?> MakeScopeAsync(int id, DomainDefinition definition, int pid, CancellationToken cancel)
    {
        if (!IsUsable || !UsesSystemd) return null;
        var slice = SystemdScope.SliceOf(definition.Resource?.Partition ?? DefaultPartition);
        await SystemdScope.MakeAsync(SystemdScope.NameOf(id, tag is null ? definition.Name : $"{definition.Name}-{tag}"), slice, pid, $"Virtual machine {definition.Name}", time, cancel);
        var scope = tree.Of(pid) ?? throw new LinuxException($"read(/proc/{pid}/cgroup)", Errno.ESRCH);
        GuestGroup group = new($"{scope}/{GuestGroup.WithinScope}", tree.MakeWithin(scope, GuestGroup.WithinScope, pid));
        await group.TuneAsync(before: null, definition, cancel);
        return group;
    }

    /// <summary>The group of a guest that runs.</summary>
    public GuestGroup? Open(string? path) => path is null ? null : new(path, tree.Open(path));

    /// <summary>Removes the group of a guest that has ended. Its last process may still be on its way out; a group that then stays is told in the log.</summary>
    public async Task RemoveAsync(string? path)
    {
        if (path is null) return;
        for (var attempt = 1; !TryRemove(path, lastTry: attempt == Tries); attempt++) await Task.Delay(BetweenTries, time);
    }

    /// <returns>False: a process is in it still, and it is not the last try.</returns>
    bool TryRemove(string path, bool lastTry = true)
    {
        try
        {
            tree.Open(path).Remove();
        }
        catch (LinuxException e) when (e.Errno is Errno.EBUSY && !lastTry)
        {
            return false;
        }
        catch (LinuxException e)
        {
            Log.GroupLeft(logger, path, e.Message);
            return true;
        }
        if (tag is not null) RemoveOurs(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>The group that held our guests, after the last of them.</summary>
    void RemoveOurs(string path)
    {
        lock (making)
        {
            if (tree.Below(path).Any()) return;
            try { tree.Open(path).Remove(onlyEmpty: true); }
            catch (LinuxException e) { Log.GroupLeft(logger, path, e.Message); }
        }
    }

    /// <summary>Takes away what a killed daemon made for guests that never came to be.</summary>
    public void Sweep(IEnumerable<string?> used)
    {
        if (tag is null || !IsUsable) return;
        var folder = $"machine/{tag}";
        foreach (var left in tree.Below(folder).Select(name => $"{folder}/{name}").Except(used.OfType<string>()).ToList())
            if (tree.Open(left).IsEmpty) TryRemove(left);
    }

    string PathOf(int id, DomainDefinition definition)
    {
        var leaf = Path.GetFileName(CgroupTree.PathOf(id, definition.Name));
        var partition = string.Join('/', (definition.Resource?.Partition ?? DefaultPartition).Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select((part, at) => at == 0 && part is "machine" or "user" or "system" || part.Contains('.', StringComparison.Ordinal) ? part : $"{part}.partition"));
        return tag is null ? $"{partition}/{leaf}" : $"{partition}/{tag}/{leaf}";
    }

    /// <summary>Whether groups can be made at all: in a container they are mostly another's.</summary>
    string? Probe()
    {
        try
        {
            _ = tree.Make("machine");
            return null;
        }
        catch (LinuxException e)
        {
            return e.Message;
        }
    }
}
