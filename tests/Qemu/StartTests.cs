using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Qemu.Tests;

/// <summary>Real emulators take the command lines, and come as far as the first instruction.</summary>
public sealed class StartTests
{
    static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x86_64", "q35", "<disk type='file' device='cdrom'><target dev='sdb' bus='sata'/></disk><watchdog model='i6300esb'/><panic model='isa'/><sound model='ich9'/>")]
    [InlineData("x86_64", "pc", "<disk type='file' device='cdrom'><target dev='hda' bus='ide'/></disk><watchdog model='ib700' action='poweroff'/><parallel type='null'/>")]
    [InlineData("aarch64", "virt", "")]
    public async Task A_rich_guest_starts(string arch, string machine, string devices)
    {
        var emulator = await Guests.EmulatorAsync(arch);
        var folder = Directory.CreateTempSubdirectory("aerostat-start").FullName;
        try
        {
            await using var guest = await RunningGuest.StartAsync(Guests.Rich(arch, machine, devices), emulator, folder);

            var status = await guest.Qmp.ExecuteAsync(new QueryStatus(), Cancel);
            Assert.Equal("prelaunch", status.Status);
            Assert.Contains(await guest.Qmp.ExecuteAsync(new QueryBlockstats(), Cancel), stats => stats.Qdev is { } name && name.Contains("virtio-disk0", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
