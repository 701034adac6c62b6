using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A disk that is full, or read-only: what cannot be kept is refused by its reason, what is there stays whole, and all goes on when there is room again.</summary>
public class FullDiskTests
{
    static readonly string[] Folders = ["etc", "run", "lib", "log"];

    const string Rng = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";

    [Fact]
    public async Task Nothing_is_lost_on_a_full_disk()
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        await using FullDisk full = await FullDisk.StartAsync(Folders);
        var (tried, virsh) = (full.Tried, full.Tried.Virsh);
        await SmallGuest.DefineAsync(virsh, "off");
        await SmallGuest.DefineAsync(virsh, "on");
        await virsh.Do("start on");
        var before = await Documents(virsh);
        full.Disk.Fill();

        foreach (var line in new[]
        {
            $"define {tried.Daemon.At.Write("new.xml", SmallGuest.Xml("new"))}", "start off", "create new.xml", "setmem on 24M --config", $"attach-device on {tried.Daemon.At.Write("rng.xml", Rng)} --config",
            "attach-device on rng.xml --live", "save on run/on.save", "managedsave on", "desc off --config words",
        })
        {
            var ran = await virsh.Run(line);
            Assert.True(!ran.Ok && ran.Err.Contains("No space left on device", StringComparison.Ordinal), $"{line}: {ran.Code}, {ran.Seen}");
        }
        Assert.Equal("running", await virsh.State("on"));
        Assert.Equal(before, await Documents(virsh));

        // What needs no room, and what has happened, is done; it is kept later.
        await virsh.Do("suspend on");
        Assert.Equal("paused", await virsh.State("on"));
        await virsh.Do("setmem on 24M --live");
        Assert.Empty(Halves(tried));
        var guest = Assert.Single(tried.Guests());

        foreach (var end in new[] { tried.Daemon.StopAsync, tried.Daemon.KillAsync })
        {
            await end();
            await tried.Daemon.StartAsync();
            Assert.Equal("paused", await virsh.State("on"));
            Assert.Equal("shut off", await virsh.State("off"));
            Assert.Equal(guest, Assert.Single(tried.Guests()));
        }

        full.Disk.Free();
        var paused = "\"State\":3,";
        await Wait.Until("the guest's state to be kept", async () => (await File.ReadAllTextAsync(tried.Daemon.At["run/qemu/on.json"])).Replace(" ", "", StringComparison.Ordinal).Contains(paused, StringComparison.OrdinalIgnoreCase));
        foreach (var line in new[] { "define new.xml", "start new", "start off", "resume on", "attach-device on rng.xml --live --config", "managedsave on", "start on", "destroy on", "destroy off", "destroy new", "undefine off" }) await virsh.Do(line);
        Assert.Empty(Halves(tried));
    }

    [Fact]
    public async Task A_configuration_that_is_read_only_is_used_and_never_changed()
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        await using FullDisk full = await FullDisk.StartAsync("etc");
        var (tried, virsh) = (full.Tried, full.Tried.Virsh);
        await SmallGuest.DefineAsync(virsh, "kept");
        var before = await Documents(virsh);
        full.Disk.BeReadOnly(true);

        foreach (var line in new[] { $"define {tried.Daemon.At.Write("new.xml", SmallGuest.Xml("new"))}", "undefine kept", "autostart kept", "setmem kept 24M --config", "domrename kept other", "pool-define-as p dir --target /tmp" })
        {
            var ran = await virsh.Run(line);
            Assert.True(!ran.Ok && ran.Err.Contains("Read-only file system", StringComparison.Ordinal), $"{line}: {ran.Code}, {ran.Seen}");
        }
        Assert.Equal(before, await Documents(virsh));

        // A guest needs none of it to run, nor does the daemon to start.
        await virsh.Do("start kept");
        await virsh.Do("setmem kept 24M --live");
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal("running", await virsh.State("kept"));
        await virsh.Do("destroy kept");

        full.Disk.BeReadOnly(false);
        foreach (var line in new[] { "define new.xml", "autostart kept", "setmem kept 24M --config", "domrename kept other", "undefine other", "undefine new" }) await virsh.Do(line);
    }

    /// <summary>What clients see of all domains.</summary>
    static async Task<string> Documents(Client virsh)
    {
        var names = (await virsh.Do("list --all --name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', await Task.WhenAll(names.Order().Select(async name => await virsh.Do($"dumpxml {name} --inactive") + await virsh.State(name))));
    }

    /// <summary>Files that were begun and not finished.</summary>
    static string[] Halves(Tried tried) => [.. Folders.SelectMany(folder => Directory.EnumerateFiles(tried.Daemon.At[folder], "*", SearchOption.AllDirectories))
        .Where(file => file.EndsWith(".new", StringComparison.Ordinal) || file.EndsWith(".save", StringComparison.Ordinal) || new FileInfo(file).Length == 0 && (file.EndsWith(".xml", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal)))];

    /// <summary>A daemon some of whose folders lie on a disk of 24 MiB.</summary>
    sealed class FullDisk(Tried tried, SmallDisk disk) : IAsyncDisposable
    {
        public Tried Tried => tried;
        public SmallDisk Disk => disk;

        public static async Task<FullDisk> StartAsync(params string[] folders)
        {
            SmallDisk? disk = null;
            return new(await Tried.StartAsync(daemon => disk = new(daemon.At, 24, folders)), disk!);
        }

        public async ValueTask DisposeAsync()
        {
            await tried.Daemon.KillAsync();
            foreach (var guest in tried.Guests()) Signals.Send(guest, Signals.Kill);
            disk.Dispose();
            await tried.DisposeAsync();
        }
    }
}
