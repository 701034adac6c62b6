using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class SocketTests
{
    /// <summary>In a mount namespace whose /run/libvirt is nobody else's; what the script says is what is looked at.</summary>
    static Task<Ran> Alone(string script) => Ran.Of("unshare", ["--mount", "--propagation", "private", "bash", "-c",
        $"mkdir -p /run/libvirt; mount -t tmpfs none /run/libvirt; d={Programs.Aerostatd}\n" +
        "up() { for i in $(seq 600); do virsh -c $1 list >/dev/null 2>&1 && return; sleep .1; done; echo not up; }\n" + script]);

    [Fact]
    public async Task Plain_virsh_finds_a_daemon_with_libvirts_sockets_and_a_second_one_is_refused_by_name()
    {
        using Workspace at = new();
        var ran = await Alone($"""
            $d --root {at["a"]} --libvirt-sockets 2>{at["a.log"]} & first=$!
            up qemu:///system
            ls /run/libvirt
            virsh -c 'qemu+unix:///system?socket=/run/libvirt/virtqemud-sock-ro' -r list --name && echo reads
            $d --root {at["b"]} --libvirt-sockets || echo refused "$first"
            kill $first; wait $first; ls /run/libvirt | wc -l
            """);
        Assert.Equal(["libvirt-sock", "libvirt-sock-ro", "virtqemud-sock", "virtqemud-sock-ro", "", "reads"], ran.Out.Split('\n')[..6]);
        var first = Assert.Single(ran.Out.Split('\n'), line => line.StartsWith("refused")).Split(' ')[1];
        Assert.Contains($"aerostatd, process {first}, listens on /run/libvirt/libvirt-sock: stop it first", ran.Err);
        Assert.Equal("0", ran.Out.TrimEnd().Split('\n')[^1]);
        Assert.DoesNotContain("could not be accepted", File.ReadAllText(at["a.log"]));
    }

    [Fact]
    public async Task A_socket_that_was_held_for_the_daemon_is_its_own()
    {
        using Workspace at = new();
        var ran = await Ran.Of("python3", ["-c", $"""
            import os, socket, subprocess, sys, time
            os.makedirs('{at["r/run"]}')
            held = []
            for name in ('libvirt-sock', 'libvirt-sock-ro'):
                s = socket.socket(socket.AF_UNIX); s.bind('{at["r/run"]}/' + name); s.listen(); held.append(s)
            first = os.fork()
            if first == 0:
                for to, s in enumerate(held, 20): os.dup2(s.fileno(), to)
                for to in (0, 1): os.dup2(20 + to, 3 + to)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='2', LISTEN_FDNAMES='aerostatd.socket:aerostatd-ro.socket')
                os.execv('{Programs.Aerostatd}', ['aerostatd', '--root', '{at["r"]}'])
            virsh = lambda *words: subprocess.run(['virsh', *words], capture_output=True, text=True)
            # They listen before the daemon does: no call is refused, it waits.
            print(virsh('-c', 'qemu+unix:///system?socket={at["r/run"]}/libvirt-sock', 'hostname').returncode)
            print(virsh('-c', 'qemu+unix:///system?socket={at["r/run"]}/libvirt-sock-ro', 'define', '{at.Write("small.xml", SmallGuest.Xml("small"))}').stderr)
            os.kill(first, 15); os.waitpid(first, 0)
            print(sorted(os.listdir('{at["r/run"]}')))
            """]);
        var said = ran.OrThrow().Out;
        Assert.StartsWith("0\n", said);
        Assert.Contains("read only access", said);
        // systemd's sockets stay, for the next daemon.
        Assert.Contains("'libvirt-sock', 'libvirt-sock-ro'", said);
    }

    [Fact]
    public async Task A_root_that_no_socket_fits_under_is_refused_before_anything_is_made()
    {
        using Workspace at = new();
        var root = at[new string('x', 100)];
        var ran = await Ran.Of(Programs.Aerostatd, ["--root", root]);
        Assert.Equal(1, ran.Code);
        Assert.Contains("no Unix socket's path more than 107", ran.Err);
        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_root_says_who_is_there()
    {
        await using var tried = await Tried.StartAsync();
        var ran = await Ran.Of(Programs.Aerostatd, ["--root", tried.Daemon.At.Path]);
        Assert.Equal(1, ran.Code);
        Assert.Contains($"is held by process {tried.Daemon.Pid} (aerostatd)", ran.Err);
    }
}
