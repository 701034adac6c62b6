using System.Diagnostics;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A daemon that any user may start for guests of his own: no root, own folders, no network but the user's.</summary>
public class SessionTests
{
    [Fact]
    public async Task Any_user_has_guests_of_his_own()
    {
        Assert.SkipUnless(Environment.UserName == "root", "it takes root to become somebody else");
        await using SessionDaemon daemon = new();
        var (at, virsh) = (daemon.At, Client.Virsh(daemon));
        await daemon.StartAsync();
        Assert.EndsWith("/session", (await virsh.Do("uri")).Trim().Split('?')[0]);

        await SmallGuest.DefineAsync(virsh, "mine", "<interface type='user'><model type='virtio'/></interface>");
        await virsh.Do("start mine");
        var pid = GuestOf(at);
        Assert.Equal(SessionDaemon.User, (await Ran.Of("stat", ["-c", "%u", $"/proc/{pid}"])).Out.Trim());
        await virsh.Do("setmem mine 24M");
        await virsh.Do("suspend mine");
        // Nothing of it lies elsewhere than in the user's folders.
        Assert.True(File.Exists(at["home/.config/aerostat/qemu/mine.xml"]));
        Assert.Equal("700", (await Ran.Of("stat", ["-c", "%a", daemon.Socket])).Out.Trim());
        // A tap takes rights that a user has not: said, and nothing is left.
        await SmallGuest.DefineAsync(virsh, "tapped", "<interface type='ethernet'><model type='virtio'/></interface>");
        Assert.False((await virsh.Run("start tapped")).Ok);
        Assert.Equal("shut off", await virsh.State("tapped"));

        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Equal("paused", await virsh.State("mine"));
        Assert.Equal(pid, GuestOf(at));
        foreach (var line in new[] { "resume mine", "managedsave mine", "start mine", "destroy mine", "undefine mine" }) await virsh.Do(line);
    }

    static int GuestOf(Workspace at) => Assert.Single(at.Processes(), pid => File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu-system", StringComparison.Ordinal));

    sealed class SessionDaemon() : Daemon(new())
    {
        /// <summary>nobody's: a user that every host has.</summary>
        public const string User = "65534";

        public override string Name => "aerostatd";

        public override string Socket => At["home/run/aerostat/libvirt-sock"];

        public override string Uri => $"qemu:///session?socket={Socket}";

        public override string LogOf(string domain) => At[$"home/.cache/aerostat/log/qemu/{domain}.log"];

        protected override ProcessStartInfo Program()
        {
            foreach (var folder in new[] { "home", "home/run" }) At.Folder(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new("/bin/sh", ["-c", "chown \"$1\" \"$2\" \"$2/run\"; exec setpriv --reuid \"$1\" --regid \"$1\" --clear-groups env -u XDG_CONFIG_HOME -u XDG_CACHE_HOME -u XDG_DATA_HOME HOME=\"$2\" XDG_RUNTIME_DIR=\"$2/run\" \"$0\" --session",
                Programs.Aerostatd, User, At["home"]]);
        }
    }
}
