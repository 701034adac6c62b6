using Aerostat.Engine.Events;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>What an earlier daemon had begun on a guest's devices, and what the guest did while nobody listened.</summary>
public sealed partial class Domain
{
    /// <summary>The state with the devices that QEMU really has.</summary>
    async Task<DomainState> DevicesAsync(Guest live, DomainState state)
    {
        if (await PresentAsync(live) is not { } present) return state;
        if (state.Running!.Plugging is { } plugging)
        {
            if (await live.TryAskAsync(new QueryBlock()) is not { } drives) return state;
            var before = state.Running.Live;
            state = await FinishPlugAsync(live, state, plugging, present);
            state = await FinishMediaAsync(live, state, before, drives);
        }
        state = state with { Running = await GiveBackUnusedAsync(state.Running!) };
        await RemoveStraySocketsAsync(state.Running!);
        var running = state.Running!;
        // A guest may also have let a disk or a card go by its own wish.
        string[] unplugged = [.. running.Leaving, .. running.Live.Devices.All.Where(device => device is Disk or Interface).Select(device => device.Alias ?? "")];
        foreach (var alias in unplugged.Distinct().Where(alias => !present.Contains(alias))) state = await WithoutAsync(live, state, alias);
        return await FrontendsAsync(live, state);
    }

    /// <summary>Names of the devices that QEMU has; null where it does not say.</summary>
    static async Task<HashSet<string>?> PresentAsync(Guest live) =>
        await live.TryAskAsync(new QomList("/machine/peripheral")) is { } there ? [.. there.Select(part => part.Name)] : null;

    /// <summary>A device that QEMU has stays; what stood ready for one that it has not is unmade.</summary>
    async Task<DomainState> FinishPlugAsync(Guest live, DomainState state, DomainDefinition plugging, HashSet<string> present)
    {
        var running = state.Running!;
        var known = running.Live.Devices.All.Select(device => device.Alias).ToHashSet();
        Device[] missing = [.. plugging.Devices.All.Where(device => !known.Contains(device.Alias) && !present.Contains(device.Alias ?? ""))];
        state = state with { Running = running.WithLive(plugging) with { Plugging = null } };
        foreach (var device in missing.Reverse())
        {
            var parts = CommandLine.Parts(plugging, device, await host.EmulatorOfAsync(plugging, CancellationToken.None), Handed(running.Folder, device));
            await Plug.AbandonAsync(live.Monitor, parts);
            state = await WithoutAsync(state, device);
        }
        return state;
    }

    /// <summary>A drive holds the medium that QEMU says is in it, the one before or the one after; the other's nodes are unmade.</summary>
    async Task<DomainState> FinishMediaAsync(Guest live, DomainState state, DomainDefinition before, BlockInfo[] drives)
    {
        foreach (var drive in before.Devices.Disks.Where(disk => disk.IsRemovableMedium))
        {
            var definition = state.Running!.Live;
            if (definition.Devices.Disks.FirstOrDefault(disk => disk.Alias == drive.Alias) is not { } loaded || loaded.Source?.Index == drive.Source?.Index) continue;
            var node = Array.Find(drives, info => Qdev.Names(info.Qdev, drive.Alias))?.Inserted?.NodeName;
            var kept = node == loaded.TopNode ? loaded : node == drive.TopNode ? drive : drive with { Source = null, BackingStore = null };
            foreach (var other in (Disk[])[drive, loaded])
                if (other != kept) await Media.ForgetAsync(live.Monitor, definition, other, await host.EmulatorOfAsync(definition, CancellationToken.None));
            state = state with { Running = state.Running.WithLive(definition with { Devices = definition.Devices.Replace(loaded, kept) }) };
        }
        return state;
    }

    /// <summary>Gives back what was lent for a device that then did not come.</summary>
    async Task<RunState> GiveBackUnusedAsync(RunState running)
    {
        var used = Images.Of(running.Live).Select(image => image.Path).ToHashSet();
        ValueList<string> back = [.. running.Owned.Where(entry => !used.Contains(entry.Split(':', 3)[2]))];
        if (back.IsEmpty) return running;
        await host.Images.ReleaseAsync(paths, back);
        return running with { Owned = running.Owned.Where(entry => !back.Contains(entry)) };
    }

    /// <summary>The descriptors that a card's plug hands over, for the names that QEMU keeps them by.</summary>
    static LaunchPlan Handed(string folder, Device device)
    {
        var plan = LaunchPlan.Empty with { Folder = folder, Running = true };
        if (device is not Interface { Type: InterfaceType.Bridge or InterfaceType.Ethernet or InterfaceType.Network, Alias: { } alias } card) return plan;
        ValueList<int> queues = [.. Enumerable.Repeat(-1, (int)Math.Max(1, card.Driver?.Queues ?? 1))];
        return plan with { Taps = plan.Taps.SetItem(alias, queues), VhostNets = plan.VhostNets.SetItem(alias, queues) };
    }

    /// <summary>Which ports the guest has opened, and which trays; how much of its modules it took.</summary>
    async Task<DomainState> FrontendsAsync(Guest live, DomainState state)
    {
        if (await live.TryAskAsync(new QueryChardev()) is { } chardevs)
            state = state.Change(Scope.Live, definition => Terminals.Fill(definition, chardevs));
        var modules = await ModulesAsync(live, state.Running!.Live, patient: false);
        state = state.Change(Scope.Live, _ => modules);
        if (state.Running!.Live.Devices.Disks.All(disk => !disk.IsRemovableMedium) || await live.TryAskAsync(new QueryBlock()) is not { } drives) return state;
        return state.Change(Scope.Live, definition => definition with
        {
            Devices = definition.Devices with
            {
                Disks = definition.Devices.Disks.Map(disk => disk.IsRemovableMedium && Array.Find(drives, drive => Qdev.Names(drive.Qdev, disk.Alias))?.TrayOpen is { } open
                    ? disk with { Tray = open ? TrayState.Open : null }
                    : disk),
            },
        });
    }
}
