using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Changes a device that is there: the medium in a drive, the link of a card.</summary>
    /// <param name="force">A locked tray is opened without asking the guest.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationUnsupported"/>: live, and of a kind that QEMU cannot change.</exception>
    /// <remarks>Source: libvirt <c>virDomainUpdateDeviceFlags</c>; QAPI <c>blockdev-insert-medium</c>, <c>set_link</c>.</remarks>
    public Task UpdateAsync(string xml, Scope scope, bool force, CancellationToken cancel) => turns.TakeAsync("update-device", async turn =>
    {
        var state = turn.State;
        var at = state.At(scope);
        var wanted = DeviceXml.Read(xml);
        var next = state;
        if (at.HasFlag(Scope.Config))
        {
            var saved = Complete.Again(state.Saved!);
            if (wanted is Disk none && saved.Devices.Disks.All(disk => disk.Target != none.Target)) throw Errors.Argument($"target {none.Target} doesn't exist.");
            var found = DeviceMatch.Find(saved, wanted);
            next = next with { Saved = saved with { Devices = saved.Devices.Replace(found, wanted with { Address = wanted.Address ?? found.Address, Alias = wanted.Alias ?? found.Alias }) } };
        }
        if (at.HasFlag(Scope.Live)) next = next with { Running = await UpdateLiveAsync(turn, wanted, force) };
        await turn.BecomeAsync(next);
    }, cancel);

    async Task<RunState> UpdateLiveAsync(Turns.Turn turn, Device wanted, bool force)
    {
        var live = Live();
        var definition = turn.State.Running!.Live;
        if (wanted is Disk none && definition.Devices.Disks.All(disk => disk.Target != none.Target)) throw Errors.Internal($"disk '{none.Target}' not found");
        var found = DeviceMatch.Find(definition, wanted);
        var changed = (found, wanted) switch
        {
            (Disk { IsRemovableMedium: true } drive, Disk medium) => await ChangeMediumAsync(turn, live, drive, medium, force),
            (Interface card, Interface link) => await SetLinkAsync(live, definition, card, link),
            (Disk disk, Disk other) when disk.Source != other.Source => throw Errors.ConfigUnsupported("disk source can be changed only in removable drives"),
            _ => throw Errors.Unsupported($"live update of device '{DeviceXml.Name(found)}' is not supported"),
        };
        return turn.State.Running! with { Live = changed };
    }

    async Task<DomainDefinition> ChangeMediumAsync(Turns.Turn turn, Guest live, Disk drive, Disk medium, bool force)
    {
        var definition = turn.State.Running!.Live;
        var loaded = drive with { Type = medium.Type, Source = medium.Source, Driver = medium.Driver ?? drive.Driver };
        var after = BlockIndexes.Number(definition with { Devices = definition.Devices.Replace(drive, loaded) });
        loaded = after.Devices.Disks.First(disk => disk.Alias == drive.Alias);
        await LendAsync(turn, [loaded]);
        await Media.ChangeAsync(live.Monitor, definition, drive, loaded, await host.EmulatorOfAsync(definition, CancellationToken.None), force, live.Gone);
        return after;
    }

    static async Task<DomainDefinition> SetLinkAsync(Guest live, DomainDefinition definition, Interface card, Interface wanted)
    {
        if (wanted.Source is { } source && source.Bridge != card.Source?.Bridge || wanted.Type != card.Type)
            throw Errors.Unsupported("the network of a running guest's card cannot be changed; detach it and attach another");
        await live.AskAsync(new SetLink(card.Alias!, wanted.LinkUp is not false));
        return definition with { Devices = definition.Devices.Replace(card, card with { LinkUp = wanted.LinkUp }) };
    }
}
