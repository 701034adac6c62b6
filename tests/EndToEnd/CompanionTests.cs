using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Programs beside QEMU that serve one of its devices: swtpm, virtiofsd.</summary>
public class CompanionTests
{
    const string Tpm = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>";
    const string Sharing = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>";

    [Fact]
    public async Task A_guest_sees_folders_of_the_hosts()
    {
        Assert.SkipWhen(Environment.UserName != "root", "virtiofsd takes root");
        await using var tried = await Tried.StartAsync();
        await RealGuest.DefineAsync(tried, Shared(tried, "share"), head: Sharing);
        tried.Daemon.At.Write("share/hello", "from the host");
        var later = tried.Daemon.At.Write("later.xml", Shared(tried, "later"));
        tried.Daemon.At.Write("later/hello", "plugged in");
        using (var inside = await RealGuest.StartAsync(tried))
        {
            Assert.Equal("from the host", (await inside.Run("modprobe -q virtiofs; mkdir -p /mnt/a; mount -t virtiofs share /mnt/a && cat /mnt/a/hello; echo from the guest > /mnt/a/back")).Out.Trim());
            Assert.Equal("from the guest\n", await File.ReadAllTextAsync(tried.Daemon.At["share/back"]));

            // A daemon that is killed takes none of them along, and the next one plugs in one more.
            await tried.Daemon.KillAsync();
            await tried.Daemon.StartAsync();
            await tried.Virsh.Do($"attach-device g {later}");
            Assert.Equal("plugged in", (await inside.Run("mkdir -p /mnt/b; for i in 1 2 3 4 5 6 7 8; do mount -t virtiofs later /mnt/b 2>/dev/null && break; sleep 1; done; cat /mnt/b/hello; umount /mnt/b")).Out.Trim());
            await tried.Virsh.Do($"detach-device g {later}");
            Assert.Equal("from the host", (await inside.Run("cat /mnt/a/hello")).Out.Trim());
        }
        await tried.Virsh.Do("destroy g");
        await NobodyIsLeftAsync(tried);
    }

    [Fact]
    public async Task What_a_module_keeps_is_kept_or_goes_as_asked()
    {
        await using var tried = await Tried.StartAsync();
        foreach (var (backend, flags, isKept) in new[] { ("", "", false), ("", "--keep-tpm", true), (" persistent_state='yes'", "", true), (" persistent_state='yes'", "--tpm", false) })
        {
            await SmallGuest.DefineAsync(tried.Virsh, "kept", Tpm.Replace("version", $"{backend} version", StringComparison.Ordinal));
            await tried.Virsh.Do("start kept");
            Assert.Contains("type=emulator", await tried.Virsh.Do("qemu-monitor-command kept --hmp info tpm"));
            await tried.Virsh.Do("managedsave kept");
            await NobodyIsLeftAsync(tried);
            await tried.Virsh.Do("start kept");
            await tried.Virsh.Do("destroy kept");
            Assert.Contains("mutually exclusive", (await tried.Virsh.Run("undefine kept --tpm --keep-tpm")).Err);
            await tried.Virsh.Do($"undefine kept {flags}");
            Assert.Equal(isKept, Directory.EnumerateDirectories(tried.Daemon.At["lib/swtpm"]).Any());
            foreach (var folder in Directory.GetDirectories(tried.Daemon.At["lib/swtpm"])) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_module_is_encrypted_by_a_secret_that_no_list_of_processes_shows()
    {
        await using var tried = await Tried.StartAsync();
        const string Uuid = "6a5d0a4e-8a0d-4a4e-9f5c-0c2f5b8b8a11";
        await tried.Virsh.Do($"secret-define {tried.Daemon.At.Write("secret.xml", $"<secret private='yes'><uuid>{Uuid}</uuid><usage type='vtpm'><name>module</name></usage></secret>")}");
        await SmallGuest.DefineAsync(tried.Virsh, "closed", Tpm.Replace("/></tpm>", $"><encryption secret='{Uuid}'/></backend></tpm>", StringComparison.Ordinal));
        Assert.Contains("does not have a value", (await tried.Virsh.Run("start closed")).Err);
        await tried.Virsh.Do($"secret-set-value {Uuid} --base64 c2VzYW1l");
        await tried.Virsh.Do("start closed");
        foreach (var pid in Companions(tried)) Assert.DoesNotContain("sesame", await File.ReadAllTextAsync($"/proc/{pid}/cmdline"));
        await tried.Virsh.Do("destroy closed");
        // Another word does not open it.
        await tried.Virsh.Do($"secret-set-value {Uuid} --base64 YmFybGV5");
        Assert.NotEqual(0, (await tried.Virsh.Run("start closed")).Code);
        await NobodyIsLeftAsync(tried);
        await tried.Virsh.Do($"secret-set-value {Uuid} --base64 c2VzYW1l");
        await tried.Virsh.Do("start closed");
    }

    static string Shared(Tried tried, string name)
    {
        tried.Daemon.At.Folder(name, (UnixFileMode)0b111_111_111);
        return $"<filesystem type='mount'><driver type='virtiofs'/><source dir='{tried.Daemon.At[name]}'/><target dir='{name}'/></filesystem>";
    }

    static IEnumerable<int> Companions(Tried tried) => tried.Daemon.At.Processes().Where(pid => NameOf(pid) is "swtpm" or "virtiofsd");

    static Task NobodyIsLeftAsync(Tried tried) => Wait.Until("companions to end", () => Task.FromResult(!Companions(tried).Any()));

    static string? NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal) ? null : File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
