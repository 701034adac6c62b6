using Aerostat.Engine.Storage;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Changes a device that is there: the medium in a drive, the link of a card, the password of a display.</summary>
    /// <param name="force">A locked tray is opened without asking the guest.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationUnsupported"/>: live, and of a kind that QEMU cannot change.</exception>
    /// <remarks>Source: libvirt <c>virDomainUpdateDeviceFlags</c>; QAPI <c>blockdev-insert-medium</c>, <c>set_link</c>.</remarks>
    public Task UpdateAsync(string xml, Scope scope, bool force, CancellationToken cancel) => turns.TakeAsync("update-device", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        var wanted = DeviceXml.Read(xml);
        if (at.HasFlag(Scope.Config)) Pluggable.CheckChange(wanted, live: false);
        if (at.HasFlag(Scope.Live)) Pluggable.CheckChange(wanted, live: true);
        if (wanted is MemoryDevice memory) MemoryModules.CheckItself(memory);
        var next = state;
        if (at.HasFlag(Scope.Config))
        {
            var saved = Complete.Again(state.Saved!);
            if (wanted is MemoryDevice module) next = next with { Saved = await CheckedAsync(Update(saved, module)) };
            else next = next with { Saved = await CompletedAsync(Update(saved, wanted)) };
        }
        if (at.HasFlag(Scope.Live)) next = next with { Running = await UpdateLiveAsync(turn, wanted, force) };
        await turn.BecomeAsync(next);
    }, cancel);

    static DomainDefinition Update(DomainDefinition saved, Device wanted)
    {
        if (wanted is Disk none && saved.Devices.Disks.All(disk => disk.Target != none.Target)) throw Errors.Argument($"target {none.Target} doesn't exist.");
        var found = DeviceMatch.Find(saved, wanted, live: false);
        // Another model may want another kind of place.
        var place = (found, wanted) is (Interface { Model: var before }, Interface { Model: var after }) && before != after ? null : found.Address;
        return saved with { Devices = saved.Devices.Replace(found, wanted with { Address = wanted.Address ?? place, Alias = wanted.Alias ?? found.Alias }) };
    }

    /// <summary>What the document of the changed device left out is filled in as at a define.</summary>
    async Task<DomainDefinition> CompletedAsync(DomainDefinition definition)
    {
        var platform = (await host.EmulatorOfAsync(definition, CancellationToken.None)).Platform;
        return await CheckedAsync(Complete.Definition(definition, platform));
    }

    async Task<DomainDefinition> CheckedAsync(DomainDefinition definition)
    {
        Check.Definition(definition, (await host.EmulatorOfAsync(definition, CancellationToken.None)).Platform);
        return definition;
    }

    async Task<RunState> UpdateLiveAsync(Turns.Turn turn, Device wanted, bool force)
    {
        var live = Live();
        var definition = turn.State.Running!.Live;
        if (wanted is Disk none && definition.Devices.Disks.All(disk => disk.Target != none.Target)) throw Errors.Internal($"disk '{none.Target}' not found");
        if (wanted is MemoryDevice module) return turn.State.Running!.WithLive(await RequestAsync(live, definition, module));
        if (wanted is Interface { FilterRef: not null } filtered) FilterNeeds.Demand(host.Filters, filtered);
        var found = DeviceMatch.Find(definition, wanted, live: true);
        return (found, wanted) switch
        {
            (Disk { IsRemovableMedium: true } drive, Disk medium) => await ChangeMediumAsync(turn, live, drive, medium, force),
            (Interface card, Interface other) => turn.State.Running!.WithLive(await ChangeCardAsync(live, definition, card, other)),
            (Graphics shown, Graphics other) => turn.State.Running!.WithLive(await ChangeGraphicsAsync(live, definition, shown, other)),
            (Disk disk, Disk other) when disk.Source?.Path == other.Source?.Path => Unchangeable(turn, disk, other),
            (Disk disk, Disk other) when disk.Source != other.Source => throw Errors.ConfigUnsupported("disk source can be changed only in removable drives"),
            _ => throw Errors.Unsupported($"live update of device '{DeviceXml.Name(found)}' is not supported"),
        };
    }

    static RunState Unchangeable(Turns.Turn turn, Disk disk, Disk wanted)
    {
        DiskChanges.Demand(disk, wanted);
        return turn.State.Running!;
    }

    async Task<RunState> ChangeMediumAsync(Turns.Turn turn, Guest live, Disk drive, Disk medium, bool force)
    {
        var running = turn.State.Running!;
        var definition = running.Live;
        var loaded = drive with { Type = medium.Type, Source = (medium.Source ?? new()) with { Index = null }, Driver = medium.Driver ?? drive.Driver, BackingStore = medium.BackingStore };
        loaded = await VolumeDisks.FindAsync(host.Pools, loaded, CancellationToken.None);
        if (loaded is { IsEmpty: false, Driver: { Format: null } driver }) loaded = loaded with { Driver = driver with { Format = StorageFormat.Raw } };
        loaded = await host.ChainsOf(definition.Name, paths).FollowAsync(loaded, CancellationToken.None);
        var lastIndex = running.LastBlockIndex;
        var after = BlockIndexes.Number(definition with { Devices = definition.Devices.Replace(drive, loaded) }, ref lastIndex, disk => disk.Alias == drive.Alias);
        loaded = after.Devices.Disks.First(disk => disk.Alias == drive.Alias);
        using HostResources resources = new(forStart: false) { Secrets = host.Secrets };
        try
        {
            resources.Make(loaded, running.Folder, host.Options.QemuUser);
            await LendAsync(turn, Images.Of(loaded), before => before with { Plugging = after });
            await Media.ChangeAsync(live.Monitor, definition, drive, loaded, await host.EmulatorOfAsync(definition, CancellationToken.None), resources.Plan, force, live.Gone);
            await ThrottleAsync(live, loaded);
        }
        catch (Exception e) when (live.IsCutOff && live.Process.IsAlive && turn.State.Running!.Plugging is not null)
        {
            // Which of the two is in the drive, who finds the monitor again asks.
            throw Said(e);
        }
        catch (Exception e)
        {
            await UnlendAsync(turn, running with { LastBlockIndex = lastIndex });
            throw await WithHolderAsync(Said(e), [loaded]);
        }
        return await GiveBackAsync(turn.State.Running!.WithLive(after) with { Plugging = null, LastBlockIndex = lastIndex }, drive);
    }

    /// <summary>Link and bridge can change under a running guest; what the guest would have to see anew cannot.</summary>
    async Task<DomainDefinition> ChangeCardAsync(Guest live, DomainDefinition definition, Interface card, Interface wanted)
    {
        if (wanted.Model is { } model && model != card.Model)
            throw Errors.Unsupported($"cannot modify network device model from {card.Model} to {model}");
        if (wanted.Address is { } address && card.Address is { } own && address != own) throw Errors.Unsupported("cannot modify network device guest PCI address");
        if (wanted.Target is { } name && name != card.Target) throw Errors.Unsupported("cannot modify network device tap name");
        if (wanted.Mtu is { } mtu && mtu != card.Mtu) throw Errors.Unsupported("cannot modify MTU");
        Unchanged(card, wanted);
        if (wanted.Type != card.Type || card.Given is not null) throw Errors.Unsupported($"unable to change config on '{wanted.Type.Word()}' network type");
        if (wanted.Source?.Bridge is { } bridge && bridge != card.Source?.Bridge) MoveToBridge(card, bridge);
        if (wanted.FilterRef != card.FilterRef) await CardFilters.ChangeAsync(host, definition, card, wanted.FilterRef);
        if (wanted.Bandwidth != card.Bandwidth)
        {
            var limited = card with { Bandwidth = wanted.Bandwidth };
            definition = await LimitedAsync(definition with { Devices = definition.Devices.Replace(card, limited) }, card, limited);
            card = definition.Devices.Interfaces.First(one => one.Alias == card.Alias);
        }
        if (wanted.LinkUp is not false != card.LinkUp is not false) await live.AskAsync(new SetLink(card.Alias!, wanted.LinkUp is not false));
        var changed = card with { LinkUp = wanted.LinkUp, Bandwidth = wanted.Bandwidth, FilterRef = wanted.FilterRef, Source = wanted.Source?.Bridge is null ? card.Source : card.Source! with { Bridge = wanted.Source.Bridge } };
        return definition with { Devices = definition.Devices.Replace(card, changed) };
    }

    /// <summary>What the guest was started with stays; where a document leaves it out, nothing is asked for.</summary>
    static void Unchanged(Interface card, Interface wanted)
    {
        if (wanted.Driver is { } driver && driver != card.Driver) throw Errors.Unsupported("cannot modify virtio network device driver attributes");
        if (wanted.Script != card.Script) throw Errors.Unsupported("cannot modify network device script attribute");
        if (wanted.Alias is { } alias && alias != card.Alias) throw Errors.Unsupported("cannot modify network device alias");
        if (wanted.BootOrder is { } order && order != card.BootOrder) throw Errors.Unsupported("cannot modify network device boot index setting");
        if (wanted.Rom is { } rom && rom != card.Rom) throw Errors.Unsupported("cannot modify network device rom bar and/or rom file");
    }

    static void MoveToBridge(Interface card, string bridge)
    {
        if (card.Target is not { } port) throw Errors.Internal("this card has no tap");
        if (!NetworkInterface.IsBridge(bridge)) throw Errors.Failed($"bridge {bridge} doesn't exist");
        var before = NetworkInterface.BridgeOf(port);
        try
        {
            if (before is not null) NetworkInterface.RemoveFromBridge(before, port);
            NetworkInterface.AddToBridge(bridge, port);
        }
        catch (LinuxException e)
        {
            if (before is not null && NetworkInterface.BridgeOf(port) is null) NetworkInterface.AddToBridge(before, port);
            throw new VirtException(ErrorCode.SystemError, $"cannot move '{port}' to bridge '{bridge}': {e.Message}", cause: e);
        }
    }
}
