using Aerostat.Engine.Cgroups;
using Aerostat.Engine.Storage;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qemu.Launch;

namespace Aerostat.Engine.Domains;

/// <summary>All that one start has made ready, and how to unmake it where the start fails.</summary>
sealed class StartPlan : IDisposable
{
    readonly Hypervisor host;
    readonly Guid uuid;
    readonly HostResources resources;

    StartPlan(Hypervisor host, Guid uuid, HostResources resources) => (this.host, this.uuid, this.resources) = (host, uuid, resources);

    public required int Id { get; init; }
    public required string Folder { get; init; }
    public required DomainDefinition Live { get; init; }

    /// <summary>Empty drives have had one too.</summary>
    public required uint LastBlockIndex { get; init; }
    public required LaunchOrder Order { get; init; }

    /// <summary>Null: made by systemd when there is a process, or there are none on this host.</summary>
    public GuestGroup? Group { get; init; }

    /// <param name="lost">Ports that look free and are not.</param>
    /// <exception cref="VirtException">Something that the definition names is not there; nothing is left behind.</exception>
    public static async Task<StartPlan> MakeAsync(Hypervisor host, int id, DomainDefinition definition, IReadOnlySet<int> lost, PathLane paths, CancellationToken cancel, bool isIncoming = false)
    {
        var capabilities = await host.EmulatorOfAsync(definition, cancel);
        HostNeeds.DemandForStart(host, definition, capabilities);
        definition = await VolumeDisks.FindAsync(host.Pools, definition, cancel);
        definition = await host.ChainsOf(definition.Name, paths).FollowAsync(definition with { Devices = definition.Devices with { Disks = definition.Devices.Disks.Map(Vacant) } }, cancel);
        await FilesAreThereAsync(definition, paths, host.Options.QemuUser, cancel);

        var folder = GuestFolder.Of(host.Folders, id, definition.Name);
        var user = host.Options.QemuUser;
        GuestGroup? group = null;
        List<Interface> filtered = [];
        HostResources resources = new(forStart: true) { Vhost = definition.Type is DomainType.Kvm, Secrets = host.Secrets, Owner = host.LinkOwner };
        try
        {
            GuestFolder.Make(folder, user);
            MemoryFolders.Make(definition, folder, user);
            resources.Monitor(folder, user);
            // What a network gives decides what the card is called.
            definition = CardNetworks.Plugged(host, definition);
            var lastIndex = 0u;
            var live = Aliases.Assign(BlockIndexes.Number(Nvram.Choose(host.Folders, host.Options.IsSystem, definition), ref lastIndex, _ => true) with { Id = id });
            live = live with { Devices = live.Devices.Change(device => resources.Make(ScreenPlaces.Listening(host, definition.Uuid, lost, ScreenPlaces.WithSocket(device, folder)), folder, user)) };
            await host.Given.TakeAsync(live.Devices.All, definition.Uuid, definition.Name, user);
            foreach (var asked in live.Devices.Interfaces)
            {
                var card = await CardFloors.PromiseAsync(host, asked);
                live = live with { Devices = live.Devices.Replace(asked, card) };
                filtered.Add(card);
                await CardLimits.SetAsync(card);
                await CardFilters.PutAsync(host, live, card);
            }
            live = ScreenPlaces.WithRenderNodes(live);
            live = Labelled(live, user);
            group = await host.Groups.MakeAsync(id, live, cancel);
            if (host.Groups.IsUsable && live.Resource?.Partition is null) live = live with { Resource = (live.Resource ?? new()) with { Partition = GuestGroups.DefaultPartition } };
            var log = host.Folders.LogOf(definition.Name);
            var words = CommandLine.Build(live, capabilities, MemoryFolders.Known(resources.Plan, live, folder) with { Now = host.Time.GetUtcNow(), Nvram = Nvram.Reach(host.Folders, folder, live), Incoming = isIncoming ? "defer" : null });
            Note(log, host.Time, capabilities.Emulator, words);
            return new(host, definition.Uuid, resources)
            {
                Id = id,
                Folder = folder,
                Live = live,
                LastBlockIndex = lastIndex,
                Group = group,
                Order = new(capabilities.Emulator, words, folder, log, resources.Handles,
                    user?.ForLaunch)
                { Limits = GuestLimits.Of(host.Options, live), Cgroups = group?.Folders ?? [] },
            };
        }
        catch (Exception e)
        {
            resources.Dispose();
            resources.Undo();
            await CardFilters.TakeAsync(host, definition.Uuid, filtered);
            await CardFloors.ForgetAsync(host, filtered);
            await host.Given.ReturnAllAsync(definition.Uuid);
            await host.Groups.RemoveAsync(group?.Path);
            GuestFolder.Remove(folder);
            host.Ledger.ReleaseAll(definition.Uuid);
            if (e is LinuxException or IOException) throw new VirtException(ErrorCode.SystemError, e.Message, cause: e);
            throw;
        }
    }

    public RunState Running(ProcessIdentity process) => new()
    {
        Id = Id,
        Live = Live,
        LastBlockIndex = LastBlockIndex,
        Process = process,
        Emulator = Order.Emulator,
        Folder = Folder,
        Cgroup = Group?.Path,
    };

    /// <summary>Takes back what no process uses: the process never came to be, or is gone.</summary>
    public async Task UndoAsync()
    {
        resources.Undo();
        await CardFilters.TakeAsync(host, uuid, Live.Devices.Interfaces);
        await CardFloors.ForgetAsync(host, Live.Devices.Interfaces);
        await host.Given.ReturnAllAsync(uuid);
        await host.Groups.RemoveAsync(Group?.Path);
        GuestFolder.Remove(Folder);
        host.Ledger.ReleaseAll(uuid);
    }

    public void Dispose() => resources.Dispose();

    /// <summary>Whom QEMU runs as, where clients look for it.</summary>
    static DomainDefinition Labelled(DomainDefinition live, Identity? user)
    {
        if (user is null || live.Seclabels.Any(label => label.Model is "dac")) return live;
        var label = $"+{user.Uid}:+{user.Gid}";
        return live with { Seclabels = live.Seclabels.Add(new() { Type = SeclabelType.Dynamic, Model = "dac", Relabel = true, Label = label, ImageLabel = label }) };
    }

    /// <summary>A drive that holds nothing holds no format either, as libvirt has it once QEMU runs.</summary>
    static Disk Vacant(Disk disk) => disk is { IsEmpty: true, IsRemovableMedium: true, Driver: { } driver } ? disk with { Driver = driver with { Format = null } } : disk;

    static async Task FilesAreThereAsync(DomainDefinition definition, PathLane paths, Identity? user, CancellationToken cancel)
    {
        string?[] others = [definition.Os.Kernel, definition.Os.Initrd, definition.Os.Dtb, .. definition.Devices.Serials.Where(serial => serial.Backend.Type is CharType.Dev).Select(serial => serial.Backend.Path)];
        foreach (var path in others.OfType<string>()) await paths.DemandOtherAsync(path, user, cancel);
    }

    static void Note(string log, TimeProvider time, string emulator, IEnumerable<string> words)
    {
        using var file = Files.OpenAppend(log);
        try
        {
            Files.Write(file, System.Text.Encoding.UTF8.GetBytes($"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff}+0000: starting up\n{NativeText.Of([], emulator, words)}\n"));
        }
        catch (IOException)
        {
            // A full disk of logs keeps no guest from its start.
        }
    }
}
