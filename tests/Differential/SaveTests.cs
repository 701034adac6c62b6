using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>A guest's memory to a file and back: the same on both daemons, and each goes on from the other's file.</summary>
public class SaveTests
{
    const string Uuid = "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a12</uuid>";

    [Theory]
    [InlineData("save")]
    [InlineData("dump")]
    public async Task Virsh_saves_and_restores_as_on_libvirtd(string script)
    {
        var missing = Libvirtd.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");

        Known.Alike(await PlayAsync(script, new Libvirtd(), Client.Virsh), await PlayAsync(script, new AerostatDaemon(), Client.Virsh));
    }

    [Theory]
    [InlineData("save")]
    [InlineData("dump")]
    public async Task Aero_saves_and_restores_as_virsh_does(string script)
    {
        Known.Alike(await PlayAsync(script, new AerostatDaemon(), Client.Virsh), [.. (await PlayAsync(script, new AerostatDaemon(), Client.Aero)).Select(Known.WithoutHints)]);
    }

    [Fact]
    public async Task Each_daemon_goes_on_from_the_files_of_the_other()
    {
        var missing = Libvirtd.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        await using AerostatDaemon ours = new();
        await using Libvirtd theirs = new();
        await Task.WhenAll(ours.StartAsync(), theirs.StartAsync());
        var xml = ours.At.Write("real.xml", await RealAsync(ours.At["sock"]));
        ours.At.Folder("sock", (UnixFileMode)0b111_111_111);
        Daemon[] order = [ours, theirs, ours];

        await Client.Virsh(ours).Do($"create {xml}");
        await Say("echo 0 > /tmp/kept");
        for (var i = 0; i + 1 < order.Length; i++)
        {
            var file = ours.At[$"{i}.save"];
            await Client.Virsh(order[i]).Do($"save real {file}");
            File.Delete(ours.At["sock/real"]);
            await Client.Virsh(order[i + 1]).Do($"restore {file}");
            Assert.Equal("running", await Client.Virsh(order[i + 1]).State("real"));
            Assert.Equal(i, int.Parse((await Say($"cat /tmp/kept; echo {i + 1} > /tmp/kept")).Out));
        }
        await Client.Virsh(ours).Do("destroy real");

        async Task<Ran> Say(string line)
        {
            using var shell = await GuestShell.OpenAsync(ours.At["sock/real"]);
            return (await shell.Run(line)).OrThrow();
        }
    }

    static async Task<string> RealAsync(string sockets)
    {
        var image = await GuestImage.Of("x86_64");
        return $"""
            <domain type='qemu'>
              <name>real</name>
              <memory unit='MiB'>160</memory>
              <vcpu>1</vcpu>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
                <kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine}</cmdline>
              </os>
              <features><acpi/></features>
              <cpu mode='maximum'/>
              <devices>
                <controller type='scsi' model='virtio-scsi'/>
                <interface type='user'><mac address='52:54:00:6b:76:11'/><model type='virtio'/></interface>
                <memballoon model='virtio'/>
                <serial type='pty'/>
                <graphics type='vnc' port='-1' autoport='yes'/>
                <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
                <channel type='unix'><source mode='bind' path='{sockets}/real'/><target type='virtio' name='test.shell'/></channel>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
              </devices>
            </domain>
            """;
    }

    static async Task<List<string>> PlayAsync(string script, Daemon daemon, Func<Daemon, Client> client)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        daemon.At.Write("small.xml", SmallGuest.Xml("small").Replace("<vcpu>1</vcpu>", $"{Uuid}<vcpu>1</vcpu>", StringComparison.Ordinal));
        using Player player = new(client(daemon), "nobridge");
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, $"tests/Shared/Scripts/{script}.txt")));
        // For whoever compares at leisure.
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"{script}, {(client == Client.Virsh ? "virsh" : "aero")} on {daemon.Name}.txt"), player.Transcript);
        return player.Transcript;
    }
}
