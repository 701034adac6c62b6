using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class ConfinementTests
{
    [Fact]
    public async Task Qemu_reaches_its_variables_through_a_root_that_is_closed_to_it()
    {
        await using var tried = await Tried.StartAsync();
        File.SetUnixFileMode(tried.Daemon.At.Path, (UnixFileMode)0b111_000_000);
        var xml = SmallGuest.Xml("efi", memory: "<memory unit='MiB'>128</memory>").Replace("<os>", "<features><acpi/><smm state='on'/></features><os firmware='efi'>");

        await tried.Virsh.Do($"create --paused {tried.Daemon.At.Write("efi.xml", xml)}");

        var variables = tried.Daemon.At["lib/qemu/nvram/efi_VARS.fd"];
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(variables));
        Assert.Contains($"<nvram template='", await tried.Virsh.Do("dumpxml efi"));
        Assert.Contains(variables, await tried.Virsh.Do("dumpxml efi"));
        // Open in QEMU, which is somebody else.
        var guest = Assert.Single(tried.Guests());
        Assert.Contains(Directory.EnumerateFiles($"/proc/{guest}/fd").Select(fd => new FileInfo(fd).LinkTarget), target => target == variables);
        await tried.Virsh.Do("destroy efi");
    }

    [Fact]
    public async Task A_folder_that_is_closed_to_Qemu_is_named_before_anything_is_made()
    {
        Assert.SkipUnless(Environment.UserName == "root", "QEMU runs as the caller");
        await using var tried = await Tried.StartAsync();
        var closed = tried.Daemon.At.Folder("closed", (UnixFileMode)0b111_000_000);
        await File.WriteAllBytesAsync($"{closed}/a.img", new byte[1 << 20], TestContext.Current.CancellationToken);
        await SmallGuest.DefineAsync(tried.Virsh, "shut", $"<disk type='file'><source file='{closed}/a.img'/><target dev='vda' bus='virtio'/></disk>");
        await SmallGuest.DefineAsync(tried.Virsh, "open");

        var started = await tried.Virsh.Run("start shut");
        Assert.Contains($"Cannot access storage file '{closed}/a.img' (as uid:", started.Err);
        Assert.Contains("Permission denied", started.Err);
        Assert.Contains($"QEMU's user may not enter '{closed}'", (await Client.Aero(tried.Daemon).Run("start shut")).Err);
        Assert.Empty(tried.Guests());

        await tried.Virsh.Do("start open");
        Assert.Contains("Permission denied", (await tried.Virsh.Run($"attach-disk open {closed}/a.img vda")).Err);
        Assert.DoesNotContain("a.img", await tried.Virsh.Do("dumpxml open"));
        await tried.Virsh.Do("destroy open");
    }

    [Fact]
    public async Task Qemu_has_the_limits_of_the_configuration_and_no_rights()
    {
        await using var daemon = new AerostatDaemon();
        Directory.CreateDirectory(daemon.At["etc"]);
        daemon.At.Write("etc/aerostatd.conf", "max_files = 3000\nmax_core = 0\nmax_processes = 5000\n");
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        await virsh.Do($"create {daemon.At.Write("a.xml", SmallGuest.Xml("a"))}");

        var guest = daemon.At.Processes().Single(pid => File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu-system"));
        var limits = File.ReadAllText($"/proc/{guest}/limits");
        Assert.Matches("Max open files +3000 +3000", limits);
        Assert.Matches("Max core file size +0 +0", limits);
        Assert.Matches("Max processes +5000 +5000", limits);
        var status = File.ReadAllText($"/proc/{guest}/status");
        Assert.Matches("NoNewPrivs:\\s1", status);
        Assert.Matches("CapEff:\\s0000000000000000", status);
        Assert.Matches("CapBnd:\\s0000000000000000", status);
        Assert.Equal("0", File.ReadAllText($"/proc/{guest}/oom_score_adj").Trim());
        await virsh.Do("destroy a");
    }
}
