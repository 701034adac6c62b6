using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The administrator's scripts are run as libvirtd runs them, and may refuse.</summary>
public class HookTests
{
    const string Script = """
        #!/bin/bash
        here=$(dirname "$0")
        xml=$(cat)
        echo "$* $(grep -o "<domain [^>]*>" <<< "$xml") $(grep -c '<alias' <<< "$xml" | sed 's/[1-9].*/aliases/')" >> "$here/log"
        [ -e "$here/hang" ] && [ "$1" = "$(cat "$here/hang")" ] && sleep 600
        [ -e "$here/change" ] && [ "$2" = restore ] && sed 's#<on_reboot>restart#<on_reboot>destroy#' <<< "$xml"
        [ ! -e "$here/fail.$2" ] || { echo "no way" >&2; exit 3; }
        """;

    /// <summary>As libvirtd 9.0 was seen to call the same script.</summary>
    const string Expected = """
        # start
        hooked prepare begin - <domain type='qemu' id='1'> 0
        hooked start begin - <domain type='qemu' id='1'> aliases
        hooked started begin - <domain type='qemu' id='1'> aliases
        # save
        hooked stopped end - <domain type='qemu'> aliases
        hooked release end - <domain type='qemu'> aliases
        # restore
        hooked restore begin - <domain type='qemu'> 0
        hooked prepare begin - <domain type='qemu' id='2'> 0
        hooked start begin - <domain type='qemu' id='2'> aliases
        hooked started begin - <domain type='qemu' id='2'> aliases
        # killed
        hooked reconnect begin - <domain type='qemu' id='2'> aliases
        # destroy
        hooked stopped end - <domain type='qemu'> aliases
        hooked release end - <domain type='qemu'> aliases
        # prepare fails
        hooked prepare begin - <domain type='qemu' id='3'> 0
        hooked stopped end - <domain type='qemu'> 0
        hooked release end - <domain type='qemu'> 0
        # start fails
        hooked prepare begin - <domain type='qemu' id='4'> 0
        hooked start begin - <domain type='qemu' id='4'> aliases
        hooked stopped end - <domain type='qemu'> aliases
        hooked release end - <domain type='qemu'> aliases
        # started fails
        hooked prepare begin - <domain type='qemu' id='5'> 0
        hooked start begin - <domain type='qemu' id='5'> aliases
        hooked started begin - <domain type='qemu' id='5'> aliases
        hooked stopped end - <domain type='qemu'> aliases
        hooked release end - <domain type='qemu'> aliases

        """;

    [Fact]
    public async Task Scripts_are_called_as_libvirtd_calls_them()
    {
        await using var tried = await Tried.StartAsync(Hook);
        var at = tried.Daemon.At;
        await SmallGuest.DefineAsync(tried.Virsh, "hooked");
        await Do("start", "start hooked");
        await Do("save", $"save hooked {at["h.save"]}");
        await Do("restore", $"restore {at["h.save"]}");
        Note("killed");
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        await Wait.Until("the script", async () => (await File.ReadAllTextAsync(at["etc/hooks/log"])).Contains("reconnect"));
        await Do("destroy", "destroy hooked");
        foreach (var moment in new[] { "prepare", "start", "started" })
        {
            Note($"{moment} fails");
            at.Write($"etc/hooks/fail.{moment}", "");
            var ran = await tried.Virsh.Run("start hooked");
            Assert.Contains($"Hook script execution failed: internal error: Child process ({at["etc/hooks/qemu"]} hooked {moment} begin -) unexpected exit status 3: no way", ran.Err);
            Assert.Equal("shut off", await tried.Virsh.State("hooked"));
            File.Delete(at[$"etc/hooks/fail.{moment}"]);
        }
        Assert.Empty(tried.Guests());
        Assert.Equal(Expected, await File.ReadAllTextAsync(at["etc/hooks/log"]));

        async Task Do(string what, string line)
        {
            Note(what);
            await tried.Virsh.Do(line);
        }

        void Note(string what) => File.AppendAllText(at["etc/hooks/log"], $"# {what}\n");
    }

    [Fact]
    public async Task A_script_changes_what_is_restored()
    {
        await using var tried = await Tried.StartAsync(Hook);
        await SmallGuest.DefineAsync(tried.Virsh, "hooked");
        await tried.Virsh.Do("start hooked");
        tried.Daemon.At.Write("etc/hooks/change", "");
        await tried.Virsh.Do("managedsave hooked");
        await tried.Virsh.Do("start hooked");
        Assert.Contains("<on_reboot>destroy", await tried.Virsh.Do("dumpxml hooked"));
    }

    [Fact]
    public async Task A_script_that_hangs_keeps_nobody_else_waiting()
    {
        await using var tried = await Tried.StartAsync(Hook);
        foreach (var name in new[] { "hooked", "other" }) await SmallGuest.DefineAsync(tried.Virsh, name);
        tried.Daemon.At.Write("etc/hooks/hang", "hooked\n");
        var hung = tried.Virsh.Run("start hooked");
        await Wait.Until("the script", async () => File.Exists(tried.Daemon.At["etc/hooks/log"]) && (await File.ReadAllTextAsync(tried.Daemon.At["etc/hooks/log"])).Contains("prepare"));
        var limit = TimeSpan.FromSeconds(60);
        foreach (var line in new[] { "start other", "list --all", "dominfo hooked", "domstats", "destroy other" }) Assert.True((await tried.Virsh.Run(line, limit)).Ok, line);
        await tried.Daemon.KillAsync();
        await hung;
    }

    [Fact]
    public async Task The_daemon_has_a_script_of_its_own()
    {
        await using var tried = await Tried.StartAsync(daemon =>
        {
            Hook(daemon);
            File.Move(daemon.At["etc/hooks/qemu"], daemon.At["etc/hooks/daemon"]);
        });
        await Wait.Until("the script", async () => (await Log()).Contains("start"));
        await tried.Daemon.StopAsync();
        Assert.Equal(["- start - start", "- shutdown - shutdown"], (await Log()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.LastIndexOf(' ')].Trim()));

        async Task<string> Log() => File.Exists(tried.Daemon.At["etc/hooks/log"]) ? await File.ReadAllTextAsync(tried.Daemon.At["etc/hooks/log"]) : "";
    }

    static void Hook(AerostatDaemon daemon)
    {
        daemon.At.Folder("etc");
        daemon.At.Folder("etc/hooks");
        File.SetUnixFileMode(daemon.At.Write("etc/hooks/qemu", Script + "\n"), (UnixFileMode)0b111_101_101);
    }
}
