using Aerostat.Engine.Events;
using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Engine.Networks;
using Aerostat.Engine.Storage;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Adds a device: to the running guest, to the next start, or to both; to both or to neither.</summary>
    /// <remarks>Source: libvirt <c>virDomainAttachDeviceFlags</c>; QAPI <c>device_add</c> and its kin.</remarks>
    public Task AttachAsync(string xml, Scope scope, CancellationToken cancel) => turns.TakeAsync("attach-device", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        var next = state;
        if (at.HasFlag(Scope.Config)) next = next with { Saved = WithDevice(Complete.Again(state.Saved!), xml, (await host.EmulatorOfAsync(state.Saved!, CancellationToken.None)).Platform, live: false) };
        if (at.HasFlag(Scope.Live)) next = await PlugAsync(turn, next, xml);
        // The status has told of the plug: who comes after a crash asks QEMU, and finds it made.
        if (ReferenceEquals(next.Saved, state.Saved) && ReferenceEquals(next.Running?.Live, turn.State.Running?.Plugging)) turn.BecomeSoon(next);
        else await turn.BecomeAsync(next);
    }, cancel);

    /// <summary>Takes a device away, found by what its XML says of it.</summary>
    /// <returns>Live: when the guest has let it go; after 5 s of silence also when it has not, as libvirt does: the device stays and is marked as leaving.</returns>
    /// <remarks>Source: libvirt <c>virDomainDetachDeviceFlags</c>; QAPI <c>device_del</c>.</remarks>
    public Task DetachAsync(string xml, Scope scope, CancellationToken cancel) => DetachAsync((definition, live) =>
    {
        var wanted = DeviceXml.Read(xml);
        Pluggable.CheckLeave(wanted, live);
        return DeviceMatch.Find(definition, wanted, live);
    }, scope, cancel);

    /// <param name="alias">As the live document names it; in the saved one only a user's own alias, <c>ua-…</c>, can be found.</param>
    /// <remarks>Source: libvirt <c>virDomainDetachDeviceAlias</c>.</remarks>
    public Task DetachAliasAsync(string alias, Scope scope, CancellationToken cancel) => DetachAsync((definition, live) =>
        DeviceMatch.ByAlias(definition, alias)
        ?? throw new VirtException(ErrorCode.InternalError, $"internal error: no device found with alias {alias}", ErrorDomain.Domain), scope, cancel);

    Task DetachAsync(Func<DomainDefinition, bool, Device> find, Scope scope, CancellationToken cancel) => turns.TakeAsync("detach-device", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        if (at.HasFlag(Scope.Config))
        {
            var saved = Complete.Again(state.Saved!);
            var leaving = find(saved, false);
            Pluggable.CheckLeave(leaving, live: false);
            state = state with { Saved = saved.Without(leaving) };
        }
        if (at.HasFlag(Scope.Live)) state = await UnplugAsync(turn, state, find(state.Running!.Live, true));
        await turn.BecomeAsync(state);
    }, cancel);

    /// <summary>A document's device, completed and placed among the others.</summary>
    DomainDefinition WithDevice(DomainDefinition definition, string xml, Platform platform, bool live)
    {
        var device = DeviceXml.Read(xml);
        if (device is MemoryDevice module)
        {
            MemoryModules.CheckRoom(definition, module, live);
            if (live) device = MemoryModules.Whole(module);
        }
        if (live)
        {
            Pluggable.CheckLive(definition.Devices, device);
            host.Given.Demand(device);
            if (device is Interface card) FilterNeeds.Demand(host.Filters, card);
            if (device is Interface { Type: InterfaceType.Network, Source.Network: { } network } && !host.Networks[network].State.IsActive) throw NetworkErrors.NotActive(network);
        }
        else Pluggable.CheckSaved(definition.Devices, device);
        var next = Complete.Device(definition, device, platform, live);
        Check.Definition(next, platform);
        return next;
    }

    async Task<DomainState> PlugAsync(Turns.Turn turn, DomainState next, string xml)
    {
        var live = Live();
        var running = turn.State.Running!;
        var known = running.Live.Devices.All.Select(device => device.Alias).ToHashSet();
        var capabilities = await host.EmulatorOfAsync(running.Live, CancellationToken.None);
        var after = WithDevice(running.Live, xml, capabilities.Platform, live: true);
        after = await WithChainsAsync(Aliases.Assign(CardNetworks.Plugged(host, after)), known);
        var lastIndex = running.LastBlockIndex;
        // Seen at libvirtd 9.0: a disk that comes to a guest that is defined costs each empty drive a number, too.
        var brings = next.Saved is not null && after.Devices.Disks.Any(disk => !known.Contains(disk.Alias));
        after = BlockIndexes.Number(after, ref lastIndex, _ => brings);
        // Controllers that the device needed and nobody had come first.
        Device[] added = [.. after.Devices.All.Where(device => !known.Contains(device.Alias)).OrderBy(device => device is Controller ? 0 : 1)];
        using HostResources resources = new(forStart: false) { Vhost = running.Live.Type is DomainType.Kvm, Secrets = host.Secrets, Owner = host.LinkOwner };
        await using HandedSets sets = new(live.Monitor);
        var plugged = 0;
        try
        {
            MemoryFolders.Make(after, running.Folder, host.Options.QemuUser);
            // A socket outlives a crash, and is where its document says: it is written down first.
            if (Array.Exists(added, HasSocket)) await turn.BecomeAsync(turn.State with { Running = running with { Plugging = after } });
            for (var i = 0; i < added.Length; i++)
            {
                var ready = resources.Make(added[i], running.Folder, host.Options.QemuUser);
                after = after with { Devices = after.Devices.Replace(added[i], ready) };
                added[i] = ready;
                if (ready is not Interface asked) continue;
                var card = await CardFloors.PromiseAsync(host, asked);
                after = after with { Devices = after.Devices.Replace(asked, card) };
                added[i] = card;
                await CardLimits.SetAsync(card);
                await CardFilters.PutAsync(host, after, card);
            }
            await host.Given.TakeAsync(added, State.Uuid, State.Name, host.Options.QemuUser);
            if (Array.Exists(added, device => WantedFunction.Of(device) is not null) && GuestLimits.Locked(after) is { } locked) ProcessLimits.Set(running.Process.Pid, locked);
            await LendAsync(turn, added.SelectMany(Images.Of), before => before with { Plugging = after });
            await AccompanyAsync(turn, after, added);
            var plan = await sets.HandOverAsync(resources.Plan, live.Gone);
            for (; plugged < added.Length; plugged++)
            {
                var device = added[plugged];
                await Plug.PlugAsync(live.Monitor, CommandLine.Parts(after, device, capabilities, MemoryFolders.Known(plan, after, running.Folder) with { Folder = running.Folder }), () => SettleAsync(live, device), live.Gone);
            }
        }
        catch (Exception e) when (live.IsCutOff && live.Process.IsAlive && turn.State.Running!.Plugging is not null)
        {
            // What QEMU has of it by now nobody knows: who finds the monitor again finishes it, or tidies it away.
            throw Said(e);
        }
        catch (Exception e)
        {
            // A number that was given once is not given again.
            await UnlendAsync(turn, running with { LastBlockIndex = lastIndex });
            if (plugged < added.Length) resources.Undo();
            await RemoveSocketsAsync(added.Skip(plugged));
            await CardFilters.TakeAsync(host, State.Uuid, added.Skip(plugged));
            await CardNetworks.LeaveAsync(host, State.Uuid, added.Skip(plugged));
            await CardFloors.ForgetAsync(host, added.Skip(plugged));
            // A controller that came for a device which then failed stays, as it does in libvirt.
            var kept = added.Skip(plugged).Aggregate(after, (definition, device) => definition.Without(device));
            if (plugged > 0) await turn.BecomeAsync(turn.State with { Running = turn.State.Running!.WithLive(kept) });
            throw await WithHolderAsync(Said(e), added.Skip(plugged));
        }
        if (Array.Exists(added, device => device is MemoryDevice)) after = await ModulesAsync(live, after, patient: true);
        if (after.CpuTune?.EmulatorPin is { } emulator && Array.Exists(added, device => device is Interface)) BindEmulator(running.Process.Pid, emulator);
        // A module is told of by its memory's name, as libvirt does. A controller is told of where it was asked for, not where it came along.
        foreach (var device in added.Where(device => device is not Controller || added.All(one => one is Controller))) host.Events.Publish(new DeviceAddedEvent(turn.State.Ident, device is MemoryDevice ? $"mem{device.Alias}" : device.Alias!));
        return next with { Running = turn.State.Running!.WithLive(after) with { Plugging = null, LastBlockIndex = lastIndex } };
    }

    /// <summary>With the images below those of the disks that come.</summary>
    async Task<DomainDefinition> WithChainsAsync(DomainDefinition after, HashSet<string?> known)
    {
        var chains = host.ChainsOf(after.Name, paths);
        foreach (var disk in after.Devices.Disks.Where(disk => !known.Contains(disk.Alias)))
            after = after with { Devices = after.Devices.Replace(disk, await chains.FollowAsync(await VolumeDisks.FindAsync(host.Pools, disk, CancellationToken.None), CancellationToken.None)) };
        return after;
    }

    static VirtException Said(Exception e) => e switch
    {
        VirtException said => said,
        IOException => new(ErrorCode.SystemError, e.Message, cause: e),
        OperationCanceledException => Errors.Gone(),
        _ => Errors.Internal(e.Message, e),
    };

    /// <summary>What can only be set on a device that is there.</summary>
    static async Task SettleAsync(Guest live, Device device)
    {
        if (device is Disk disk) await ThrottleAsync(live, disk);
        if (device is Interface { LinkUp: false, Given: null } card) await live.AskAsync(new Qmp.SetLink(card.Alias!, Up: false));
    }

    /// <summary>Gives back what was lent since then, and ends what was started.</summary>
    async Task UnlendAsync(Turns.Turn turn, RunState before)
    {
        await DismissAsync(turn.State.Running!.Companions.Skip(before.Companions.Count));
        await host.Images.ReleaseAsync(paths, [.. turn.State.Running!.Owned.Skip(before.Owned.Count)]);
        await turn.BecomeAsync(turn.State with { Running = before });
    }

    /// <summary>Gives back what a device had that is gone, and no other device of the guest has.</summary>
    async Task<RunState> GiveBackAsync(RunState running, Device gone)
    {
        var stillUsed = running.Live.Devices.All.SelectMany(Images.Of).Select(image => image.Path).ToHashSet();
        ValueList<string> back = [.. running.Owned.Where(entry => Images.Of(gone).Any(image => entry.EndsWith($":{image.Path}", StringComparison.Ordinal) && !stillUsed.Contains(image.Path)))];
        await host.Images.ReleaseAsync(paths, back);
        await RemoveSocketsAsync([gone]);
        RemoveLinks([gone]);
        await CardFilters.TakeAsync(host, State.Uuid, [gone]);
        await CardNetworks.LeaveAsync(host, State.Uuid, [gone]);
        await CardFloors.ForgetAsync(host, [gone]);
        return running with { Owned = running.Owned.Where(entry => !back.Contains(entry)) };
    }

    async Task<DomainState> UnplugAsync(Turns.Turn turn, DomainState next, Device device)
    {
        var live = Live();
        Pluggable.CheckLeave(device, live: true);
        var alias = device.Alias ?? throw Errors.Unsupported("this device has no alias and cannot be detached");
        if (device is Disk { Bus: not (DiskBus.Virtio or DiskBus.Scsi or DiskBus.Usb) })
            throw Errors.Unsupported(device is Disk { Kind: DiskDevice.Cdrom or DiskDevice.Floppy } drive ? $"disk device type '{drive.Kind.Word()}' cannot be detached" : "This type of disk cannot be hot unplugged");
        if (device is Filesystem { Driver.Type: not FilesystemDriverType.Virtiofs }) throw Errors.Unsupported("only virtiofs filesystems can be hotplugged");
        if (device is Controller controller && turn.State.Running!.Live.Devices.Disks.FirstOrDefault(disk => SitsOn(disk, controller)) is { } sitting)
            throw new VirtException(ErrorCode.OperationFailed, "operation failed: device cannot be detached: device is busy") { Hint = $"Detach disk '{sitting.Target}' first: it sits on it." };
        var parts = await PartsOfAsync(turn.State, device);
        // Who finds this after a crash looks whether it has left.
        await turn.BecomeAsync(Leaving(turn.State, alias, isLeaving: true));
        try
        {
            next = next with { Running = turn.State.Running };
            return await Plug.UnplugAsync(live.Monitor, parts, host.Time, live.Gone) ? await GoneAsync(next, device) : next;
        }
        catch (Exception e)
        {
            await turn.BecomeAsync(Leaving(turn.State, alias, isLeaving: false));
            throw Said(e);
        }
    }

    static DomainState Leaving(DomainState state, string alias, bool isLeaving)
    {
        var others = state.Running!.Leaving.Where(other => other != alias);
        return state with { Running = state.Running with { Leaving = isLeaving ? [.. others, alias] : [.. others] } };
    }

    static bool SitsOn(Disk disk, Controller controller) => disk.Address is DriveAddress at && at.Controller == controller.Index && (disk.Bus, controller.Type) is
        (DiskBus.Scsi, ControllerType.Scsi) or (DiskBus.Sata, ControllerType.Sata) or (DiskBus.Ide, ControllerType.Ide) or (DiskBus.Fdc, ControllerType.Fdc);

    async Task<IReadOnlyList<Part>> PartsOfAsync(DomainState state, Device device) =>
        CommandLine.Parts(state.Running!.Live, device, await host.EmulatorOfAsync(state.Running.Live, CancellationToken.None), LaunchPlan.Empty with { Folder = state.Running.Folder });

    async Task<DomainState> GoneAsync(DomainState state, Device device)
    {
        var next = await WithoutAsync(state, device);
        if (device is MemoryDevice) await CountAsync(Live());
        host.Events.Publish(new DeviceRemovedEvent(state.Ident, device.Alias ?? ""));
        return next;
    }

    /// <summary>The state without a device that QEMU does not have; its images go back to their owners.</summary>
    async Task<DomainState> WithoutAsync(DomainState state, Device device)
    {
        var running = state.Running!;
        running = running with { Live = running.Live.Without(device), Leaving = running.Leaving.Where(alias => alias != device.Alias) };
        return state with { Running = await GiveBackAsync(running, device) };
    }

    /// <summary>A guest let a device go that nobody waits for any more, or by its own wish.</summary>
    async Task FinishUnplugAsync(Turns.Turn turn, string alias)
    {
        var state = turn.State;
        // Another device may have been given the alias meanwhile; a QEMU that does not say is believed to have it.
        if (!state.Running!.Leaving.Contains(alias) && (await PresentAsync(Live()) is not { } present || present.Contains(alias))) return;
        await turn.BecomeAsync(await WithoutAsync(Live(), state, alias));
    }

    async Task<DomainState> WithoutAsync(Guest live, DomainState state, string alias)
    {
        if (DeviceMatch.ByAlias(state.Running!.Live, alias) is not { } device) return state;
        await Plug.FinishAsync(live.Monitor, await PartsOfAsync(state, device));
        return await GoneAsync(state, device);
    }

    static async Task UnplugRefusedAsync(Turns.Turn turn, string alias)
    {
        if (turn.State.Running!.Leaving.Contains(alias)) await turn.BecomeAsync(Leaving(turn.State, alias, isLeaving: false));
    }

    async Task TrayMovedAsync(Turns.Turn turn, string tray, bool open)
    {
        var state = turn.State;
        if (state.Running!.Live.Devices.Disks.FirstOrDefault(disk => disk.Alias == tray) is not { } disk) return;
        await turn.BecomeAsync(state.Change(Scope.Live, definition => definition with { Devices = definition.Devices.Replace(disk, disk with { Tray = open ? TrayState.Open : TrayState.Closed }) }));
        host.Events.Publish(new TrayChangeEvent(state.Ident, tray, open ? 0 : 1));
    }

    async Task PortChangedAsync(Turns.Turn turn, string port, bool open)
    {
        var state = turn.State;
        if (state.Running!.Live.Devices.Channels.FirstOrDefault(channel => channel.Alias == port) is not { } channel) return;
        await turn.BecomeAsync(state.Change(Scope.Live, definition => definition with { Devices = definition.Devices.Replace(channel, channel with { State = open ? ChannelState.Connected : ChannelState.Disconnected }) }));
        if (channel.TargetName is "org.qemu.guest_agent.0") host.Events.Publish(new AgentLifecycleEvent(state.Ident, open ? 1 : 2, 2));
    }
}
