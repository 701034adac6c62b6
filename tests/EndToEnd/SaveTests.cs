using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>What goes wrong while a guest's memory is on its way into a file: the guest goes on as it was.</summary>
public class SaveTests
{
    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("bzip2", 2)]
    [InlineData("xz", 3)]
    public async Task Memory_is_packed_as_the_configuration_says(string format, byte number)
    {
        await using var tried = await Tried.StartAsync(daemon => Configure(daemon, format));
        await SmallGuest.DefineAsync(tried.Virsh, "packed");
        await tried.Virsh.Do("start packed");
        var file = tried.Daemon.At["packed.save"];
        await tried.Virsh.Do($"save packed {file}");
        Assert.Equal(number, (await File.ReadAllBytesAsync(file))[28]);
        await tried.Virsh.Do($"restore {file}");
        Assert.Equal("running (restored)", (await tried.Virsh.Do("domstate packed --reason")).Trim());
    }

    [Fact]
    public async Task A_guest_goes_on_with_the_firmware_that_was_chosen()
    {
        await using var tried = await Tried.StartAsync();
        var xml = SmallGuest.Xml("efi", memory: "<memory unit='MiB'>128</memory>").Replace("<os>", "<os firmware='efi'>", StringComparison.Ordinal).Replace("<devices>", "<features><acpi/></features><devices>", StringComparison.Ordinal);
        await tried.Virsh.Do($"define {tried.Daemon.At.Write("efi.xml", xml)}");
        await tried.Virsh.Do("start efi");
        Assert.Contains("<os>", await tried.Virsh.Do("dumpxml efi"));
        Assert.Contains("<os firmware='efi'>", await tried.Virsh.Do("dumpxml efi --inactive"));
        await tried.Virsh.Do("managedsave efi");
        await tried.Virsh.Do("start efi");
        Assert.Equal("running (restored)", (await tried.Virsh.Do("domstate efi --reason")).Trim());
    }

    [Fact]
    public async Task A_save_that_is_given_up_leaves_the_guest_as_it_was()
    {
        await using var tried = await Tried.StartAsync(Slow);
        await SavingAsync(tried);

        // Who asks is answered, who changes waits, and the one who saves is told.
        Assert.Equal("paused (saving)", (await tried.Virsh.Do("domstate large --reason")).Trim());
        Assert.Matches("Operation: +Save", await tried.Virsh.Do("domjobinfo large"));
        foreach (var line in new[] { "dominfo large", "dumpxml large", "domstats large", "list --all" }) await tried.Virsh.Do(line, TimeSpan.FromSeconds(20));
        var resume = tried.Virsh.Run("resume large");
        await tried.Virsh.Do("domjobabort large");
        Assert.Contains("canceled by client", (await saving).Err);
        await resume;
        Assert.Equal("running", await tried.Virsh.State("large"));
        Assert.False(File.Exists(tried.Daemon.At["large.save"]));
        Assert.Contains("no job is active", (await tried.Virsh.Run("domjobabort large")).Err);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_daemon_that_is_killed_in_mid_save_lets_the_guest_go_on(bool runs)
    {
        await using var tried = await Tried.StartAsync(Slow);
        await SavingAsync(tried, paused: !runs);
        await tried.Daemon.KillAsync();
        await saving;
        await tried.Daemon.StartAsync();

        await Wait.Until("the guest to be as it was", async () => await tried.Virsh.State("large") == (runs ? "running" : "paused") && (await Qemu(tried)).Contains(runs ? "\"running\":true" : "\"running\":false"));
        Assert.Contains("save image is incomplete", (await tried.Virsh.Run($"restore {tried.Daemon.At["large.save"]}")).Err);
        await tried.Virsh.Do("setmem large 16M");
    }

    [Fact]
    public async Task A_guest_that_dies_in_mid_save_is_shut_off()
    {
        await using var tried = await Tried.StartAsync(Slow);
        await SavingAsync(tried);
        Signals.Send(Assert.Single(tried.Guests()), Signals.Kill);
        Assert.Contains("no longer running", (await saving).Err);
        await Wait.Until("its end", async () => (await tried.Virsh.Do("domstate large --reason")).Trim() == "shut off (crashed)");
        Assert.False(File.Exists(tried.Daemon.At["large.save"]));
        await tried.Virsh.Do("start large");
    }

    [Fact]
    public async Task A_guest_that_is_being_saved_can_be_destroyed()
    {
        await using var tried = await Tried.StartAsync(Slow);
        await SavingAsync(tried);
        await tried.Virsh.Do("destroy large");
        Assert.False((await saving).Ok);
        Assert.Equal("shut off", await tried.Virsh.State("large"));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_guest_as_it_was()
    {
        Assert.SkipWhen(Environment.UserName != "root", "a small file system needs root");
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "large");
        await tried.Virsh.Do("start large");
        var small = tried.Daemon.At.Folder("small");
        (await Ran.Shell($"mount -t tmpfs -o size=256k none {small}")).OrThrow();
        try
        {
            var ran = await tried.Virsh.Run($"save large {small}/large.save");
            Assert.Contains($"Unable to write '{small}/large.save': No space left on device", ran.Err);
            Assert.Empty(Directory.GetFileSystemEntries(small));
            Assert.Equal("running", await tried.Virsh.State("large"));
            Assert.Contains("\"running\":true", await Qemu(tried));
            // And nothing of it stands in the way of the next.
            await tried.Virsh.Do($"save large {tried.Daemon.At["large.save"]}");
        }
        finally
        {
            (await Ran.Shell($"umount {small}")).OrThrow();
        }
    }

    [Fact]
    public async Task A_dump_that_is_given_up_leaves_the_guest_as_it_was()
    {
        await using var tried = await Tried.StartAsync(Slow);
        await SavingAsync(tried, order: "dump");
        Assert.Equal("paused (dumping)", (await tried.Virsh.Do("domstate large --reason")).Trim());
        await tried.Virsh.Do("domjobabort large");
        Assert.Contains("canceled by client", (await saving).Err);
        Assert.Equal("running", await tried.Virsh.State("large"));
        Assert.False(File.Exists(tried.Daemon.At["large.save"]));
    }

    [Fact]
    public async Task A_daemon_that_is_killed_in_mid_dump_lets_the_guest_go_on()
    {
        await using var tried = await Tried.StartAsync(Slow);
        await SavingAsync(tried, order: "dump");
        await tried.Daemon.KillAsync();
        await saving;
        await tried.Daemon.StartAsync();
        await Wait.Until("the guest to be as it was", async () => await tried.Virsh.State("large") == "running" && (await Qemu(tried)).Contains("\"running\":true"));
    }

    [Fact]
    public async Task What_is_no_file_is_refused_at_once()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "small");
        await tried.Virsh.Do("start small");
        (await Ran.Shell("mkfifo fifo", tried.Daemon.At.Path)).OrThrow();
        foreach (var order in new[] { "save", "dump" }) Assert.Contains("is a pipe", (await tried.Virsh.Run($"{order} small {tried.Daemon.At["fifo"]}")).Err);
        Assert.Equal("running", await tried.Virsh.State("small"));

        await tried.Virsh.Do("managedsave small");
        Assert.True((await tried.Virsh.RunReadOnly("managedsave-dumpxml small")).Ok);
        Assert.Contains("secure flag", (await tried.Virsh.RunReadOnly("managedsave-dumpxml small --security-info")).Err);
    }

    [Fact]
    public async Task A_saved_guest_that_was_sealed_by_no_daemon_is_brought_to_its_end()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "whole");
        await tried.Virsh.Do("start whole");
        var file = tried.Daemon.At["whole.save"];
        await tried.Virsh.Do($"save whole {file}");
        await tried.Virsh.Do($"restore {file} --paused");
        await tried.Daemon.KillAsync();
        // As a daemon leaves it that is killed after the last byte and before the seal.
        Mark("whole", $$"""{"operation": 2, "resume": true, "file": "{{file}}", "is-written": true}""", tried);
        await using (var save = File.OpenWrite(file)) save.Write("LibvirtQemudPart"u8);
        await tried.Daemon.StartAsync();

        await Wait.Until("its end", async () => (await tried.Virsh.Do("domstate whole --reason")).Trim() == "shut off (saved)");
        await tried.Virsh.Do($"restore {file}");
    }

    [Fact]
    public async Task A_guest_that_goes_on_leaves_nothing_to_go_on_from_again_wherever_its_daemon_is_killed()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "once");
        await tried.Virsh.Do("start once");
        await tried.Virsh.Do("managedsave once");
        var (saved, copy) = (tried.Daemon.At["lib/qemu/save/once.save"], tried.Daemon.At["copy"]);
        File.Copy(saved, copy);
        await tried.Virsh.Do("start once");
        Assert.False(File.Exists(saved));
        await tried.Virsh.Do("suspend once");
        await tried.Daemon.KillAsync();
        // As a daemon leaves it that is killed between the mark and the guest's first instruction.
        Mark("once", $$"""{"operation": 3, "resume": true, "file": "{{saved}}"}""", tried);
        File.Move(copy, saved);
        await tried.Daemon.StartAsync();

        await Wait.Until("it to go on", async () => (await tried.Virsh.Do("domstate once --reason")).Trim() == "running (restored)");
        Assert.False(File.Exists(saved));
        Assert.Contains("\"running\":true", (await tried.Virsh.Run("""qemu-monitor-command once '{"execute":"query-status"}'""")).Out);
    }

    static void Mark(string domain, string job, Tried tried)
    {
        var status = tried.Daemon.At[$"run/qemu/{domain}.json"];
        var text = File.ReadAllText(status);
        File.WriteAllText(status, text.Insert(text.IndexOf('{') + 1, $"\"job\": {job},"));
    }

    Task<Ran> saving = Task.FromResult(new Ran("", 0, "", ""));

    /// <summary>A packer that reads nothing: the save stands still in its midst, at no cost. As any, it ends with the daemon that reads it.</summary>
    static void Slow(AerostatDaemon daemon)
    {
        Configure(daemon, "xz");
        daemon.Tools = daemon.At.Folder("tools");
        var tool = daemon.At.Write("tools/xz", "#!/bin/sh\nwhile sleep 0.1; do echo more || exit 1; done\n");
        File.SetUnixFileMode(tool, (UnixFileMode)0b111_101_101);
    }

    static void Configure(AerostatDaemon daemon, string format)
    {
        daemon.At.Folder("etc");
        daemon.At.Write("etc/aerostatd.conf", $"save_image_format = \"{format}\"\ndump_image_format = \"{format}\"\n");
    }

    /// <summary>Starts a guest whose memory is more than a pipe holds, and its save; returns when memory flows.</summary>
    async Task SavingAsync(Tried tried, bool paused = false, string order = "save")
    {
        await tried.Virsh.Do($"define {tried.Daemon.At.Write("large.xml", SmallGuest.Xml("large", memory: "<memory unit='MiB'>1024</memory>"))}");
        await tried.Virsh.Do($"start large{(paused ? " --paused" : "")}");
        saving = tried.Virsh.Run($"{order} large {tried.Daemon.At["large.save"]}");
        await Wait.Until("the memory to flow", async () => (await tried.Virsh.Run("""qemu-monitor-command large '{"execute":"query-migrate"}'""")).Out.Contains("\"active\""));
    }

    static async Task<string> Qemu(Tried tried) => (await tried.Virsh.Run("""qemu-monitor-command large '{"execute":"query-status"}'""")).Out;
}
