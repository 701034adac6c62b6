using System.Diagnostics;
using System.Text.Json;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>What <c>aero daemon status</c> tells is so.</summary>
public class DaemonStatusTests
{
    [Fact]
    public async Task The_daemon_tells_of_its_clients_its_calls_and_who_holds_what()
    {
        await using var tried = await Tried.StartAsync();
        var aero = Client.Aero(tried.Daemon);
        await SmallGuest.DefineAsync(tried.Virsh, "held");
        await SmallGuest.DefineAsync(tried.Virsh, "off");
        await tried.Virsh.Do("start held");
        Assert.NotEqual(0, (await tried.Virsh.Run("domstate nobody")).Code);
        var quiet = await Status(aero);
        Assert.Equal(tried.Daemon.Pid, quiet.GetProperty("pid").GetInt32());
        Assert.Equal((2, 1), (quiet.GetProperty("domains").GetInt32(), quiet.GetProperty("running").GetInt32()));
        Assert.InRange(quiet.GetProperty("resident_bytes").GetInt64(), 1 << 20, 1 << 30);
        Assert.Empty(quiet.GetProperty("turns").EnumerateArray());
        Assert.Contains(quiet.GetProperty("clients").EnumerateArray(), client => client.GetProperty("program").GetString() == "aero");
        var calls = quiet.GetProperty("calls").EnumerateArray().ToDictionary(group => group.GetProperty("group").GetString()!);
        foreach (var group in calls.Values)
            Assert.Equal(group.GetProperty("count").GetInt64(), group.GetProperty("within").EnumerateArray().Sum(one => one.GetProperty("count").GetInt64()));
        Assert.InRange(calls["domain:start"].GetProperty("count").GetInt64(), 1, 1);
        Assert.InRange(calls["domain:getattr"].GetProperty("failed").GetInt64(), 1, 10);

        // A guest whose QEMU answers nothing: the first change holds the turn, the second waits for it.
        var guest = Assert.Single(tried.Guests());
        Signals.Send(guest, Signals.Stop);
        var changes = new[] { "setmem held 24M --live", "suspend held" }.Select(line => tried.Virsh.Run(line)).ToArray();
        var seen = quiet;
        await Wait.Until("a turn to be held", async () => (seen = await Status(aero)).GetProperty("turns").EnumerateArray().Any(turn => turn.GetProperty("waiting").GetInt32() == 1));
        var turn = Assert.Single(seen.GetProperty("turns").EnumerateArray());
        Assert.Equal("held", turn.GetProperty("domain").GetString());
        Assert.Contains(turn.GetProperty("what").GetString(), new[] { "set-memory", "suspend", "setmem" });
        Assert.Equal(2, seen.GetProperty("clients").EnumerateArray().Count(client => client.GetProperty("program").GetString() == "virsh" && client.GetProperty("busy").GetInt32() == 1));
        var people = await aero.Do("daemon status");
        Assert.Contains("held", people);
        Assert.Contains("domain:start", people);
        Signals.Send(guest, Signals.Continue);
        Assert.All(await Task.WhenAll(changes), ran => Assert.True(ran.Ok, ran.Seen));
    }

    [Fact]
    public async Task Only_who_may_write_is_told()
    {
        await using var tried = await Tried.StartAsync();
        var ran = await Client.Aero(tried.Daemon).RunReadOnly("daemon status");
        Assert.NotEqual(0, ran.Code);
        Assert.Contains("read only access", ran.Err);
    }

    [Fact]
    public async Task Another_daemon_is_said_not_to_tell()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        await using Libvirtd libvirtd = new();
        await libvirtd.StartAsync();
        var ran = await Client.Aero(libvirtd).Run("daemon status");
        Assert.Equal(1, ran.Code);
        Assert.Contains("this daemon does not tell how it fares", ran.Err);
    }

    static async Task<JsonElement> Status(Client aero) => JsonDocument.Parse(await aero.Do("daemon status --format json")).RootElement.Clone();
}
