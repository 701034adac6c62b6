using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Two daemons know nothing of each other's ports, and a port that is free when it is looked for may be taken when QEMU listens.</summary>
public class ScreenPortTests
{
    const string Any = "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>";

    /// <summary>Between the choice of a port and the start of QEMU: waits until all have chosen.</summary>
    const string Script = """
        #!/bin/bash
        [ "$2" = start ] || exit 0
        here=$(dirname "$0")
        grep -o "port='[0-9]*'" >> "$here/chosen"
        while [ ! -e "$here/go" ]; do sleep 0.05; done
        """;

    [Fact]
    public async Task A_port_that_another_daemons_guest_took_first_is_chosen_anew()
    {
        var first = Random.Shared.Next(30_000, 32_000);
        await using var one = await StartAsync(first);
        await using var other = await StartAsync(first);
        Tried[] both = [one, other];
        foreach (var tried in both) await SmallGuest.DefineAsync(tried.Virsh, "s", Any);

        var starts = both.Select(tried => tried.Virsh.Run("start s")).ToList();
        foreach (var tried in both) await Wait.Until("a port to be chosen", () => Task.FromResult(Chosen(tried) is not []));
        Assert.Equal(Chosen(one), Chosen(other));
        foreach (var tried in both) tried.Daemon.At.Write("etc/hooks/go", "");

        Assert.All(await Task.WhenAll(starts), ran => Assert.True(ran.Ok, ran.Seen));
        string[] displays = await Task.WhenAll(both.Select(tried => tried.Virsh.Do("vncdisplay s")));
        Assert.NotEqual(displays[0], displays[1]);
        // One of them, and only that one, began anew, and with nothing left of its first try.
        Assert.Equal(3, Chosen(one).Length + Chosen(other).Length);
        Assert.Single(both, tried => tried.Daemon.Said().Contains("went to somebody else", StringComparison.Ordinal));
        foreach (var tried in both)
        {
            Assert.Single(tried.Guests());
            Assert.Single(Directory.EnumerateDirectories(tried.Daemon.At["lib/qemu"], "domain-*"));
        }
    }

    [Fact]
    public async Task A_fixed_port_in_use_is_an_error_that_names_it()
    {
        var first = Random.Shared.Next(32_000, 34_000);
        await using var one = await StartAsync(first, hook: false);
        await using var other = await StartAsync(first, hook: false);
        foreach (var tried in (Tried[])[one, other]) await SmallGuest.DefineAsync(tried.Virsh, "s", $"<graphics type='vnc' port='{first}' autoport='no' listen='127.0.0.1'/>");
        await one.Virsh.Do("start s");

        var refused = await other.Virsh.Run("start s");

        Assert.False(refused.Ok);
        Assert.Contains($"-vnc 127.0.0.1:{first - 5900}", refused.Err);
        Assert.Contains("Address already in use", refused.Err);
        Assert.Equal("shut off", await other.Virsh.State("s"));
        Assert.DoesNotContain("went to somebody else", other.Daemon.Said());
        Assert.Empty(other.Guests());
    }

    static string[] Chosen(Tried tried) => File.Exists(tried.Daemon.At["etc/hooks/chosen"]) ? File.ReadAllLines(tried.Daemon.At["etc/hooks/chosen"]) : [];

    static Task<Tried> StartAsync(int first, bool hook = true) => Tried.StartAsync(daemon =>
    {
        daemon.At.Folder("etc");
        daemon.At.Write("etc/aerostatd.conf", $"remote_display_port_min = {first}\n");
        if (!hook) return;
        daemon.At.Folder("etc/hooks");
        File.SetUnixFileMode(daemon.At.Write("etc/hooks/qemu", Script), (UnixFileMode)0b111_101_101);
    });
}
