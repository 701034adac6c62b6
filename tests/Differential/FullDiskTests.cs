using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>A configuration that cannot be written is refused with libvirt's code, and with the disk's own reason.</summary>
public class FullDiskTests
{
    static readonly string[] Lines = ["define new.xml", "setmem kept 24M --config", "attach-device kept rng.xml --config", "start kept", "setmem kept 24M --live", "destroy kept", "list --all"];

    [Theory]
    [InlineData(false, "No space left on device")]
    [InlineData(true, "Read-only file system")]
    public async Task Virsh_meets_the_same_errors_on_both_daemons(bool readOnly, string reason)
    {
        var missing = Libvirtd.Missing ?? SmallDisk.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        Assert.Equal(await TryAsync(new Libvirtd(), readOnly, reason), await TryAsync(new AerostatDaemon(), readOnly, reason));
    }

    static async Task<string> TryAsync(Daemon daemon, bool readOnly, string reason)
    {
        using SmallDisk disk = new(daemon.At, 24, "etc");
        await using var _ = daemon;
        await daemon.StartAsync();
        daemon.At.Write("rng.xml", "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
        foreach (var name in new[] { "kept", "new" }) daemon.At.Write($"{name}.xml", SmallGuest.Xml(name));
        using Overheard heard = new(daemon.Socket, daemon.At["tap"]);
        await Client.Virsh(daemon).Do("define kept.xml");
        if (readOnly) disk.BeReadOnly(true);
        else disk.Fill();
        List<string> seen = [];
        foreach (var line in Lines)
        {
            heard.Take();
            var ran = await Ran.Of("virsh", ["-c", $"qemu:///system?socket={heard.Path}", line], daemon.At.Path);
            Assert.True(ran.Ok || ran.Err.Contains(reason, StringComparison.Ordinal), $"{daemon.Name}, {line}: {ran.Seen}");
            seen.Add($"{line}: {ran.Code} {string.Join(' ', heard.Take())} {ran.Out}");
        }
        return string.Join('\n', seen);
    }
}
