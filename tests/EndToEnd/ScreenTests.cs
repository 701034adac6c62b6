using System.Net.Sockets;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A guest's keyboard, screen, display and channels, by their own calls.</summary>
public class ScreenTests
{
    const string Devices = """
        <channel type='unix'><target type='virtio' name='org.example.port'/></channel>
        <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='secret'/>
        <video><model type='vga'/></video>
        """;

    [Fact]
    public async Task A_screen_can_be_photographed_and_keys_pressed()
    {
        await using var tried = await StartAsync();
        var file = tried.Daemon.At["shot"];
        Assert.Contains("image/png", await tried.Virsh.Do($"screenshot s {file}"));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..4]);
        Assert.Contains("no such screen ID", (await tried.Virsh.Run($"screenshot s {file} --screen 1")).Err);
        Assert.DoesNotContain(Directory.EnumerateFiles(tried.Daemon.At["lib/qemu"], "screen-*", SearchOption.AllDirectories), _ => true);

        await tried.Virsh.Do("send-key s KEY_LEFTCTRL KEY_LEFTALT KEY_F1");
        await tried.Virsh.Do("send-key s --codeset usb --holdtime 20 4");
        Assert.Contains("cannot translate keycode 700 of linux codeset", (await tried.Virsh.Run("send-key s 700")).Err);
        await tried.Virsh.Do("inject-nmi s");
        Assert.Contains("not supported by the connection driver: virDomainSendProcessSignal", (await tried.Virsh.Run("send-process-signal s 1 9")).Err);
    }

    /// <remarks>Source: RFC 6143, 7.1.2 and 7.2.2: authentication 2 wants the password, 1 wants nothing.</remarks>
    [Fact]
    public async Task A_display_wants_the_password_that_it_was_given()
    {
        await using var tried = await StartAsync();
        var display = (await tried.Virsh.Do("vncdisplay s")).Trim();
        Assert.StartsWith("127.0.0.1:", display);
        Assert.Equal([1, 2], await OffersAsync(5900 + int.Parse(display.Split(':')[1])));

        Assert.Contains("passwd='secret'", await tried.Virsh.Do("dumpxml s --security-info"));
        Assert.DoesNotContain("secret", await tried.Virsh.Do("dumpxml s"));
        await Update("<graphics type='vnc' listen='127.0.0.1' passwd='other' passwdValidTo='2099-01-01T00:00:00'/>");
        Assert.Contains("passwd='other' passwdValidTo='2099-01-01T00:00:00'", await tried.Virsh.Do("dumpxml s --security-info"));
        foreach (var (xml, refusal) in new[]
        {
            ("<graphics type='vnc' listen='0.0.0.0' passwd='x'/>", "cannot change listen address setting on 'vnc' graphics"),
            ("<graphics type='vnc' listen='127.0.0.1' port='5999' passwd='x'/>", "cannot change port settings on vnc graphics"),
            ("<graphics type='vnc' listen='127.0.0.1' keymap='de' passwd='x'/>", "cannot change keymap setting on vnc graphics"),
            ("<graphics type='vnc' listen='127.0.0.1' passwd='much-too-long'/>", "only 8 permitted"),
            ("<graphics type='vnc' listen='127.0.0.1' passwd='x' passwdValidTo='soon'/>", "cannot parse password validity time 'soon'"),
            ("<graphics type='spice'/>", "cannot find existing graphics device to modify of type 'spice'"),
        })
            Assert.Contains(refusal, (await tried.Virsh.Run($"update-device s {tried.Daemon.At.Write("g.xml", xml)}")).Err);

        async Task Update(string xml) => await tried.Virsh.Do($"update-device s {tried.Daemon.At.Write("g.xml", xml)}");
    }

    [Fact]
    public async Task A_guest_that_may_not_start_anew_ends()
    {
        await using var tried = await StartAsync();
        await tried.Virsh.Do("set-lifecycle-action s reboot destroy --live");
        Assert.Contains("<on_reboot>destroy</on_reboot>", await tried.Virsh.Do("dumpxml s"));
        Assert.Contains("doesn't support 'coredump-destroy' action", (await tried.Virsh.Run("set-lifecycle-action s poweroff coredump-destroy")).Err);
        await tried.Virsh.Run("reset s");
        await Wait.Until("the guest to end", async () => await tried.Virsh.State("s") == "shut off");
    }

    /// <summary>The ways of authentication that a VNC server offers, their count first.</summary>
    static async Task<byte[]> OffersAsync(int port)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var hello = new byte[12];
        await stream.ReadExactlyAsync(hello, TestContext.Current.CancellationToken);
        await stream.WriteAsync("RFB 003.008\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var offers = new byte[2];
        await stream.ReadExactlyAsync(offers, TestContext.Current.CancellationToken);
        return offers;
    }

    /// <remarks>Ports of its own: another daemon's guest could take the first free one between the look and the start.</remarks>
    static async Task<Tried> StartAsync()
    {
        var tried = await Tried.StartAsync(daemon =>
        {
            daemon.At.Folder("etc");
            daemon.At.Write("etc/aerostatd.conf", $"remote_display_port_min = {Random.Shared.Next(20_000, 30_000)}\n");
        });
        await SmallGuest.DefineAsync(tried.Virsh, "s", Devices);
        await tried.Virsh.Do("start s");
        return tried;
    }
}
