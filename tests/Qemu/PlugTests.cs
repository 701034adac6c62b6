using Aerostat.Model;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

/// <summary>Devices come to a QEMU that holds before its first instruction: no guest answers, so what needs its consent stays.</summary>
public sealed class PlugTests
{
    static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    static Task Nothing() => Task.CompletedTask;

    [Fact]
    public async Task A_disk_comes_and_goes()
    {
        await using var place = new Place();
        await using var guest = await RunningGuest.StartAsync(Guests.Rich("x86_64", "pc"), await Guests.EmulatorAsync("x86_64"), place.Folder);
        var before = await Names(guest);
        File.Copy(Path.Combine(place.Folder, "b.img"), Path.Combine(place.Folder, "c.img"));
        var (after, disk) = With(guest, $"<disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/><source file='{place.Folder}/c.img'/><target dev='sdb' bus='scsi'/></disk>");
        var parts = CommandLine.Parts(after, disk, guest.Emulator, new LaunchPlan { Running = true });

        await Plug.PlugAsync(guest.Qmp, parts, Nothing, Cancel);
        Assert.Contains(await Names(guest), name => name == disk.Alias);

        Assert.True(await Plug.UnplugAsync(guest.Qmp, parts, TimeProvider.System, Cancel));
        Assert.Equal(before, await Names(guest));
    }

    [Fact]
    public async Task What_fails_leaves_nothing_behind()
    {
        await using var place = new Place();
        await using var guest = await RunningGuest.StartAsync(Guests.Rich("x86_64", "pc"), await Guests.EmulatorAsync("x86_64"), place.Folder);
        var before = await Names(guest);
        File.Copy(Path.Combine(place.Folder, "b.img"), Path.Combine(place.Folder, "c.img"));
        var (after, disk) = With(guest, $"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{place.Folder}/c.img'/><target dev='sdb' bus='scsi'/></disk>");
        var parts = CommandLine.Parts(after, disk, guest.Emulator, new LaunchPlan { Running = true }).SkipLast(1).Append(Part.Device("no-such-device", "x"));

        var error = await Assert.ThrowsAsync<VirtException>(() => Plug.PlugAsync(guest.Qmp, parts, Nothing, Cancel));

        Assert.Contains("no-such-device", error.Message);
        Assert.Equal(before, await Names(guest));
    }

    [Fact]
    public async Task A_device_that_cannot_be_set_as_it_should_be_leaves_again()
    {
        await using var place = new Place();
        await using var guest = await RunningGuest.StartAsync(Guests.Rich("x86_64", "pc"), await Guests.EmulatorAsync("x86_64"), place.Folder);
        var before = await Names(guest);
        File.Copy(Path.Combine(place.Folder, "b.img"), Path.Combine(place.Folder, "c.img"));
        var (after, disk) = With(guest, $"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{place.Folder}/c.img'/><target dev='sdb' bus='scsi'/></disk>");
        var parts = CommandLine.Parts(after, disk, guest.Emulator, new LaunchPlan { Running = true });

        var error = await Assert.ThrowsAsync<VirtException>(() => Plug.PlugAsync(guest.Qmp, parts, async () =>
        {
            Assert.Contains(await Names(guest), name => name == disk.Alias);
            throw new VirtException(ErrorCode.InternalError, "no such limit");
        }, Cancel));

        Assert.Equal("no such limit", error.Message);
        Assert.Equal(before, await Names(guest));
    }

    [Fact]
    public async Task A_card_stays_while_its_guest_is_silent()
    {
        await using var place = new Place();
        await using var guest = await RunningGuest.StartAsync(Guests.Rich("x86_64", "q35"), await Guests.EmulatorAsync("x86_64"), place.Folder);
        var (after, card) = With(guest, "<interface type='user'><mac address='52:54:00:44:55:66'/><model type='virtio'/></interface>");
        var parts = CommandLine.Parts(after, card, guest.Emulator, new LaunchPlan { Running = true });
        await Plug.PlugAsync(guest.Qmp, parts, Nothing, Cancel);

        var gone = await Plug.UnplugAsync(guest.Qmp, parts, TimeProvider.System, Cancel);

        Assert.Equal(gone, !(await Names(guest)).Contains(card.Alias!));
    }

    [Fact]
    public async Task Both_writers_of_a_chardev_make_the_same()
    {
        await using var place = new Place();
        Chardev[] kinds =
        [
            new PlainChardev("one", "null"), new PlainChardev("one", "pty"), new FileChardev("one", Path.Combine(place.Folder, "out,put"), Append: true),
            new UnixChardev("one", Path.Combine(place.Folder, "s")) { Server = true }, new TcpChardev("one", "127.0.0.1", "0") { Server = true },
            new UdpChardev("one", "127.0.0.1", "9") { LocalHost = "127.0.0.1", LocalPort = "0" },
        ];
        var emulator = await Guests.EmulatorAsync("x86_64");
        foreach (var kind in kinds)
        {
            string started, added;
            await using (var guest = await RunningGuest.StartAsync(Guests.Rich("x86_64", "pc"), emulator, place.Folder, Part.OfChardev(kind).Argv())) started = await Shown(guest);
            await using (var guest = await RunningGuest.StartAsync(Guests.Rich("x86_64", "pc"), emulator, place.Folder))
            {
                await Plug.PlugAsync(guest.Qmp, [Part.OfChardev(kind)], Nothing, Cancel);
                added = await Shown(guest);
            }
            Assert.Equal(started, added);
        }

        // What is the host's choice, a terminal's or a port's number, may differ.
        static async Task<string> Shown(RunningGuest guest) =>
            System.Text.RegularExpressions.Regex.Replace((await guest.Qmp.ExecuteAsync(new QueryChardev(), Cancel)).Single(chardev => chardev.Label == "one").FileName, "[0-9]+", "N");
    }

    static (DomainDefinition, Device) With(RunningGuest guest, string xml)
    {
        var completed = Complete.Device(guest.Domain, DeviceXml.Read(xml), guest.Emulator.Platform);
        var after = CommandLine.Prepare(Aliases.Assign(completed));
        var before = guest.Domain.Devices.All.Select(device => device.Alias).ToHashSet();
        return (after, after.Devices.All.Single(device => device.Alias is not null && !before.Contains(device.Alias)));
    }

    /// <summary>All that a plug could leave: devices, nodes, netdevs and objects.</summary>
    static async Task<List<string>> Names(RunningGuest guest)
    {
        List<string> names = [];
        foreach (var path in (string[])["/machine/peripheral", "/objects"])
            names.AddRange((await guest.Qmp.ExecuteAsync(new QomList(path), Cancel)).Select(one => one.Name));
        names.AddRange((await guest.Qmp.ExecuteAsync(new QueryNamedBlockNodes(), Cancel)).Select(node => node.NodeName!));
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
