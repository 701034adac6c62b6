using System.Text;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Disks whose pass-phrase is a secret of ours are read by their guest, and the phrase is nowhere to be read by others.</summary>
public sealed class EncryptedDiskTests
{
    const string Uuid = "3a81f5b2-8403-7b23-c8d6-21ccc2f80d6f", Phrase = "open sesame 42";

    const string Make = $"""
        # It measures how long a key takes, which a busy machine may not let it.
        luks() {"{"} for try in 1 2 3 4 5 6 7 8 9; do qemu-img create -q --object secret,id=s,data='{Phrase}' -f $1 -o $2key-secret=s,$2iter-time=10 $3 1M && return; done; {"}"}
        luks luks '' a.luks; luks qcow2 encrypt.format=luks,encrypt. b.qcow2
        printf 'found in %s' a.luks > a.txt; printf 'found in %s' b.qcow2 > b.txt
        fill() {"{"} qemu-io --object secret,id=s,data='{Phrase}' --image-opts "$1" -c 'write -s '$2' 0 512' > /dev/null; {"}"}
        fill driver=luks,key-secret=s,file.filename=a.luks a.txt; fill driver=qcow2,encrypt.format=luks,encrypt.key-secret=s,file.filename=b.qcow2 b.txt
        chmod 600 a.luks b.qcow2
        """;

    static string Disk(string path, string format, string target) => $"""
        <disk type='file'><driver name='qemu' type='{format}'/><source file='{path}'><encryption format='luks'><secret type='passphrase' uuid='{Uuid}'/></encryption></source><target dev='{target}' bus='scsi'/></disk>
        """;

    [Fact]
    public async Task A_guest_reads_what_is_encrypted_from_its_start_and_plugged_and_nobody_else_learns_the_phrase()
    {
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        (await Ran.Shell(Make, at.Path)).OrThrow();
        var image = await GuestImage.Of("x86_64");
        at.Folder("sock");
        var document = at.Write("guest.xml", $"""
            <domain type='qemu'>
              <name>guest</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
              <os><type arch='x86_64' machine='q35'>hvm</type><kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine}</cmdline></os>
              <features><acpi/></features><cpu mode='maximum'/>
              <devices>
                <controller type='scsi' model='virtio-scsi'/>
                <channel type='unix'><source mode='bind' path='{at["sock/shell"]}'/><target type='virtio' name='test.shell'/></channel>
                {Disk(at["a.luks"], "raw", "sda")}
              </devices>
            </domain>
            """);
        await tried.Virsh.Do($"define {document}");
        Assert.Contains($"no secret with matching uuid '{Uuid}'", (await tried.Virsh.Run("start guest")).Err);
        await tried.Virsh.Do($"secret-define {at.Write("secret.xml", $"<secret private='yes'><uuid>{Uuid}</uuid></secret>")}");
        Assert.Contains("does not have a value", (await tried.Virsh.Run("start guest")).Err);
        var value = Convert.ToBase64String(Encoding.UTF8.GetBytes(Phrase));
        await tried.Virsh.Do($"secret-set-value {Uuid} --base64 {value}");

        await tried.Virsh.Do("start guest");
        using var shell = await GuestShell.OpenAsync(at["sock/shell"]);
        Assert.Equal("found in a.luks", (await shell.Run("head -c 15 /dev/sda")).Out);
        await tried.Virsh.Do($"attach-device guest {at.Write("b.xml", Disk(at["b.qcow2"], "qcow2", "sdb"))}");
        var seen = "";
        await Wait.Until("the disk in the guest", async () => (seen = (await shell.Run("head -c 16 /dev/sdb")).Out) == "found in b.qcow2");

        var pid = Assert.Single(tried.Guests());
        foreach (var words in new[] { $"/proc/{pid}/cmdline", $"/proc/{pid}/environ" })
            Assert.DoesNotContain(new[] { Phrase, value }, word => File.ReadAllText(words).Contains(word, StringComparison.Ordinal));
        Assert.Equal([at[$"etc/secrets/{Uuid}.base64"]], (await Ran.Of("grep", ["-rlF", "-D", "skip", "-e", Phrase, "-e", value, at["etc"], at["run"], at["lib"], at["log"]])).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        // QEMU gives a secret back as its property: that of one that was read from memory is empty.
        Assert.DoesNotContain(value, (await tried.Virsh.Run("qemu-monitor-command guest '{\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/objects/libvirt-2-format-encryption-secret0\",\"property\":\"data\"}}'")).Seen);

        // A daemon that comes later takes it away whole.
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        await tried.Virsh.Do("detach-disk guest sdb");
        Assert.DoesNotContain("libvirt-2", await tried.Virsh.Do("qemu-monitor-command guest '{\"execute\":\"qom-list\",\"arguments\":{\"path\":\"/objects\"}}'"));
        Assert.Contains("\"return\":[]", await tried.Virsh.Do("qemu-monitor-command guest '{\"execute\":\"query-fdsets\"}'"));
    }

    [Fact]
    public async Task A_wrong_phrase_is_refused_and_nothing_is_left()
    {
        await using var tried = await Tried.StartAsync();
        var at = tried.Daemon.At;
        (await Ran.Shell(Make, at.Path)).OrThrow();
        await tried.Virsh.Do($"secret-define {at.Write("secret.xml", $"<secret><uuid>{Uuid}</uuid></secret>")}");
        await tried.Virsh.Do($"secret-set-value {Uuid} --base64 bm90aGluZw==");
        await SmallGuest.DefineAsync(tried.Virsh, "guest");
        await tried.Virsh.Do("start guest --paused");
        const string Objects = "qemu-monitor-command guest '{\"execute\":\"qom-list\",\"arguments\":{\"path\":\"/objects\"}}'";
        var before = await tried.Virsh.Do(Objects);

        Assert.Contains("Invalid password, cannot unlock any keyslot", (await tried.Virsh.Run($"attach-device guest {at.Write("a.xml", Disk(at["a.luks"], "raw", "sda"))}")).Err);
        Assert.Equal(before.Split("\"id\"")[0], (await tried.Virsh.Do(Objects)).Split("\"id\"")[0]);
        await SmallGuest.DefineAsync(tried.Virsh, "other", Disk(at["b.qcow2"], "qcow2", "sda"));
        Assert.Contains("Invalid password, cannot unlock any keyslot", (await tried.Virsh.Run("start other")).Err);
    }
}
