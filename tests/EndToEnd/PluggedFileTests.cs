using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Files that a running QEMU is handed open, each by a number that nothing else has.</summary>
public class PluggedFileTests
{
    /// <summary>What is open in QEMU's sets. A character device that was removed leaves its set, empty.</summary>
    static async Task<string[]> OpenAsync(Tried tried) =>
        [.. Regex.Matches(await tried.Virsh.Do("""qemu-monitor-command g '{"execute":"query-fdsets"}'"""), "\"opaque\":\"[^\"]*\"").Select(match => match.Value)];

    [Fact]
    public async Task What_a_guest_says_through_a_plugged_channel_is_in_its_own_files_and_in_no_other()
    {
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        string serial = at["serial.log"], said = at["said"], logged = at["logged"];
        await RealGuest.DefineAsync(tried, $"<serial type='pty'><log file='{serial}'/></serial>");
        using var guest = await RealGuest.StartAsync(tried);
        var before = await OpenAsync(tried);

        var channel = at.Write("channel.xml", $"<channel type='file'><source path='{said}'/><log file='{logged}'/><target type='virtio' name='test.said'/></channel>");
        await tried.Virsh.Do($"attach-device g {channel}");
        await Wait.Until("the port", async () => (await guest.Run("echo from inside >/dev/$(basename $(dirname $(grep -l test.said /sys/class/virtio-ports/*/name)))")).Code == 0);
        foreach (var file in new[] { said, logged }) await Wait.Until($"words in {file}", async () => (await File.ReadAllTextAsync(file)).Contains("from inside", StringComparison.Ordinal));
        Assert.DoesNotContain("from inside", await File.ReadAllTextAsync(serial), StringComparison.Ordinal);

        await tried.Virsh.Do($"detach-device g {channel}");
        Assert.Equal(before, await OpenAsync(tried));
    }

    [Fact]
    public async Task A_card_whose_device_is_not_there_or_is_none_leaves_the_guest_as_it_was()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "g");
        await tried.Virsh.Do("start g");
        var before = await tried.Virsh.Do("dumpxml g");

        foreach (var (device, why) in new[] { ("/dev/vhost-vdpa-none", "Unable to open '/dev/vhost-vdpa-none' for vdpa device: No such file or directory"), ("/dev/null", "Fail to query features from vhost-vDPA device") })
            Assert.Contains(why, (await tried.Virsh.Run($"attach-device g {tried.Daemon.At.Write("card.xml", $"<interface type='vdpa'><source dev='{device}'/></interface>")}")).Err);
        Assert.Equal(before, await tried.Virsh.Do("dumpxml g"));
        Assert.Empty(await OpenAsync(tried));
    }
}
