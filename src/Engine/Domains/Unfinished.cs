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
        if (state.Running!.Plugging is { } plugging) state = await FinishPlugAsync(live, state, plugging, present);
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

    /// <summary>The descriptors that a card's plug hands over, for the names that QEMU keeps them by.</summary>
    static LaunchPlan Handed(string folder, Device device)
    {
        var plan = LaunchPlan.Empty with { Folder = folder, Running = true };
        if (device is not Interface { Type: InterfaceType.Bridge or InterfaceType.Ethernet or InterfaceType.Network, Alias: { } alias } card) return plan;
        ValueList<int> queues = [.. Enumerable.Repeat(-1, (int)Math.Max(1, card.Driver?.Queues ?? 1))];
        return plan with { Taps = plan.Taps.SetItem(alias, queues), VhostNets = plan.VhostNets.SetItem(alias, queues) };
    }

    /// <summary>Which ports the guest has opened, and which trays.</summary>
    static async Task<DomainState> FrontendsAsync(Guest live, DomainState state)
    {
        if (await live.TryAskAsync(new QueryChardev()) is { } chardevs)
            state = state.Change(Scope.Live, definition => Terminals.Fill(definition, chardevs));
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
